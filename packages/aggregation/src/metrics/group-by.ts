/** One metric per key: the capped map, and what is built on it (`countBy`, `sumBy`, `topK`). */

import type { RecordedEvent } from '@telemetry/schema';
import type { CappedMap } from '../capped-map.ts';
import { createCappedMap, DEFAULT_CAP, mergeMaps, settle, sortedEntries, updateKey } from '../capped-map.ts';
import { checkList, checkObject, checkText, checkTuple, stateInvalid } from '../check-state.ts';
import type { ExactSum } from '../exact-sum.ts';
import { OTHER } from '../identifier.ts';
import type { Metric } from '../metric.ts';
import { mapResult } from '../metric.ts';
import type { KeyReader, NumberReader } from '../reader.ts';
import { count } from './count.ts';
import { sum } from './sum.ts';

/** Results by key, keys sorted by code unit. */
export interface ByKey<Result> {
  readonly [key: string]: Result;
}

/** The entries of a capped map, and what was folded away. */
export interface Groups<Result> {
  /** Keys sorted by code unit. */
  readonly entries: readonly (readonly [string, Result])[];
  /** The result of all keys that were not kept, or undefined when every key was. */
  readonly rest: Result | undefined;
}

/** One `inner` metric per key of at most `cap` keys; as a list. An event with several keys counts under each. */
export function groups<State, Result>(
  key: KeyReader,
  inner: Metric<State, Result>,
  cap: number = DEFAULT_CAP,
): Metric<CappedMap<State>, Groups<Result>> {
  const addAt = (map: CappedMap<State>, name: string, event: RecordedEvent): void => {
    const held = map.entries.get(name);
    if (held === undefined) updateKey(map, name, cap, inner, (state) => inner.add(state, event));
    else {
      const added = inner.add(held, event);
      if (added !== held) map.entries.set(name, added);
    }
  };
  return {
    ...(key.events === undefined ? {} : { events: key.events }),
    empty: createCappedMap,
    add: (state, event) => {
      const found = key.read(event);
      if (typeof found === 'string') addAt(state, found, event);
      else if (found !== undefined) for (const name of found) addAt(state, name, event);
      return state;
    },
    merge: (into, from) => {
      mergeMaps(into, from, cap, inner);
      return into;
    },
    encode: (state) => {
      settle(state, cap, inner);
      const keys = sortedEntries(state).map(([name, value]) => [name, inner.encode(value)]);
      return { keys, rest: state.rest === undefined ? null : inner.encode(state.rest) };
    },
    decode: (json) => {
      const { keys, rest } = checkObject(json, ['keys', 'rest'], 'map');
      const map = createCappedMap<State>();
      for (const item of checkList(keys, 'keys')) {
        const [text, value] = checkTuple(item, 2, 'entry');
        const name = checkText(text, 'key');
        if (!key.isKey(name) || map.entries.has(name)) throw stateInvalid('a key is of another kind or there twice');
        map.entries.set(name, inner.decode(value));
      }
      if (map.entries.size > cap || (rest !== null && map.entries.size < cap)) {
        throw stateInvalid('a map has another cap');
      }
      if (rest !== null) map.rest = inner.decode(rest);
      return map;
    },
    finish: (state) => {
      settle(state, cap, inner);
      return {
        entries: sortedEntries(state).map(([name, value]) => [name, inner.finish(value)]),
        rest: state.rest === undefined ? undefined : inner.finish(state.rest),
      };
    },
    adopt: (state) => {
      const adopted = createCappedMap<State>();
      const take = (name: string, value: State) =>
        updateKey(adopted, name, cap, inner, (held) => inner.merge(held, inner.adopt?.(value) ?? value));
      for (const [name, value] of state.entries) {
        if (key.isKey(name)) take(name, value);
        else if (key.isKey(OTHER)) take(OTHER, value);
      }
      if (state.rest !== undefined && key.isKey(OTHER)) take(OTHER, state.rest);
      return adopted;
    },
    isCapped: (state) => {
      settle(state, cap, inner);
      if (state.rest !== undefined) return true;
      return inner.isCapped !== undefined && [...state.entries.values()].some((value) => inner.isCapped?.(value));
    },
  };
}

/** One `inner` metric per key, as an object; what the cap folded away stands under `other`. */
export function groupBy<State, Result>(
  key: KeyReader,
  inner: Metric<State, Result>,
  cap: number = DEFAULT_CAP,
): Metric<CappedMap<State>, ByKey<Result>> {
  const all = groups(key, inner, cap);
  return {
    ...all,
    finish: (state) => {
      settle(state, cap, inner);
      const held = state.entries.get(OTHER);
      const others = [held, state.rest].filter((part) => part !== undefined);
      const other = others.reduce((so, part) => inner.merge(so, part), inner.empty());
      const shown = sortedEntries(state).filter(([name]) => name !== OTHER);
      const results: [string, Result][] = shown.map(([name, value]) => [name, inner.finish(value)]);
      if (others.length > 0) results.push([OTHER, inner.finish(other)]);
      return Object.fromEntries(results.sort(([a], [b]) => (a < b ? -1 : 1)));
    },
  };
}

/** Counts events by key. */
export function countBy(key: KeyReader, cap: number = DEFAULT_CAP): Metric<CappedMap<number>, ByKey<number>> {
  const counts = groupBy(key, count(), cap);
  return {
    ...counts,
    // What nearly all events do: one more of a key that is known. Several of these stand in every report.
    add: (state, event) => {
      const found = key.read(event);
      const n = typeof found === 'string' ? state.entries.get(found) : undefined;
      if (n === undefined) return counts.add(state, event);
      state.entries.set(found as string, n + 1);
      return state;
    },
  };
}

/** Sums a number by key. */
export function sumBy(
  key: KeyReader,
  number: NumberReader,
  cap: number = DEFAULT_CAP,
): Metric<CappedMap<ExactSum>, ByKey<number>> {
  return groupBy(key, sum(number), cap);
}

/** The most frequent keys. */
export interface TopList {
  /** By count, most first, then by key. */
  readonly top: readonly { readonly key: string; readonly count: number }[];
  /** True when the map was full: a key that is not in it could belong into the list. */
  readonly capped: boolean;
}

/** The `k` most frequent keys. */
export function topK(key: KeyReader, k: number, cap: number = DEFAULT_CAP): Metric<CappedMap<number>, TopList> {
  return mapResult(groups(key, count(), cap), ({ entries, rest }) => ({
    // Entries come sorted by key, and sorting keeps the order of equals.
    top: entries
      .map(([name, n]) => ({ key: name, count: n }))
      .sort((a, b) => b.count - a.count)
      .slice(0, k),
    capped: rest !== undefined,
  }));
}
