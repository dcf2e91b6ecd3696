/** Events for tests: complete envelopes of which a test names what matters to it. */

import type { RecordedEvent } from '@telemetry/schema';

/** What a test may say about an event; `payload` may hold what no catalog allows. */
export type EventParts = Partial<Omit<RecordedEvent, 'payload'>> & { readonly payload?: object };

/** An envelope with the given parts. */
export function makeEvent(event: string, parts: EventParts = {}): RecordedEvent {
  return {
    schema_version: '1.0',
    event_id: '9b2f0f5e-4f0e-4c57-9d0e-0b3f3c7b5a11',
    timestamp: '2026-11-20T12:00:00.000Z',
    source: 'cli',
    actor: { kind: 'agent', id: 'unknown' },
    build: {},
    payload: {},
    ...parts,
    event,
  } as RecordedEvent;
}

/** What a metric says about some events. */
export function resultOf<State, Result>(
  metric: { empty(): State; add(state: State, event: RecordedEvent): State; finish(state: State): Result },
  events: readonly RecordedEvent[],
): Result {
  return metric.finish(events.reduce((state, event) => metric.add(state, event), metric.empty()));
}
