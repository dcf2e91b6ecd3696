import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addToSum,
  createSum,
  decodeSum,
  encodeSum,
  mergeSum,
  roundedQuotient,
  toScaled,
  totalOf,
} from '../src/exact-sum.ts';

const safe = fc.maxSafeInteger();

describe('exact sums', () => {
  it('equal the sum of big integers, whatever the order and the split', () => {
    fc.assert(
      fc.property(fc.array(safe), fc.array(safe), (left, right) => {
        const sums = [left, right].map((values) => {
          const sum = createSum();
          for (const value of values) addToSum(sum, value);
          return sum;
        });
        const [a, b] = sums as [ReturnType<typeof createSum>, ReturnType<typeof createSum>];
        mergeSum(a, b);
        const exact = [...left, ...right].reduce((so, value) => so + BigInt(value), 0n);
        expect(totalOf(a)).toBe(exact);
        expect(encodeSum(decodeSum(encodeSum(a), 'sum'))).toBe(exact.toString());
      }),
    );
  });

  it('refuse texts that are no integer in its one form', () => {
    for (const text of ['', '-0', '01', '1.5', '1e3', ' 1', '0x1', '9'.repeat(61), 5, null]) {
      expect(() => decodeSum(text, 'sum')).toThrow(expect.objectContaining({ code: 'STATE_INVALID' }));
    }
  });

  it('take a value as the nearest integer of its scale, and none that a double cannot hold', () => {
    expect(toScaled(0.1, 1e9)).toBe(100_000_000);
    expect(toScaled(1.005, 1000)).toBe(1005);
    expect(Object.is(toScaled(-0, 1), 0)).toBe(true);
    expect(toScaled(1e12, 1e9)).toBeUndefined();
    expect(toScaled(Number.NaN, 1)).toBeUndefined();
  });
});

describe('roundedQuotient', () => {
  it('rounds halves away from zero', () => {
    expect(roundedQuotient(1n, 8n, 2)).toBe(0.13);
    expect(roundedQuotient(-1n, 8n, 2)).toBe(-0.13);
    expect(roundedQuotient(2n, 3n, 4)).toBe(0.6667);
    expect(roundedQuotient(5n, 2n, 0)).toBe(3);
    expect(roundedQuotient(300_000_000n, 1_000_000_000n, 9)).toBe(0.3);
    expect(Object.is(roundedQuotient(-1n, 1000n, 2), 0)).toBe(true);
  });

  it('is within half a unit of its last decimal', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
        fc.bigInt({ min: 1n, max: 10n ** 6n }),
        (a, b) => {
          const exact = Number(a) / Number(b);
          expect(Math.abs(roundedQuotient(a, b, 3) - exact)).toBeLessThanOrEqual(0.0005 + Math.abs(exact) * 1e-15);
        },
      ),
    );
  });
});
