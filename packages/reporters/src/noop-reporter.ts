/** The reporter that does nothing, and the measure of all others. */

import type { LocalReporter } from './reporter.ts';

const NO_STATS = Object.freeze({
  accepted: 0,
  written: 0,
  sent: 0,
  dropped: Object.freeze({}),
  retries: 0,
  queued: 0,
});

const NOOP: LocalReporter = Object.freeze({
  reach: 'local',
  report() {},
  async flush() {},
  async close() {},
  stats: NO_STATS,
});

/** Gives the reporter that takes events and forgets them: one frozen object, no allocation, no timer, nothing counted. */
export function noopReporter(): LocalReporter {
  return NOOP;
}
