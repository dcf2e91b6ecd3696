/**
 * Takes a stream from one state to the next: windows become chunks, or are spent without one; old chunks go. Pure, and the same
 * whether windows come together or one by one.
 */

import {
  type Chunk,
  type ConduitSnapshot,
  type ConduitStore,
  type DroppedTotals,
  type ReasonCode,
  schemaOf,
} from './artifact.ts';
import type { ConduitBounds } from './bounds.ts';
import { buildChunk, type ChunkSettings } from './build-chunk.ts';
import type { ClosedWindow } from './window-counter.ts';

/** What is known of a stream besides its chunks. */
export interface StreamState {
  /** Fixed at the first apply. */
  readonly k: number;
  /** Ticks; fixed at the first apply. */
  readonly windowTicks: number;
  readonly headChunkId: string | null;
  /** The last closed tick; 0 before the first. */
  readonly updatedAtTick: number;
  readonly dropped: DroppedTotals;
  readonly reasonCodes: readonly ReasonCode[];
  /** True once `--close` ended it: it takes no more windows. */
  readonly isClosed: boolean;
}

/** A stream with its chunks, oldest first. */
export interface Stream {
  readonly state: StreamState;
  readonly chunks: readonly Chunk[];
}

/** A stream before its first window. */
export function emptyStream(k: number, windowTicks: number): Stream {
  const dropped = { ttlPruned: 0, capPruned: 0, kFloorSkipped: 0, duplicateSkipped: 0 };
  const state = { k, windowTicks, headChunkId: null, updatedAtTick: 0, dropped, reasonCodes: [], isClosed: false };
  return { state, chunks: [] };
}

/** Adds closed windows, in their order. */
export function advanceStream(
  stream: Stream,
  windows: readonly ClosedWindow[],
  settings: Omit<ChunkSettings, 'k'>,
): Stream {
  return windows.reduce((before, window) => addWindow(before, window, settings), stream);
}

function addWindow({ state, chunks }: Stream, window: ClosedWindow, settings: Omit<ChunkSettings, 'k'>): Stream {
  const built = buildChunk({ ...settings, k: state.k }, window, state.headChunkId);
  const all = 'chunk' in built ? [...chunks, built.chunk] : chunks;
  const kept = pruneChunks(all, window.endTick, settings.bounds);
  const { dropped } = state;
  const isBelow = 'refused' in built && built.refused === 'TELEMETRY_K_ANONYMITY_FAIL';
  return {
    chunks: kept.chunks,
    state: {
      ...state,
      headChunkId: 'chunk' in built ? built.chunk.chunkId : state.headChunkId,
      updatedAtTick: window.endTick,
      dropped: {
        ttlPruned: dropped.ttlPruned + kept.ttlPruned,
        capPruned: dropped.capPruned + kept.capPruned,
        kFloorSkipped: dropped.kFloorSkipped + (isBelow ? 1 : 0),
        duplicateSkipped: dropped.duplicateSkipped + window.duplicates,
      },
      reasonCodes: 'refused' in built ? [...new Set([...state.reasonCodes, built.refused])].sort() : state.reasonCodes,
    },
  };
}

/** Drops what is too old, then what is too many, always from the oldest on: a gap would break the chain. */
export function pruneChunks(
  chunks: readonly Chunk[],
  updatedAtTick: number,
  { maxChunks }: Pick<ConduitBounds, 'maxChunks'>,
): { readonly chunks: readonly Chunk[]; readonly ttlPruned: number; readonly capPruned: number } {
  const ttlPruned = chunks.findLastIndex((chunk) => isExpired(chunk, updatedAtTick)) + 1;
  const capPruned = Math.max(0, chunks.length - ttlPruned - maxChunks);
  return { chunks: chunks.slice(ttlPruned + capPruned), ttlPruned, capPruned };
}

/** Whether a chunk has outlived its time. */
export function isExpired({ windowEndTick, ttlSeconds }: Chunk, updatedAtTick: number): boolean {
  return windowEndTick + ttlSeconds < updatedAtTick;
}

/** The store of a stream. */
export function storeOf(app: string, streamId: string, { state, chunks }: Stream): ConduitStore {
  const { headChunkId, updatedAtTick } = state;
  const journal = { schema: schemaOf(app, 'journal'), streamId, headChunkId, updatedAtTick };
  return { schema: schemaOf(app, 'conduitStore'), journal, chunks };
}

/** The snapshot of a stream. */
export function snapshotOf(app: string, streamId: string, { state, chunks }: Stream): ConduitSnapshot {
  const { headChunkId, dropped, reasonCodes } = state;
  const schema = schemaOf(app, 'conduitSnapshot');
  return { schema, streamId, headChunkId, chunks, dropped, ...(reasonCodes.length === 0 ? {} : { reasonCodes }) };
}
