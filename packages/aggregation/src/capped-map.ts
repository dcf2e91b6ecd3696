/**
 * Maps that cannot grow without bound and still do not depend on the order of events.
 * Of all keys ever seen, the `cap` whose SHA-256 is smallest are kept; what the others held is merged into `rest`.
 *
 * A kept key's value is exact: a key that is among the smallest of all was among the smallest of any part, so it was never
 * folded away. While running, up to twice the cap may be held, so that sorting is paid once per `cap` keys; `settle` ends that.
 */

import { keyHash } from './key-hash.ts';
import type { Metric } from './metric.ts';

/** A map with at most `cap` keys once settled. */
export interface CappedMap<Value> {
  readonly entries: Map<string, Value>;
  /** What all keys that were not kept held together. Undefined while every key was kept. */
  rest: Value | undefined;
  /** Greatest hash that can still be kept, once the map was full. */
  limit: string | undefined;
}

/** The part of a metric that values of a map need. */
type Values<Value> = Pick<Metric<Value, unknown>, 'empty' | 'merge'>;

/** Keys kept when nothing else is said: more than any vocabulary has, and small enough to sort and to send. */
export const DEFAULT_CAP = 10_000;

/** A map without keys. */
export function createCappedMap<Value>(): CappedMap<Value> {
  return { entries: new Map(), rest: undefined, limit: undefined };
}

/** Puts `change(value at the key, or an empty one)` at the key, or into `rest` when the key is not among the kept. */
export function updateKey<Value>(
  map: CappedMap<Value>,
  key: string,
  cap: number,
  values: Values<Value>,
  change: (value: Value) => Value,
): void {
  const held = map.entries.get(key);
  if (held !== undefined) {
    const changed = change(held);
    if (changed !== held) map.entries.set(key, changed);
  } else if (map.limit === undefined || keyHash(key) <= map.limit) {
    map.entries.set(key, change(values.empty()));
    if (map.entries.size > 2 * cap) settle(map, cap, values);
  } else {
    map.rest = change(map.rest ?? values.empty());
  }
}

/** Merges another map in place. */
export function mergeMaps<Value>(
  into: CappedMap<Value>,
  from: CappedMap<Value>,
  cap: number,
  values: Values<Value>,
): void {
  for (const [key, value] of from.entries) updateKey(into, key, cap, values, (held) => values.merge(held, value));
  if (from.rest !== undefined) into.rest = values.merge(into.rest ?? values.empty(), from.rest);
}

/** Brings the map to its one form: at most `cap` keys. Must come before every look at it. */
export function settle<Value>(map: CappedMap<Value>, cap: number, values: Values<Value>): void {
  if (map.entries.size <= cap) return;
  const hashed = [...map.entries.keys()].map((key) => ({ key, hash: keyHash(key) }));
  hashed.sort((a, b) => (a.hash < b.hash ? -1 : 1));
  for (const { key } of hashed.slice(cap)) {
    map.rest = values.merge(map.rest ?? values.empty(), map.entries.get(key) as Value);
    map.entries.delete(key);
  }
  map.limit = hashed[cap - 1]?.hash ?? '';
}

/** The entries, keys sorted by code unit. */
export function sortedEntries<Value>(map: CappedMap<Value>): [string, Value][] {
  return [...map.entries].sort(([a], [b]) => (a < b ? -1 : 1));
}
