import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOccurrences } from '../src/occurrences.ts';

describe('createOccurrences', () => {
  it('counts exactly while equal keys stand fewer different keys apart than one generation holds', () => {
    // Four keys in generations of four: no two equal ones can be farther apart.
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 200 }), (keys) => {
        const occurrences = createOccurrences(4);
        const exact = new Map<string, number>();
        for (const key of keys) {
          exact.set(key, (exact.get(key) ?? 0) + 1);
          expect(occurrences.next(key)).toBe(exact.get(key));
        }
      }),
    );
  });

  it('keeps counting a key that returns within a generation, among any number of others', () => {
    const occurrences = createOccurrences(10);
    for (let round = 1; round <= 50; round += 1) {
      expect(occurrences.next('same')).toBe(round);
      for (let other = 0; other < 9; other += 1) occurrences.next(`${round}/${other}`);
    }
  });

  it('forgets what is two generations away, so that memory stays bounded', () => {
    const occurrences = createOccurrences(10);
    occurrences.next('early');
    for (let other = 0; other < 30; other += 1) occurrences.next(`other ${other}`);
    expect(occurrences.next('early')).toBe(1);
  });
});
