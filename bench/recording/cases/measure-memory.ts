/** Memory of a process that has recorded a million events, against the same process after ten thousand. */

import { answer, IS_QUICK, nextTurn } from './surroundings.ts';

const FEW = 10_000;
const MANY = IS_QUICK ? 30_000 : 1_000_000;
const BURST = 100;

/** Records in bursts, and answers bytes: of the process, and of what its heap still holds after a full collection. */
export async function measureMemory(recording: { record(index: number): void; flush(): Promise<void> }): Promise<void> {
  const recordUpTo = async (from: number, to: number): Promise<void> => {
    for (let index = from; index < to; index += 1) {
      recording.record(index);
      if (index % BURST === 0) await nextTurn();
    }
    await recording.flush();
  };
  await recordUpTo(0, FEW);
  const few = await measure();
  await recordUpTo(FEW, MANY);
  const many = await measure();
  answer({ few_rss: few.rss, many_rss: many.rss, few_heap: few.heap, many_heap: many.heap });
}

async function measure(): Promise<{ readonly rss: number; readonly heap: number }> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('run with --expose-gc');
  for (let turn = 0; turn < 5; turn += 1) {
    gc();
    await nextTurn();
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, heap: heapUsed + external };
}
