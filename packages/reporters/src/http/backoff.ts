/** How long to wait after failures in a row: exponential with full jitter, and longer once the circuit is open. Pure. */

/** The shortest wait. */
const MIN_WAIT_MS = 1_000;
/** The longest wait of ours. */
const MAX_WAIT_MS = 3_600_000;
/** Failures in a row after which the circuit is open. */
export const CIRCUIT_FAILURES = 5;
/** The shortest wait while it is: a collector that is down for good costs a request each quarter of an hour at most. */
const OPEN_WAIT_MS = 900_000;

/** Milliseconds to wait after `failures` in a row (at least 1). `random` is from 0 up to 1. */
export function backoffMs(failures: number, random: number): number {
  const ceiling = Math.min(MAX_WAIT_MS, MIN_WAIT_MS * 2 ** Math.min(failures, 30));
  const floor = failures >= CIRCUIT_FAILURES ? OPEN_WAIT_MS : MIN_WAIT_MS;
  return Math.round(Math.max(floor, random * Math.max(ceiling, floor * 2)));
}
