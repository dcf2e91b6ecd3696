/** Makes a chunk of a closed window: what may be told of it under the floor, bound to a release and chained to the chunk before. */

import { suppress } from '@telemetry/aggregation';
import { type Aggregate, type Chunk, schemaOf } from './artifact.ts';
import { type ConduitBounds, MAX_REFS } from './bounds.ts';
import { canonicalJson } from './canonical-json.ts';
import { chunkIdOf } from './digests.ts';
import type { ClosedWindow } from './window-counter.ts';

/** What a chunk is made of besides its window. */
export interface ChunkSettings {
  readonly app: string;
  readonly streamId: string;
  readonly k: number;
  /** `sha256:` and the digest of the release folder's files. */
  readonly pathDigest: string;
  /** 64 hex digits for a window by its first tick. */
  blind(windowStartTick: number): string;
  readonly bounds: ConduitBounds;
  /** `sha256:` digests of evidence that goes with the release. Never of an event. */
  readonly evidenceRefs?: readonly string[];
  /** `sha256:` digests of findings about the release. Never of an event. */
  readonly tartarusRefs?: readonly string[];
}

/** A chunk, or the bound that it broke. */
export type BuiltChunk =
  | { readonly chunk: Chunk }
  | { readonly refused: 'TELEMETRY_K_ANONYMITY_FAIL' | 'TELEMETRY_BUDGET_EXCEEDED' };

/**
 * Makes the counts of a window that may be told: buckets of at least k, and with them gone a remainder of 0 or at least k.
 * `undefined` when the window itself is below k.
 */
export function buildAggregate(
  { app, k, pathDigest }: Pick<ChunkSettings, 'app' | 'k' | 'pathDigest'>,
  { startTick, endTick, counts }: Pick<ClosedWindow, 'startTick' | 'endTick' | 'counts'>,
): Aggregate | undefined {
  const sampleCount = endTick - startTick + 1;
  if (sampleCount < k) return undefined;
  const idOf = (map: string, bucket: string): string => `${map} ${bucket}`;
  const cells = [...counts].flatMap(([map, buckets]) =>
    [...buckets].map(([bucket, count]) => ({ id: idOf(map, bucket), map, bucket, count })),
  );
  // No map and no bucket has a space in its name, so this is none of them.
  const whole = { id: ' ', count: sampleCount };
  const { released } = suppress([whole, ...cells], [{ whole: whole.id, parts: cells.map(({ id }) => id) }], k);
  const isReleased = new Set(released);
  if (!isReleased.has(whole.id)) throw new TypeError('The size of a window was withheld.');
  const aggregates = Object.fromEntries(
    [...counts.keys()].map((map) => {
      const told = cells.filter((cell) => cell.map === map && cell.count > 0 && isReleased.has(cell.id));
      return [map, Object.fromEntries(told.map(({ bucket, count }) => [bucket, count]))];
    }),
  );
  return { schema: schemaOf(app, 'aggregate'), bind: { pathDigest }, kFloor: k, sampleCount, aggregates };
}

/** Makes the chunk of a window. */
export function buildChunk(settings: ChunkSettings, window: ClosedWindow, prevChunkId: string | null): BuiltChunk {
  const { app, streamId, k, bounds, evidenceRefs = [], tartarusRefs = [] } = settings;
  const payload = buildAggregate(settings, window);
  if (payload === undefined) return { refused: 'TELEMETRY_K_ANONYMITY_FAIL' };
  const buckets = Object.values(payload.aggregates).flatMap((map) => Object.values(map));
  const body = {
    schema: schemaOf(app, 'chunk'),
    streamId,
    prevChunkId,
    windowStartTick: window.startTick,
    windowEndTick: window.endTick,
    payload,
    evidenceRefs: sortedRefs(evidenceRefs),
    tartarusRefs: sortedRefs(tartarusRefs),
    ttlSeconds: bounds.ttlSeconds,
    kAnonymityFloor: k,
    coverage: coverageOf(buckets, payload.sampleCount),
    blind: settings.blind(window.startTick),
  };
  const chunk: Chunk = { ...body, chunkId: chunkIdOf(body) };
  const isOver =
    buckets.length > bounds.maxBucketsPerChunk ||
    body.evidenceRefs.length > MAX_REFS ||
    body.tartarusRefs.length > MAX_REFS ||
    Buffer.byteLength(canonicalJson(chunk)) > bounds.maxChunkBytes;
  return isOver ? { refused: 'TELEMETRY_BUDGET_EXCEEDED' } : { chunk };
}

/** The share of a window's samples that its buckets tell, to 4 decimals, halves up; by whole numbers, so the same everywhere. */
export function coverageOf(buckets: readonly number[], sampleCount: number): number {
  const told = buckets.reduce((sum, count) => sum + count, 0);
  return Math.floor((20_000 * told + sampleCount) / (2 * sampleCount)) / 10_000;
}

function sortedRefs(refs: readonly string[]): readonly string[] {
  return [...new Set(refs)].sort();
}
