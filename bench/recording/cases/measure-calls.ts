/** Times a call that does next to nothing, such as a logger that is off: nanoseconds a call. */

import { answer, IS_QUICK, startClock } from './surroundings.ts';

/** Calls between two looks at the clock. */
const BATCH = 1_000;
/** Milliseconds of warming up, and of measuring. */
const WARM_UP_MS = IS_QUICK ? 20 : 300;
const MEASURE_MS = IS_QUICK ? 20 : 700;

/** Answers what one call costs when it is made for the first time in a batch (cold), and in the long run. */
export function measureCalls(call: (index: number) => void): void {
  const cold = repeat(call, 0);
  repeat(call, WARM_UP_MS);
  const warm = repeat(call, MEASURE_MS);
  answer({ wall: warm.wallNs, cpu: warm.cpuNs, cold_wall: cold.wallNs });
}

/** At least one batch, and then until the time is over. */
function repeat(
  call: (index: number) => void,
  durationMs: number,
): { readonly wallNs: number; readonly cpuNs: number } {
  const clock = startClock();
  const endMs = performance.now() + durationMs;
  let calls = 0;
  do {
    for (let index = 0; index < BATCH; index += 1) call(calls + index);
    calls += BATCH;
  } while (performance.now() < endMs);
  const { wallNs, cpuNs } = clock();
  return { wallNs: wallNs / calls, cpuNs: cpuNs / calls };
}
