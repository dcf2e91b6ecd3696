/** Released events to report. */

import type { EncodedEvent } from '@telemetry/payload';
import type { ReleasedEvent } from '@telemetry/schema';

/** A released event whose id ends in `index`. */
export function releasedEvent(index: number, payload: ReleasedEvent['payload'] = {}): EncodedEvent<ReleasedEvent> {
  const event: ReleasedEvent = {
    schema_version: '1.0',
    event_id: `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`,
    timestamp: '2026-01-01T00:00:00.000Z',
    event: 'runner.started',
    source: 'runner',
    actor: { kind: 'system', id: 'abcdefabcdef' },
    build: { app: 'test' },
    payload,
    anonymous_install_id: '00000000-0000-4000-8000-000000000001',
  };
  return { event, line: JSON.stringify(event) };
}

/** Released events with the ids 0 to `count` - 1. */
export function releasedEvents(count: number): readonly EncodedEvent<ReleasedEvent>[] {
  return Array.from({ length: count }, (_, index) => releasedEvent(index));
}
