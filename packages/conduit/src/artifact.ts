/** The five artifacts of the conduit, as docs/formats/conduit.md describes them. Their fields are a contract. */

/** What an artifact is. */
export const ARTIFACT_KINDS = ['aggregate', 'chunk', 'journal', 'conduitStore', 'conduitSnapshot'] as const;

/** What an artifact is. */
export type ArtifactKind = (typeof ARTIFACT_KINDS)[number];

/** Counts by bucket, by map. Each event of the window is in one bucket of one map. */
export type CountMaps = { readonly [map: string]: { readonly [bucket: string]: number } };

/** The counts of one window. */
export interface Aggregate {
  readonly schema: string;
  readonly bind: { readonly pathDigest: string };
  readonly kFloor: number;
  /** Events of the window. */
  readonly sampleCount: number;
  readonly aggregates: CountMaps;
}

/** One closed window, chained to the one before. */
export interface Chunk {
  readonly schema: string;
  readonly streamId: string;
  readonly chunkId: string;
  readonly prevChunkId: string | null;
  readonly windowStartTick: number;
  /** Included. */
  readonly windowEndTick: number;
  readonly payload: Aggregate;
  readonly evidenceRefs: readonly string[];
  readonly tartarusRefs: readonly string[];
  /** In ticks. */
  readonly ttlSeconds: number;
  readonly kAnonymityFloor: number;
  /** Samples in emitted buckets by samples of the window; 4 decimals. */
  readonly coverage: number;
  readonly blind: string;
}

/** Where a stream stands. */
export interface Journal {
  readonly schema: string;
  readonly streamId: string;
  readonly headChunkId: string | null;
  /** The last closed tick of the stream; 0 before the first. */
  readonly updatedAtTick: number;
}

/** What stands in the release folder. */
export interface ConduitStore {
  readonly schema: string;
  readonly journal: Journal;
  readonly chunks: readonly Chunk[];
}

/** What a stream has left out, ever. */
export interface DroppedTotals {
  readonly ttlPruned: number;
  readonly capPruned: number;
  readonly kFloorSkipped: number;
  readonly duplicateSkipped: number;
}

/** What `--apply` writes elsewhere and `--preview` prints. */
export interface ConduitSnapshot {
  readonly schema: string;
  readonly streamId: string;
  readonly headChunkId: string | null;
  readonly chunks: readonly Chunk[];
  readonly dropped: DroppedTotals;
  /** Sorted; absent when there is none. */
  readonly reasonCodes?: readonly ReasonCode[];
}

/** Why something is missing or wrong. Stable. */
export const REASON_CODES = [
  'PRIVACY_FIELD_FORBIDDEN',
  'TELEMETRY_BUDGET_EXCEEDED',
  'TELEMETRY_CAP_DENIED',
  'TELEMETRY_CONDUIT_INVALID',
  'TELEMETRY_K_ANONYMITY_FAIL',
  'TELEMETRY_RATE_LIMIT',
  'TELEMETRY_SCHEMA_INVALID',
  'TELEMETRY_TTL_INVALID',
] as const;

/** Why something is missing or wrong. */
export type ReasonCode = (typeof REASON_CODES)[number];

/** The schema string of an artifact: `weftend.telemetry.chunk/0`. */
export function schemaOf(app: string, kind: ArtifactKind): string {
  return `${app}.telemetry.${kind}/0`;
}
