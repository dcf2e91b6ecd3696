/**
 * Quantiles of any number of values, in buckets cut out of the bits of a double: sign, exponent and the first 7 bits of
 * the fraction. So there are 128 buckets between a power of two and the next; any two values of a bucket are at most 1/128
 * (0.79 %) apart; whole numbers under 256 have a bucket each; and no logarithm is taken, so that every CPU finds the same bucket.
 * Values nearer to zero than 2^-1022 count as zero.
 */

import { checkCount, checkList, checkNumber, checkTuple, stateInvalid } from '../check-state.ts';
import type { Metric } from '../metric.ts';
import type { Reader } from '../reader.ts';

/** Counts per bucket. One page is one sign and exponent (a power of two to the next); 128 buckets a page. */
export interface QuantilesState {
  readonly pages: Map<number, Float64Array>;
  /** Smallest and greatest value, exact; Infinity and -Infinity while there is none. */
  min: number;
  max: number;
}

/** Bits of the fraction that tell buckets apart. 7: any value of a bucket may stand for it within 0.79 %; 6 would be 1.6 %. */
const FRACTION_BITS = 7;
const PAGE_SIZE = 1 << FRACTION_BITS;
/** Bits of the upper half of a double below the bucket's index. */
const SHIFT = 20 - FRACTION_BITS;
/** One past the greatest index: sign, 11 bits of exponent, 7 of fraction. */
const INDEX_LIMIT = 1 << (12 + FRACTION_BITS);
const NEGATIVE = INDEX_LIMIT >> 1;
/** Exponent of infinities and of what is not a number; no value falls there. */
const NOT_FINITE = 0x7ff;
/** Significant digits that always tell a value of a bucket from its neighbours: a bucket is at least 1/256 of its values wide. */
const MAX_DIGITS = 4;

/**
 * Quantiles of a number, by nearest rank: the q-quantile of n values is the ceil(q n)-th smallest. Each result is within
 * 0.79 % of that value, and that value itself at both ends, for whole numbers under 256, and when all values are equal. Null with no values.
 *
 * @param wanted quantiles by the name of the result, 0 to 1, to six decimals
 * @param beyond with a floor: how many values must lie on either side of the one that a result rests on, else it is null; and then
 *   it is never one of the ends, but what stands for its bucket
 */
export function quantiles<Name extends string>(
  reader: Reader<number>,
  wanted: { readonly [N in Name]: number },
  beyond = 0,
): Metric<QuantilesState, { readonly [N in Name]: number | null }> {
  const indexOf = createBucketIndex();
  return {
    ...(reader.events === undefined ? {} : { events: reader.events }),
    empty: () => ({ pages: new Map(), min: Infinity, max: -Infinity }),
    add: (state, event) => {
      const value = reader.read(event);
      if (value === undefined) return state;
      addToBucket(state, indexOf(value), 1);
      if (value < state.min) state.min = value + 0;
      if (value > state.max) state.max = value + 0;
      return state;
    },
    merge: (into, from) => {
      for (const [page, counts] of from.pages) {
        const held = into.pages.get(page);
        if (held === undefined) into.pages.set(page, counts.slice());
        else for (let place = 0; place < PAGE_SIZE; place++) held[place] = (held[place] ?? 0) + (counts[place] ?? 0);
      }
      into.min = Math.min(into.min, from.min);
      into.max = Math.max(into.max, from.max);
      return into;
    },
    encode: (state) =>
      state.pages.size === 0
        ? null
        : [state.min, state.max, bucketsOf(state).map(({ index, count }) => [index, count])],
    decode: (json) => decodeQuantiles(json, indexOf),
    finish: (state) => {
      const buckets = bucketsOf(state);
      const results = Object.entries<number>(wanted).map(([name, q]) => [name, quantileOf(state, buckets, q, beyond)]);
      return Object.fromEntries(results) as { readonly [N in Name]: number | null };
    },
  };
}

/** Tells in which bucket a finite value falls. */
function createBucketIndex(): (value: number) => number {
  const view = new DataView(new ArrayBuffer(8));
  return (value) => {
    view.setFloat64(0, value + 0);
    return view.getUint32(0) >>> SHIFT;
  };
}

