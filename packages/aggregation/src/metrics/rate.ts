/** The share of events for which something holds. */

import { checkCount, checkTuple, stateInvalid } from '../check-state.ts';
import { roundedQuotient } from '../exact-sum.ts';
import type { Metric } from '../metric.ts';
import type { Reader } from '../reader.ts';

/** How often it held, of how many that said so. */
export interface RateState {
  hits: number;
  total: number;
}

/** Decimals of every rate. */
const RATE_DECIMALS = 4;

/** The share of `true` among the events for which `reader` says true or false, 0 to 1, to 4 decimals. Null with none. */
export function rate(reader: Reader<boolean>): Metric<RateState, number | null> {
  return {
    ...(reader.events === undefined ? {} : { events: reader.events }),
    empty: () => ({ hits: 0, total: 0 }),
    add: (state, event) => {
      const hit = reader.read(event);
      if (hit !== undefined) state.total++;
      if (hit === true) state.hits++;
      return state;
    },
    merge: (into, from) => {
      into.hits += from.hits;
      into.total += from.total;
      return into;
    },
    encode: ({ hits, total }) => [hits, total],
    decode: (json) => {
      const [hits, total] = checkTuple(json, 2, 'rate').map((part) => checkCount(part, 'rate'));
      if (hits === undefined || total === undefined || hits > total) throw stateInvalid('a rate is over 1');
      return { hits, total };
    },
    finish: ({ hits, total }) => (total === 0 ? null : roundedQuotient(BigInt(hits), BigInt(total), RATE_DECIMALS)),
  };
}
