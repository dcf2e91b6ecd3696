/**
 * The shape of one row of the token tables: a literal prefix and what follows it. Formats grow, so a row names the
 * fewest characters that make a token, never the most; the body runs as far as its alphabet goes.
 */

/** One provider's token format. */
export interface TokenRow {
  /** Name under which finds are counted. */
  readonly kind: string;
  /** Literal beginnings, case-sensitive, at least two ASCII characters. */
  readonly prefixes: readonly string[];
  /** Alphabet of the body: bits of `alphabets.ts`. */
  readonly body: number;
  /** Fewest characters of the body. Set well under the lengths seen wherever the prefix is distinctive. */
  readonly min: number;
  /** Classes of which at least one character must stand in the body, each. */
  readonly needs?: readonly number[];
  /** The body must not read as words: for prefixes that names have as well. */
  readonly random?: true;
  /** A literal that must stand within the body. */
  readonly infix?: string;
  /** Most characters of the body, where only the exact length tells the token from other words. */
  readonly max?: number;
  /** Where the format is written down, or who published it. */
  readonly source: string;
}
