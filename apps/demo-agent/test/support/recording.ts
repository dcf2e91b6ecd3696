/** A reporter that keeps events in memory, for tests of single parts. */

import type { TelemetryOptions } from '@telemetry/core';
import type { RecordedEvent } from '@telemetry/schema';

/** A reporter, and what it was given. */
export interface Recording {
  readonly reporter: TelemetryOptions['reporter'];
  readonly events: readonly RecordedEvent[];
}

/** Makes one. */
export function createRecording(): Recording {
  const events: RecordedEvent[] = [];
  const stats = { accepted: 0, written: 0, sent: 0, dropped: {}, retries: 0, queued: 0 };
  const reporter: TelemetryOptions['reporter'] = {
    reach: 'local',
    report: ({ event }) => void events.push(event),
    flush: async () => {},
    close: async () => {},
    stats,
  };
  return { reporter, events };
}
