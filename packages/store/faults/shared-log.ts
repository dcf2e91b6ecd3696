/** Seals, purges and retention while eight processes write. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { purgeLog, sealLog } from '../src/index.ts';
import { acknowledgedAndFound, missingOf, type RunningWriter, startWriter } from '../test/support/processes.ts';
import type { WriterChildOptions } from '../test/support/writer-child.ts';
import type { FaultFamily, FaultRun, Finding } from './fault-run.ts';
import { judge } from './fault-run.ts';

const WRITERS = 8;

export const sharedLog: FaultFamily = {
  title: 'Seals, purges and retention under eight writers',
  about:
    'All writers seal at once, with clocks that stand still so that only chance tells the names apart. A purge takes everything that ' +
    'was acknowledged before it and nothing that was begun after it. Retention keeps a log below its limit, and no lower than it must.',
  run: async (run) => [await seal(run), await purge(run), await retain(run)],
};

function start(run: FaultRun, directory: string, more: Partial<WriterChildOptions>): RunningWriter[] {
  return Array.from({ length: WRITERS }, (_, at) =>
    startWriter({
      store: { directory },
      id: `w${at}`,
      seed: run.seed + at,
      turns: -1,
      maxLineBytes: 2000,
      end: 'natural',
      ...more,
    }),
  );
}

async function seal(run: FaultRun): Promise<Finding> {
  const directory = run.folder();
  const running = start(run, directory, {
    store: { directory, maxFileBytes: 20_000, maxTotalBytes: Number.MAX_SAFE_INTEGER },
    frozenAt: 1_790_000_000_000,
    turns: run.isShort ? 150 : 2000,
    end: 'close',
  });
  let seals = 0;
  const sealing = setInterval(() => {
    if (sealLog({ directory })) seals += 1;
  }, 20);
  const { acknowledged, lost, repeated, torn } = await acknowledgedAndFound(directory, running);
  clearInterval(sealing);
  const files = readdirSync(directory).length;
  run.remove(directory);
  return judge(
    'seals by all of them and from outside, frozen clocks',
    `${files - 1} segments`,
    { acknowledged, 'sealed from outside': seals },
    { lost: lost.length, repeated, torn },
  );
}

async function purge(run: FaultRun): Promise<Finding> {
  const directory = run.folder();
  const rounds = run.isShort ? 10 : 100;
  const running = start(run, directory, { store: { directory, maxFileBytes: 100_000 } });
  for (let round = 1; round <= rounds; round += 1) {
    await Promise.all(running.map((one) => one.reached(round * 100)));
    if (round % 2 === 0) sealLog({ directory });
    purgeLog({ directory });
  }
  await Promise.all(running.map((one) => one.reached(rounds * 100 + 500)));
  for (const one of running) one.kill();
  const { found, repeated, results, acknowledged } = await acknowledgedAndFound(directory, running);
  let kept = 0;
  let lost = 0;
  running.forEach(({ id }, at) => {
    const numbers = found.get(id) ?? new Set();
    const first = Math.min(...numbers);
    // The purge of the last round came when each had acknowledged that many.
    for (const n of numbers) if (n < rounds * 100) kept += 1;
    lost += missingOf(new Set([...numbers].map((n) => n - first)), (results[at]?.acknowledged ?? 0) - first).length;
  });
  run.remove(directory);
  return judge(
    'purges, every other one right after a seal',
    `${rounds} purges`,
    { acknowledged },
    { 'kept of what was to be deleted': kept, 'lost of what came after': lost, repeated },
  );
}

async function retain(run: FaultRun): Promise<Finding> {
  const directory = run.folder();
  const limit = 1_000_000;
  const fileBytes = 50_000;
  const running = start(run, directory, { store: { directory, maxFileBytes: fileBytes, maxTotalBytes: limit } });
  let highest = 0;
  const goal = run.isShort ? 2000 : 20_000;
  for (let lines = 500; lines <= goal; lines += 500) {
    await Promise.all(running.map((one) => one.reached(lines)));
    highest = Math.max(highest, bytesOf(directory));
  }
  for (const one of running) one.kill();
  const { found, repeated, torn, acknowledged } = await acknowledgedAndFound(directory, running);
  let kept = 0;
  let gaps = 0;
  for (const numbers of found.values()) {
    kept += numbers.size;
    // What is kept of a writer is the end of what it wrote; two files sealed in one millisecond may go in the wrong order.
    gaps += Math.max(...numbers) - Math.min(...numbers) + 1 - numbers.size;
  }
  const bytes = bytesOf(directory);
  run.remove(directory);
  // Each of the writers may have one full file more before the one who seals counts again.
  const above = highest > limit + (WRITERS + 1) * (fileBytes + 65_536) ? 1 : 0;
  return judge(
    `${limit / 1e6} MB at most, in files of ${fileBytes / 1000} KB`,
    `${acknowledged.toLocaleString('en-US')} lines`,
    {
      kept,
      'highest total in bytes': highest,
      'total in the end': bytes,
      torn,
      'missing between kept lines of a writer': gaps,
    },
    { 'above the limit': above, 'removed too much': Number(bytes < limit - 3 * fileBytes), repeated },
  );
}

function bytesOf(directory: string): number {
  return readdirSync(directory).reduce(
    (sum, name) => sum + (statSync(join(directory, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
