/** How many events there were. */

import { checkCount } from '../check-state.ts';
import type { Metric } from '../metric.ts';
import type { Reader } from '../reader.ts';
import { everyEvent } from '../reader.ts';

/** Counts the events for which `reader` gives a value; all events when it is left out. */
export function count(reader: Reader<unknown> = everyEvent): Metric<number, number> {
  return {
    ...(reader.events === undefined ? {} : { events: reader.events }),
    empty: () => 0,
    add: (state, event) => (reader.read(event) === undefined ? state : state + 1),
    merge: (into, from) => into + from,
    encode: (state) => state,
    decode: (json) => checkCount(json, 'count'),
    finish: (state) => state,
  };
}
