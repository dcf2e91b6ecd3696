export type { Stream, StreamState } from './advance-stream.ts';
export { advanceStream, emptyStream, snapshotOf, storeOf } from './advance-stream.ts';
export type {
  Aggregate,
  ArtifactKind,
  Chunk,
  ConduitSnapshot,
  ConduitStore,
  CountMaps,
  DroppedTotals,
  Journal,
  ReasonCode,
} from './artifact.ts';
export { ARTIFACT_KINDS, REASON_CODES, schemaOf } from './artifact.ts';
export type { ConduitBounds } from './bounds.ts';
export { DEFAULT_BOUNDS, DEFAULT_K, DEFAULT_WINDOW_TICKS, MAX_K, MAX_WINDOW_TICKS, MIN_K } from './bounds.ts';
export type { BuiltChunk, ChunkSettings } from './build-chunk.ts';
export { buildAggregate, buildChunk } from './build-chunk.ts';
export type { CanonicalValue } from './canonical-json.ts';
export { canonicalJson } from './canonical-json.ts';
export type { Issue } from './check-shape.ts';
export type { ReleasedFile, SecretDigests } from './digests.ts';
export { chunkIdOf, createSecretDigests, pathDigestOf } from './digests.ts';
export type { Bucket, Partition, PartitionRule } from './partition.ts';
export { createPartition } from './partition.ts';
export { requirePrivacy, validatePrivacy } from './validate-privacy.ts';
export type { ArtifactReport } from './verify-artifact.ts';
export { encodeArtifact, verifyArtifact } from './verify-artifact.ts';
export type { ClosedWindow, WindowCounter, WindowCounterOptions } from './window-counter.ts';
export { createWindowCounter } from './window-counter.ts';
