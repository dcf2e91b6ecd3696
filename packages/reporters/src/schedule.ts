/** Timers that keep no process alive. */

/** Calls back after some milliseconds; answers what cancels it. */
export type Schedule = (callback: () => void, delayMs: number) => () => void;

/** The longest that a timer can wait: 24 days. Milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Schedules by the system's timers, unref'ed. */
export const scheduleQuietly: Schedule = (callback, delayMs) => {
  const timer = setTimeout(callback, Math.min(delayMs, MAX_TIMER_MS)).unref();
  return () => clearTimeout(timer);
};
