/** Keeps events in an array: for a host's own tests. */

import type { EncodedEvent } from '@telemetry/payload';
import type { RecordedEvent, ReleasedEvent } from '@telemetry/schema';
import type { LocalReporter, RemoteReporter } from './reporter.ts';

/** A reporter whose events can be looked at. */
export type MemoryReporter<Reporter, Event> = Reporter & {
  /** What was reported, oldest first. After `close()` nothing is added. */
  readonly events: readonly Event[];
  /** The same as JSON lines, without endings. */
  readonly lines: readonly string[];
};

/** Makes a reporter that keeps everything it is given. Memory grows with every event. */
export function memoryReporter(options?: { readonly reach?: 'local' }): MemoryReporter<LocalReporter, RecordedEvent>;
export function memoryReporter(options: { readonly reach: 'remote' }): MemoryReporter<RemoteReporter, ReleasedEvent>;
export function memoryReporter(
  options: { readonly reach?: 'local' | 'remote' } = {},
): MemoryReporter<LocalReporter, RecordedEvent> | MemoryReporter<RemoteReporter, ReleasedEvent> {
  return options.reach === 'remote' ? keep<'remote', ReleasedEvent>('remote') : keep<'local', RecordedEvent>('local');
}

function keep<Where extends 'local' | 'remote', Event>(reach: Where) {
  const events: Event[] = [];
  const lines: string[] = [];
  let accepted = 0;
  let closed = false;
  return {
    reach,
    events,
    lines,
    report(event: EncodedEvent<Event>) {
      accepted += 1;
      if (closed) return;
      events.push(event.event);
      lines.push(event.line);
    },
    async flush() {},
    async close() {
      closed = true;
    },
    get stats() {
      const late = accepted - events.length;
      return {
        accepted,
        written: events.length,
        sent: 0,
        dropped: late === 0 ? {} : { closed: late },
        retries: 0,
        queued: 0,
      };
    },
  };
}
