/** Windows, streams and chunks for tests: whatever is random comes in as a number. */

import { randomBytes } from 'node:crypto';
import { extendStandardCatalog, type RecordedEvent } from '@telemetry/schema';
import { advanceStream, emptyStream, type Stream, storeOf } from '../../src/advance-stream.ts';
import { withDefaults } from '../../src/bounds.ts';
import type { ChunkSettings } from '../../src/build-chunk.ts';
import { createSecretDigests } from '../../src/digests.ts';
import { createPartition } from '../../src/partition.ts';
import { encodeArtifact } from '../../src/verify-artifact.ts';
import type { ClosedWindow } from '../../src/window-counter.ts';

/** The application of all tests. */
export const APP = 'weftend';

/** A stream id, made at random: no fixture holds one. */
export const STREAM_ID = randomBytes(16).toString('hex');

/** Counts by map and bucket. */
export type Counts = { readonly [map: string]: { readonly [bucket: string]: number } };

/** The standard catalog and its partition. */
export const CATALOG = extendStandardCatalog();
export const PARTITION = createPartition(CATALOG);

/** What a chunk is made with; the secret is new for each call. */
export function settingsOf(given: Partial<ChunkSettings> = {}): ChunkSettings {
  const { blind } = createSecretDigests(randomBytes(32));
  const pathDigest = `sha256:${randomBytes(32).toString('hex')}`;
  return { app: APP, streamId: STREAM_ID, k: 10, pathDigest, blind, bounds: withDefaults(), ...given };
}

/** A closed window of these counts that begins at a tick. */
export function windowOf(startTick: number, counts: Counts, duplicates = 0): ClosedWindow {
  const size = Object.values(counts)
    .flatMap(Object.values<number>)
    .reduce((sum, count) => sum + count, 0);
  const all = PARTITION.maps.map((map) => [map, new Map(Object.entries(counts[map] ?? {}))] as const);
  return { startTick, endTick: startTick + size - 1, counts: new Map(all), duplicates };
}

/** A stream of windows of these counts, one after the other. */
export function streamOf(all: readonly Counts[], settings: ChunkSettings = settingsOf()): Stream {
  let tick = 1;
  const windows = all.map((counts) => {
    const window = windowOf(tick, counts);
    tick = window.endTick + 1;
    return window;
  });
  return advanceStream(emptyStream(settings.k, 100), windows, settings);
}

/** The text of a sound store of three chunks. */
export function soundStore(): string {
  const counts = {
    eventTypes: { 'runner.started': 60, 'plan.generated': 25 },
    capDenies: { other: 12 },
    tartarusKinds: { other: 3 },
  };
  return encodeArtifact(storeOf(APP, STREAM_ID, streamOf([counts, counts, counts])));
}

/** An event as the log holds it. */
export function eventOf(
  event: string,
  payload: RecordedEvent['payload'] = {},
  eventId: string = crypto.randomUUID(),
): RecordedEvent {
  return {
    schema_version: '1.0',
    event_id: eventId,
    timestamp: '2026-01-02T03:04:05.678Z',
    event,
    source: 'executor',
    actor: { kind: 'agent', id: 'unknown' },
    build: {},
    payload,
  };
}
