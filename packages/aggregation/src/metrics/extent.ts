/** The smallest and the greatest of some numbers. */

import { checkNumber, checkTuple, stateInvalid } from '../check-state.ts';
import type { Metric } from '../metric.ts';
import type { Reader } from '../reader.ts';

/** Infinity and -Infinity while there is none. */
export interface ExtentState {
  min: number;
  max: number;
}

/** The ends of a number over the events that have it, or null with none. */
export function extent(
  reader: Reader<number>,
): Metric<ExtentState, { readonly min: number; readonly max: number } | null> {
  return {
    ...(reader.events === undefined ? {} : { events: reader.events }),
    empty: () => ({ min: Infinity, max: -Infinity }),
    add: (state, event) => {
      const value = reader.read(event);
      if (value === undefined) return state;
      if (value < state.min) state.min = value;
      if (value > state.max) state.max = value;
      return state;
    },
    merge: (into, from) => {
      into.min = Math.min(into.min, from.min);
      into.max = Math.max(into.max, from.max);
      return into;
    },
    encode: ({ min, max }) => (min > max ? null : [min, max]),
    decode: (json) => {
      if (json === null) return { min: Infinity, max: -Infinity };
      const [min, max] = checkTuple(json, 2, 'extent').map((part) => checkNumber(part, 'extent'));
      if (min === undefined || max === undefined || min > max) throw stateInvalid('an extent is turned round');
      return { min, max };
    },
    finish: ({ min, max }) => (min > max ? null : { min, max }),
  };
}
