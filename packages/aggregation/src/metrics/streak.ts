/** Days and weeks in a row, from the set of UTC days on which something happened. */

import { checkInteger, checkList, stateInvalid } from '../check-state.ts';
import { dayOf, weekOf } from '../instant.ts';
import { instantOf } from '../lines/scanned-event.ts';
import type { Metric } from '../metric.ts';
import type { Reader } from '../reader.ts';

/** The streaks that end at the last active day, or null when there was none. */
export type Streak = {
  /** Whole days since 1970-01-01. */
  readonly lastDay: number;
  /** Consecutive UTC days up to that day. */
  readonly days: number;
  /** Consecutive ISO weeks up to that day's week. */
  readonly weeks: number;
} | null;

/** The greatest day that a four-digit year has, and the smallest: what RFC 3339 can say, with offsets. */
const LAST_DAY = 2_932_897;
const FIRST_DAY = -719_529;

/** The days on which `reader` gave a value. */
export function streak(reader: Reader<unknown>): Metric<Set<number>, Streak> {
  return {
    ...(reader.events === undefined ? {} : { events: reader.events }),
    empty: () => new Set(),
    add: (state, event) => {
      const timeMs = reader.read(event) === undefined ? undefined : instantOf(event);
      return timeMs === undefined ? state : state.add(dayOf(timeMs));
    },
    merge: (into, from) => {
      for (const day of from) into.add(day);
      return into;
    },
    encode: (state) => [...state].sort((a, b) => a - b),
    decode: (json) => {
      const days = checkList(json, 'days').map((day) => checkInteger(day, 'day'));
      const ordered = days.every((day, at) => at === 0 || day > (days[at - 1] ?? day));
      if (!ordered || (days[0] ?? 0) < FIRST_DAY || (days.at(-1) ?? 0) > LAST_DAY)
        throw stateInvalid('days are no set');
      return new Set(days);
    },
    finish: (state) => {
      if (state.size === 0) return null;
      const lastDay = [...state].reduce((a, b) => Math.max(a, b));
      const weeks = new Set([...state].map(weekOf));
      return { lastDay, days: runEndingAt(state, lastDay), weeks: runEndingAt(weeks, weekOf(lastDay)) };
    },
  };
}

/**
 * The streaks as they stand at a day: a streak counts while its last active day (week) is that day (week) or the one before.
 *
 * @param today whole days since 1970-01-01
 */
export function standingStreak(found: Streak, today: number): { readonly days: number; readonly weeks: number } {
  if (found === null) return { days: 0, weeks: 0 };
  return {
    days: today - found.lastDay <= 1 ? found.days : 0,
    weeks: weekOf(today) - weekOf(found.lastDay) <= 1 ? found.weeks : 0,
  };
}

function runEndingAt(members: ReadonlySet<number>, last: number): number {
  let length = 0;
  while (members.has(last - length)) length++;
  return length;
}
