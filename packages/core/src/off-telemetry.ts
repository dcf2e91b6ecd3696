/** Telemetry that is off: one frozen constant with empty methods. */

import type { Catalog } from '@telemetry/schema';
import type { Telemetry, TelemetryScope } from './telemetry.ts';

const NO_STATS = Object.freeze({
  recorded: 0,
  dropped: Object.freeze({}),
  fieldsDropped: 0,
  fieldsRedacted: 0,
  fieldsTruncated: 0,
  reporter: Object.freeze({ accepted: 0, written: 0, sent: 0, dropped: Object.freeze({}), retries: 0, queued: 0 }),
});

function ignore(): void {}

const OFF: Telemetry = Object.freeze({
  enabled: false,
  level: 'off',
  stats: NO_STATS,
  track: ignore,
  scope: (): TelemetryScope => OFF,
  measure: <Result>(_event: unknown, _fields: unknown, fn: (note: () => void) => Result): Result => fn(ignore),
  flush: async () => {},
  close: async () => {},
});

/** Gives the object that records nothing. It is the same one every time, whatever the catalog. */
export function offTelemetry<C extends Catalog>(): Telemetry<C> {
  return OFF as unknown as Telemetry<C>;
}
