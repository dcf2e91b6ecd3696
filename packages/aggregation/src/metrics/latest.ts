/** The last value of something, by time and not by the order of arrival. */

import { checkInteger, checkNumber, checkText, checkTuple } from '../check-state.ts';
import { instantOf } from '../lines/scanned-event.ts';
import type { Metric } from '../metric.ts';
import type { Reader } from '../reader.ts';

/** A value with its time (milliseconds since 1970) and its event; null while there is none. */
export type LatestState = { readonly timeMs: number; readonly eventId: string; readonly value: number } | null;

/** The number that the event with the greatest (time, event_id) gives, or null with none. Events without a readable time give nothing. */
export function latest(reader: Reader<number>): Metric<LatestState, number | null> {
  return {
    ...(reader.events === undefined ? {} : { events: reader.events }),
    empty: () => null,
    add: (state, event) => {
      const value = reader.read(event);
      const timeMs = value === undefined ? undefined : instantOf(event);
      if (value === undefined || timeMs === undefined) return state;
      return later(state, { timeMs, eventId: String(event.event_id), value });
    },
    merge: later,
    encode: (state) => (state === null ? null : [state.timeMs, state.eventId, state.value]),
    decode: (json) => {
      if (json === null) return null;
      const [timeMs, eventId, value] = checkTuple(json, 3, 'latest');
      return {
        timeMs: checkInteger(timeMs, 'time'),
        eventId: checkText(eventId, 'event'),
        value: checkNumber(value, 'latest value'),
      };
    },
    finish: (state) => state?.value ?? null,
  };
}

/** Two events of one id and time are told apart by their value, so that their order does not matter either. */
function later(a: LatestState, b: LatestState): LatestState {
  if (a === null || b === null) return a ?? b;
  if (a.timeMs !== b.timeMs) return a.timeMs > b.timeMs ? a : b;
  if (a.eventId !== b.eventId) return a.eventId > b.eventId ? a : b;
  return a.value >= b.value ? a : b;
}
