/**
 * Times events from the call to the end of the flush: in bursts of a hundred, or one a turn of the event loop. The turns themselves
 * are in the figures of all sides.
 */

import { answer, IS_QUICK, nextTurn, startClock } from './surroundings.ts';

/** Events of one burst: what an agent says within one turn when it is busy. */
const BURST = 100;

/** How many events are measured, and before that recorded to warm up. Slow peers take fewer. */
export interface EventCounts {
  readonly warmUp: number;
  readonly measured: number;
}

const QUICK: EventCounts = { warmUp: 200, measured: 1_000 };
const BURSTS: EventCounts = { warmUp: 30_000, measured: 100_000 };
const TURNS: EventCounts = { warmUp: 5_000, measured: 20_000 };

/** The side that is measured. */
export interface Recording {
  record(index: number): void;
  /** Resolves when everything recorded is where it should be. */
  flush(): Promise<void>;
  /** Ends it, and answers how many events have arrived there. */
  close(): Promise<number>;
}

/** Runs a recording by the pattern that the first argument names, `bursts` or `turns`, and answers nanoseconds an event. */
export async function measureEvents(recording: Recording, counts?: EventCounts): Promise<void> {
  const isTurns = process.argv[2] === 'turns';
  const { warmUp, measured } = IS_QUICK ? QUICK : (counts ?? (isTurns ? TURNS : BURSTS));
  const burst = isTurns ? 1 : BURST;
  const cold = await recordMany(recording, 0, BURST, burst);
  await recordMany(recording, BURST, warmUp, burst);
  const warm = await recordMany(recording, BURST + warmUp, measured, burst);
  const arrived = await recording.close();
  if (arrived !== BURST + warmUp + measured) throw new Error(`${arrived} events arrived`);
  answer({ wall: warm.wallNs, cpu: warm.cpuNs, cold_wall: cold.wallNs, cold_cpu: cold.cpuNs });
}

async function recordMany(recording: Recording, from: number, count: number, burst: number) {
  const clock = startClock();
  for (let done = 0; done < count; done += burst) {
    for (let index = 0; index < burst; index += 1) recording.record(from + done + index);
    await nextTurn();
  }
  await recording.flush();
  const { wallNs, cpuNs } = clock();
  return { wallNs: wallNs / count, cpuNs: cpuNs / count };
}
