/** When the lines of a replay are shown: in the time that the run took, scaled, without its idle hours. */

/** Milliseconds that nobody is left to look at nothing. */
const MAX_PAUSE_MS = 2_000;

/** Milliseconds of a whole replay: a longer run is shown faster. */
const MAX_TOTAL_MS = 120_000;

/**
 * The pause before each line, in milliseconds: the time between one beginning and the next, divided by the speed, at most two
 * seconds; all of them together at most two minutes.
 *
 * @param startsMs when each line's node began; one that began before its predecessor waits for nothing
 * @param speed how many times faster than it was, above 0
 */
export function pausesOf(startsMs: readonly number[], speed: number): readonly number[] {
  let latest = startsMs[0] ?? 0;
  const pauses = startsMs.map((startMs) => {
    const pause = Math.min(MAX_PAUSE_MS, Math.max(0, startMs - latest) / speed);
    latest = Math.max(latest, startMs);
    return pause;
  });
  const total = pauses.reduce((sum, pause) => sum + pause, 0);
  return total <= MAX_TOTAL_MS ? pauses : pauses.map((pause) => (pause * MAX_TOTAL_MS) / total);
}

/** Waits; ends at once when the signal comes. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, milliseconds);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
