import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { includesLevel, isLevel, LEVELS, lowerLevel, RECORDING_LEVELS } from '../src/index.ts';

describe('levels', () => {
  it('includes what is declared at the consented level and below, and nothing under off', () => {
    const table = LEVELS.map((consented) => RECORDING_LEVELS.filter((declared) => includesLevel(consented, declared)));
    expect(table).toEqual([[], ['minimal'], ['minimal', 'standard'], ['minimal', 'standard', 'debug']]);
  });

  it('takes the lower of two, in either order', () => {
    const level = fc.constantFrom(...LEVELS);
    fc.assert(
      fc.property(level, level, (a, b) => {
        expect(lowerLevel(a, b)).toBe(LEVELS[Math.min(LEVELS.indexOf(a), LEVELS.indexOf(b))]);
        expect(lowerLevel(b, a)).toBe(lowerLevel(a, b));
      }),
    );
  });

  it('knows its own names and no other', () => {
    expect(LEVELS.every(isLevel)).toBe(true);
    expect(['Off', 'all', '', 0, null, undefined, 'constructor'].some(isLevel)).toBe(false);
  });
});
