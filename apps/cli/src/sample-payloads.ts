/** Samples of events as they would stand in the log and as they would leave. Made up from the declarations. */

import { createKeyedHash, createRecorder, createReleaser } from '@telemetry/payload';
import { createRedactor } from '@telemetry/redaction';
import type { Catalog, EventDefinition, Json, RecordingLevel } from '@telemetry/schema';
import { createSampleInput } from './sample-input.ts';

/** Stands where a secret salt and an install id would. */
const SAMPLE_SALT = new Uint8Array(32);
const SAMPLE_ID = '00000000-0000-4000-8000-000000000000';

/** One event, in both projections. */
export interface SamplePayload {
  readonly event: string;
  /** Null when the event is above the level. */
  readonly recorded: { readonly [field: string]: Json } | null;
  /** Null when nothing of it would leave. */
  readonly released: { readonly [field: string]: Json } | null;
}

/** Makes one sample of each event through the real projections. */
export function createSamplePayloads(
  catalog: Catalog,
  events: readonly EventDefinition[],
  level: RecordingLevel,
  nowMs: number,
): readonly SamplePayload[] {
  const keyed = createKeyedHash(SAMPLE_SALT);
  const recorder = createRecorder(catalog, { level, keyed, redactor: createRedactor() });
  const release = createReleaser(catalog, { level, keyed, installId: SAMPLE_ID });
  const timestamp = new Date(nowMs).toISOString();
  const texts = { name: 'sample', text: 'a sample of text', instant: timestamp, prefersWords: true };
  return events.map((definition) => {
    const { name: event } = definition;
    const outcome = recorder.record({
      eventId: SAMPLE_ID,
      timestamp,
      event,
      context: { source: 'cli', actor: { kind: 'agent', id: 'sample' } },
      build: {},
      payload: createSampleInput(definition, texts),
    });
    if (outcome.kind !== 'recorded') return { event, recorded: null, released: null };
    const leaving = release(outcome.event);
    return {
      event,
      recorded: outcome.event.payload,
      released: leaving.kind === 'released' ? leaving.event.payload : null,
    };
  });
}
