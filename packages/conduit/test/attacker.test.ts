import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createInstallation, publish, publishWithout, RULES } from './support/attacked-streams.ts';
import { recoverGroups } from './support/attacker.ts';

/** Numbers from 0 to 1, the same for the same seed (a linear congruential generator is random enough for tests). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('a linear solver over all released figures, within and between chunks', () => {
  it('finds no group below k in random streams of several release folders', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = randomFrom(seed);
        const { exposure } = publish(createInstallation(random), random);
        expect(recoverGroups(exposure)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('attacks what is published: a copy of the rules tells the same buckets as the conduit', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = randomFrom(seed);
        const installation = createInstallation(random);
        expect(publishWithout(installation, undefined, random).figures).toBe(publish(installation, random).figures);
      }),
      { numRuns: 100 },
    );
  });

  for (const rule of RULES) {
    it(`finds groups below k as soon as one rule is missing: ${rule}`, () => {
      const isBroken = (seed: number): boolean => {
        const random = randomFrom(seed);
        const { exposure } = publishWithout(createInstallation(random), rule, random);
        return recoverGroups(exposure).length > 0;
      };
      expect(Array.from({ length: 60 }, (_, seed) => seed).some(isBroken)).toBe(true);
    });
  }
});
