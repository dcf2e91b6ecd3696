/** Exact sums and means of declared numbers. */

import { checkCount, checkTuple, stateInvalid } from '../check-state.ts';
import type { ExactSum } from '../exact-sum.ts';
import {
  addToSum,
  createSum,
  decodeSum,
  encodeSum,
  mergeSum,
  roundedQuotient,
  toScaled,
  totalOf,
} from '../exact-sum.ts';
import type { Metric } from '../metric.ts';
import type { NumberReader } from '../reader.ts';

/** A sum and how many values it has. */
export interface MeanState {
  count: number;
  readonly sum: ExactSum;
}

/** The sum of a number, to the decimals of its scale. 0 with none. */
export function sum(reader: NumberReader): Metric<ExactSum, number> {
  return {
    ...(reader.events === undefined ? {} : { events: reader.events }),
    empty: createSum,
    add: (state, event) => {
      const scaled = toScaled(reader.read(event) ?? 0, reader.scale);
      if (scaled !== undefined) addToSum(state, scaled);
      return state;
    },
    merge: (into, from) => {
      mergeSum(into, from);
      return into;
    },
    encode: encodeSum,
    decode: (json) => decodeSum(json, 'sum'),
    finish: (state) => roundedQuotient(totalOf(state), BigInt(reader.scale), decimalsOf(reader.scale)),
  };
}

/** The sum of a number as `sum` has it; the state also knows how many values it has, by which a small group is told. */
export function total(reader: NumberReader): Metric<MeanState, number> {
  const plain = sum(reader);
  return { ...mean(reader, 0), finish: (state) => plain.finish(state.sum) };
}

/** The mean of a number over the events that have it, rounded to so many decimals, halves away from zero. Null with none. */
export function mean(reader: NumberReader, decimals: number): Metric<MeanState, number | null> {
  return {
    ...(reader.events === undefined ? {} : { events: reader.events }),
    empty: () => ({ count: 0, sum: createSum() }),
    add: (state, event) => {
      const value = reader.read(event);
      const scaled = value === undefined ? undefined : toScaled(value, reader.scale);
      if (scaled !== undefined) {
        state.count++;
        addToSum(state.sum, scaled);
      }
      return state;
    },
    merge: (into, from) => {
      into.count += from.count;
      mergeSum(into.sum, from.sum);
      return into;
    },
    encode: (state) => [state.count, encodeSum(state.sum)],
    decode: (json) => {
      const [n, total] = checkTuple(json, 2, 'mean');
      const state = { count: checkCount(n, 'mean count'), sum: decodeSum(total, 'mean sum') };
      if (state.count === 0 && totalOf(state.sum) !== 0n) throw stateInvalid('a mean of nothing has a sum');
      return state;
    },
    finish: (state) =>
      state.count === 0
        ? null
        : roundedQuotient(totalOf(state.sum), BigInt(reader.scale) * BigInt(state.count), decimals),
  };
}

/** Decimals of a scale: 9 for 1,000,000,000. */
function decimalsOf(scale: number): number {
  return scale.toString().length - 1;
}
