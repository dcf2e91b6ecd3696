import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCappedMap, mergeMaps, settle, sortedEntries, updateKey } from '../src/capped-map.ts';

const numbers = { empty: () => 0, merge: (a: number, b: number) => a + b };
const sha = (text: string) => createHash('sha256').update(text).digest('hex');

function fill(keys: readonly string[], cap: number) {
  const map = createCappedMap<number>();
  for (const key of keys) updateKey(map, key, cap, numbers, (n) => n + 1);
  return map;
}

function look(map: ReturnType<typeof fill>, cap: number) {
  settle(map, cap, numbers);
  return { entries: sortedEntries(map), rest: map.rest };
}

/** By hand: count everything, keep the smallest hashes. */
function expected(keys: readonly string[], cap: number) {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  const kept = [...counts.keys()].sort((a, b) => (sha(a) < sha(b) ? -1 : 1)).slice(0, cap);
  const entries = kept.sort().map((key) => [key, counts.get(key)]);
  const held = kept.reduce((so, key) => so + (counts.get(key) ?? 0), 0);
  return { entries, rest: counts.size > cap ? keys.length - held : undefined };
}

const keys = fc.array(fc.integer({ min: 0, max: 40 }).map(String), { maxLength: 200 });

describe('capped maps', () => {
  it('keep exact counts for the keys of smallest SHA-256, however the keys came and were split', () => {
    fc.assert(
      fc.property(keys, keys, keys, fc.integer({ min: 1, max: 12 }), (a, b, c, cap) => {
        const want = expected([...a, ...b, ...c], cap);
        expect(look(fill([...c, ...a, ...b], cap), cap)).toEqual(want);
        const left = fill(a, cap);
        mergeMaps(left, fill(b, cap), cap, numbers);
        mergeMaps(left, fill(c, cap), cap, numbers);
        expect(look(left, cap)).toEqual(want);
        const right = fill(c, cap);
        mergeMaps(right, fill(b, cap), cap, numbers);
        const turned = fill(a, cap);
        mergeMaps(turned, right, cap, numbers);
        expect(look(turned, cap)).toEqual(want);
      }),
    );
  });

  it('give one answer in many orders with more than 10,000 keys', () => {
    const many = Array.from({ length: 25_000 }, (_, n) => `key-${n % 12_500}`);
    const want = expected(many, 10_000);
    expect(want.entries).toHaveLength(10_000);
    expect(look(fill(many, 10_000), 10_000)).toEqual(want);
    expect(look(fill(many.toReversed(), 10_000), 10_000)).toEqual(want);
    expect(look(fill(many.toSorted(), 10_000), 10_000)).toEqual(want);
  });

  it('never hold more than twice the cap', () => {
    const map = createCappedMap<number>();
    for (let n = 0; n < 5000; n++) {
      updateKey(map, `k${n}`, 50, numbers, (so) => so + 1);
      expect(map.entries.size).toBeLessThanOrEqual(100);
    }
  });
});