/** The value of a bucket that is shortest to write: 7 and not 7.03, 205 and not 205.5. */
function standInOf(index: number): number {
  if ((index & (NEGATIVE - 1)) < PAGE_SIZE) return 0;
  const indexOf = createBucketIndex();
  const low = fromUpperHalf((index << SHIFT) >>> 0);
  const middle = fromUpperHalf(((index << SHIFT) | (1 << (SHIFT - 1))) >>> 0);
  for (let digits = 1; digits <= MAX_DIGITS; digits++) {
    for (const near of [low, middle]) {
      const short = Number(near.toPrecision(digits));
      if (indexOf(short) === index) return short;
    }
  }
  return middle;
}

/** The double whose upper 32 bits are these and whose lower are 0. */
function fromUpperHalf(bits: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, bits);
  return view.getFloat64(0);
}

/** Non-empty buckets, in the order of their values. */
function bucketsOf(state: QuantilesState): { index: number; count: number }[] {
  const buckets: { index: number; count: number }[] = [];
  for (const [page, counts] of state.pages) {
    for (let place = 0; place < PAGE_SIZE; place++) {
      const count = counts[place] ?? 0;
      if (count > 0) buckets.push({ index: page * PAGE_SIZE + place, count });
    }
  }
  return buckets.sort((a, b) => orderOf(a.index) - orderOf(b.index));
}

/** The place of a bucket among all by value: the greater a negative number's bits, the less it is. */
function orderOf(index: number): number {
  return index < NEGATIVE ? index : NEGATIVE - 1 - index;
}

function addToBucket(state: QuantilesState, index: number, count: number): void {
  const page = index >>> FRACTION_BITS;
  let counts = state.pages.get(page);
  if (counts === undefined) {
    counts = new Float64Array(PAGE_SIZE);
    state.pages.set(page, counts);
  }
  const place = index & (PAGE_SIZE - 1);
  counts[place] = (counts[place] ?? 0) + count;
}

function quantileOf(
  state: QuantilesState,
  buckets: { index: number; count: number }[],
  q: number,
  beyond: number,
): number | null {
  const total = buckets.reduce((so, { count }) => so + count, 0);
  if (total === 0) return null;
  // In millionths, so that 0.07 of 100 is the 7th and not, by the error of a double, the 8th.
  const rank = Math.max(1, Math.ceil((total * Math.round(q * 1_000_000)) / 1_000_000));
  if (beyond > 0 && (rank <= beyond || total - rank < beyond)) return null;
  if (rank === 1) return state.min;
  if (rank >= total) return state.max;
  let below = 0;
  const bucket = buckets.find(({ count }) => {
    below += count;
    return below >= rank;
  });
  if (bucket === undefined) return state.max;
  const near = standInOf(bucket.index);
  return beyond > 0 ? near : Math.min(state.max, Math.max(state.min, near));
}

function decodeQuantiles(json: unknown, indexOf: (value: number) => number): QuantilesState {
  const state: QuantilesState = { pages: new Map(), min: Infinity, max: -Infinity };
  if (json === null) return state;
  const [min, max, list] = checkTuple(json, 3, 'quantiles');
  state.min = checkNumber(min, 'quantiles minimum');
  state.max = checkNumber(max, 'quantiles maximum');
  let [first, last] = [Infinity, -Infinity];
  for (const item of checkList(list, 'buckets')) {
    const pair = checkTuple(item, 2, 'bucket');
    const [index, count] = [checkCount(pair[0], 'bucket'), checkCount(pair[1], 'bucket')];
    if (count === 0) throw stateInvalid('a bucket is empty');
    if (index >= INDEX_LIMIT || ((index >>> FRACTION_BITS) & NOT_FINITE) === NOT_FINITE) {
      throw stateInvalid('a bucket holds no number');
    }
    addToBucket(state, index, count);
    first = Math.min(first, orderOf(index));
    last = Math.max(last, orderOf(index));
  }
  const ends = first === orderOf(indexOf(state.min)) && last === orderOf(indexOf(state.max));
  if (!ends || state.min > state.max) throw stateInvalid('the ends of quantiles lie outside their buckets');
  return state;
}
