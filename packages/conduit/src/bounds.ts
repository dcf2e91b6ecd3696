/** How large things may become. Every limit can be lowered; none can be raised. */

/** The bounds of a stream. */
export interface ConduitBounds {
  /** Bytes of a chunk's canonical JSON. */
  readonly maxChunkBytes: number;
  /** Buckets of all maps of a chunk. */
  readonly maxBucketsPerChunk: number;
  /** Chunks of a store; the oldest go. */
  readonly maxChunks: number;
  /** Ticks that a chunk is kept after its window, by the field's name seconds. */
  readonly ttlSeconds: number;
}

/** What holds where nothing else is said. */
export const DEFAULT_BOUNDS: ConduitBounds = Object.freeze({
  maxChunkBytes: 262_144,
  maxBucketsPerChunk: 200,
  maxChunks: 256,
  ttlSeconds: 86_400,
});

/** The floor where none is named: well above the groups that a reader could tell apart by other means. */
export const DEFAULT_K = 100;
/** The least floor: below it, a group is a handful of samples. */
export const MIN_K = 5;
/** The greatest floor: a million samples in a bucket are more than any log of the default size holds. */
export const MAX_K = 1_000_000;
/** Ticks of a window where nothing else is said. */
export const DEFAULT_WINDOW_TICKS = 3_600;
/** Ticks of the longest window: more than a log of the default size holds. */
export const MAX_WINDOW_TICKS = 10_000_000;
/** Ticks of the longest life of a chunk. */
export const MAX_TTL = 604_800;
/** Reason codes of a snapshot. */
export const MAX_REASON_CODES = 32;
/** References of each kind in a chunk. */
export const MAX_REFS = 64;
/** Maps of an aggregate: the four standard ones and a host's own. */
export const MAX_MAPS = 16;
/** Issues that a check tells: what is wrong shows in the first few. */
export const MAX_ISSUES = 32;

/**
 * Fills in the defaults.
 *
 * @throws TypeError for a bound that is no whole number from 1 to its default (the life: up to `MAX_TTL`)
 */
export function withDefaults(given: Partial<ConduitBounds> = {}): ConduitBounds {
  const bounds = { ...DEFAULT_BOUNDS, ...given };
  const greatest = { ...DEFAULT_BOUNDS, ttlSeconds: MAX_TTL };
  for (const name of Object.keys(greatest) as (keyof ConduitBounds)[]) {
    if (!Number.isSafeInteger(bounds[name]) || bounds[name] < 1 || bounds[name] > greatest[name]) {
      throw new TypeError(`${name} must be a whole number from 1 to ${greatest[name]}.`);
    }
  }
  return bounds;
}
