import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReachable } from '../../src/suppress/greatest-value.ts';

/** Tries every solution in whole numbers up to a bound. */
function greatest(
  rows: readonly (readonly number[])[],
  right: readonly number[],
  column: number,
  upTo: number,
): number {
  const width = rows[0]?.length ?? 0;
  let best = -1;
  const walk = (x: readonly number[]): void => {
    if (x.length < width) {
      for (let value = 0; value <= upTo; value += 1) walk([...x, value]);
    } else if (rows.every((row, at) => row.reduce((sum, factor, j) => sum + factor * (x[j] ?? 0), 0) === right[at])) {
      best = Math.max(best, x[column] ?? 0);
    }
  };
  walk([]);
  return best;
}

describe('the greatest value of an unknown', () => {
  it('is never less than what any solution in whole numbers gives', () => {
    const systems = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 })).chain(([height, width]) =>
      fc.tuple(
        fc.array(fc.array(fc.integer({ min: -1, max: 1 }), { minLength: width, maxLength: width }), {
          minLength: height,
          maxLength: height,
        }),
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: width, maxLength: width }),
      ),
    );
    fc.assert(
      fc.property(systems, ([rows, solution]) => {
        const right = rows.map((row) => row.reduce((sum, factor, at) => sum + factor * (solution[at] ?? 0), 0));
        const reachable = createReachable(rows, right, { left: 100_000 });
        for (let column = 0; column < solution.length; column += 1) {
          const best = greatest(rows, right, column, 5);
          expect(reachable?.reaches(column, BigInt(best))).toBe('reached');
        }
      }),
      { numRuns: 150 },
    );
  });

  it('is exact in partitions: what is left over, and no more', () => {
    const rows = [
      [1, 1, 0],
      [0, 1, 1],
    ];
    const reachable = createReachable(rows, [7, 4], { left: 10_000 });
    expect(reachable?.reaches(0, 7n)).toBe('reached');
    expect(reachable?.reaches(0, 8n)).toBe('below');
    expect(reachable?.reaches(1, 4n)).toBe('reached');
    expect(reachable?.reaches(1, 5n)).toBe('below');
  });

  it('says so when the budget is spent', () => {
    expect(
      createReachable(
        [
          [1, 1],
          [1, -1],
        ],
        [7, 1],
        { left: 0 },
      )?.reaches(0, 5n) ?? 'exhausted',
    ).toBe('exhausted');
  });
});
