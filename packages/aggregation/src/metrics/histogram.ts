/** How many values lie below each of some bounds, with their sum: what can be added up over time and machines, unlike quantiles. */

import { checkCount, checkList, checkTuple, stateInvalid } from '../check-state.ts';
import type { ExactSum } from '../exact-sum.ts';
import { addToSum, createSum, decodeSum, encodeSum, mergeSum, toScaled, totalOf } from '../exact-sum.ts';
import type { Metric } from '../metric.ts';
import type { NumberReader } from '../reader.ts';

/** Values per bucket, the last for those above all bounds. */
export interface HistogramState {
  readonly counts: number[];
  readonly sum: ExactSum;
}

/** The values of a number, in the unit of the field. */
export interface Histogram {
  /** How many are at most each bound, in the order of the bounds. */
  readonly atMost: readonly { readonly bound: number; readonly count: number }[];
  readonly count: number;
  readonly sum: number;
}

/** The histogram of a number over the events that have it. */
export function histogram(reader: NumberReader, bounds: readonly number[]): Metric<HistogramState, Histogram> {
  return {
    ...(reader.events === undefined ? {} : { events: reader.events }),
    empty: () => ({ counts: new Array<number>(bounds.length + 1).fill(0), sum: createSum() }),
    add: (state, event) => {
      const value = reader.read(event);
      const scaled = value === undefined ? undefined : toScaled(value, reader.scale);
      if (value === undefined || scaled === undefined) return state;
      const found = bounds.findIndex((bound) => value <= bound);
      const place = found < 0 ? bounds.length : found;
      state.counts[place] = (state.counts[place] ?? 0) + 1;
      addToSum(state.sum, scaled);
      return state;
    },
    merge: (into, from) => {
      from.counts.forEach((count, place) => {
        into.counts[place] = (into.counts[place] ?? 0) + count;
      });
      mergeSum(into.sum, from.sum);
      return into;
    },
    encode: ({ counts, sum }) => [counts, encodeSum(sum)],
    decode: (json) => {
      const [list, total] = checkTuple(json, 2, 'histogram');
      const counts = checkList(list, 'histogram').map((count) => checkCount(count, 'histogram'));
      if (counts.length !== bounds.length + 1) throw stateInvalid('a histogram has other bounds');
      return { counts, sum: decodeSum(total, 'histogram sum') };
    },
    finish: ({ counts, sum }) => {
      let below = 0;
      const atMost = bounds.map((bound, place) => {
        below += counts[place] ?? 0;
        return { bound, count: below };
      });
      // A double is exact enough for what is shown, and never falls while the sum grows.
      return { atMost, count: below + (counts[bounds.length] ?? 0), sum: Number(totalOf(sum)) / reader.scale };
    },
  };
}
