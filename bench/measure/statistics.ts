/** Medians, quartiles and paired ratios: all the statistics that the page of benchmarks needs. Pure. */

/** How a set of samples is spread. */
export interface Spread {
  readonly median: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
  readonly min: number;
  readonly max: number;
}

/** Two contenders compared, over rounds in which both ran. */
export interface Comparison {
  readonly ours: Spread;
  readonly peer: Spread;
  /** The ratio (or difference) of the medians: the figure that a goal is held against. */
  readonly figure: number;
  /** The same for each round: what one round says by chance. */
  readonly rounds: Spread;
}

/**
 * The quantile of samples, linear between neighbours (type 7 of Hyndman and Fan, 1996, as in most tools).
 *
 * @throws TypeError without samples
 */
export function quantileOf(samples: readonly number[], share: number): number {
  if (samples.length === 0) throw new TypeError('a quantile needs at least one sample');
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}

/** Median, quartiles and extremes. @throws TypeError without samples */
export function spreadOf(samples: readonly number[]): Spread {
  return {
    median: quantileOf(samples, 0.5),
    lowerQuartile: quantileOf(samples, 0.25),
    upperQuartile: quantileOf(samples, 0.75),
    min: quantileOf(samples, 0),
    max: quantileOf(samples, 1),
  };
}

/** Compares by ratio: 0.5 means that ours takes half. Samples at the same index are of the same round. */
export function compareByRatio(ours: readonly number[], peer: readonly number[]): Comparison {
  return compare(ours, peer, (a, b) => a / b);
}

/** Compares by difference: what ours takes more. Samples at the same index are of the same round. */
export function compareByDifference(ours: readonly number[], peer: readonly number[]): Comparison {
  return compare(ours, peer, (a, b) => a - b);
}

/** What is left of each sample without the base of its round: the time added to an empty process. */
export function subtractBase(samples: readonly number[], base: readonly number[]): readonly number[] {
  requirePairs(samples, base);
  return samples.map((sample, round) => sample - (base[round] ?? Number.NaN));
}

function compare(
  ours: readonly number[],
  peer: readonly number[],
  by: (ours: number, peer: number) => number,
): Comparison {
  requirePairs(ours, peer);
  const spreads = { ours: spreadOf(ours), peer: spreadOf(peer) };
  return {
    ...spreads,
    figure: by(spreads.ours.median, spreads.peer.median),
    rounds: spreadOf(ours.map((sample, round) => by(sample, peer[round] ?? Number.NaN))),
  };
}

function requirePairs(one: readonly number[], other: readonly number[]): void {
  if (one.length !== other.length) throw new TypeError('samples are compared round by round: one each');
}
