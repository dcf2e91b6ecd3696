import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareByDifference, compareByRatio, quantileOf, spreadOf, subtractBase } from '../measure/statistics.ts';

const samples = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 });

describe('statistics of the benchmarks', () => {
  it('take the middle of an odd number of samples, and half way between the two of an even one', () => {
    expect(quantileOf([3, 1, 2], 0.5)).toBe(2);
    expect(quantileOf([4, 1, 2, 3], 0.5)).toBe(2.5);
    expect(spreadOf([1, 2, 3, 4, 5])).toEqual({ median: 3, lowerQuartile: 2, upperQuartile: 4, min: 1, max: 5 });
  });

  it('are in order, lie within the samples, and do not depend on the order of rounds', () => {
    fc.assert(
      fc.property(samples, (given) => {
        const { min, lowerQuartile, median, upperQuartile, max } = spreadOf(given);
        const inOrder = [min, lowerQuartile, median, upperQuartile, max];
        expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
        expect([min, max]).toEqual([Math.min(...given), Math.max(...given)]);
        expect(spreadOf([...given].reverse())).toEqual(spreadOf(given));
      }),
    );
  });

  it('hold the ratio of the medians against a goal, and show the ratios of the rounds as its spread', () => {
    const { figure, rounds } = compareByRatio([2, 4, 60], [4, 8, 12]);
    expect(figure).toBe(0.5);
    expect([rounds.min, rounds.median, rounds.max]).toEqual([0.5, 0.5, 5]);
    expect(compareByDifference([5, 6, 7], [4, 4, 4]).figure).toBe(2);
  });

  it('take the base of the same round away', () => {
    expect(subtractBase([30, 32], [20, 25])).toEqual([10, 7]);
  });

  it('refuse to compare rounds that only one side has run', () => {
    expect(() => compareByRatio([1, 2], [1])).toThrow(TypeError);
    expect(() => subtractBase([1], [])).toThrow(TypeError);
    expect(() => spreadOf([])).toThrow(TypeError);
  });
});
