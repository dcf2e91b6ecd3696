/**
 * The attacker: adds and subtracts released figures in every way there is. A figure is the set of people it counts; what can be
 * had of them is the span of those sets. Shares no code with what it attacks.
 */

/** Large enough that a wrong answer by chance does not happen: 2^61 - 1. */
const PRIME = 2_305_843_009_213_693_951n;

/** Answers whether a sum over people can be computed from the figures. */
export type Solver = (wanted: readonly number[]) => boolean;

/** Prepares a solver. Vectors have one factor per person, or per kind of people. */
export function createSolver(figures: readonly (readonly number[])[]): Solver {
  const solved: { readonly at: number; readonly row: readonly bigint[] }[] = [];
  const reduce = (vector: readonly number[]): bigint[] => {
    const rest = vector.map((value) => modulo(BigInt(value)));
    for (const { at, row } of solved) {
      const factor = rest[at] ?? 0n;
      if (factor !== 0n)
        for (let j = 0; j < rest.length; j += 1) rest[j] = modulo((rest[j] ?? 0n) - factor * (row[j] ?? 0n));
    }
    return rest;
  };
  for (const figure of figures) {
    const rest = reduce(figure);
    const at = rest.findIndex((value) => value !== 0n);
    if (at < 0) continue;
    const inverse = power(rest[at] ?? 1n, PRIME - 2n);
    solved.push({ at, row: rest.map((value) => modulo(value * inverse)) });
  }
  return (wanted) => reduce(wanted).every((value) => value === 0n);
}

function modulo(value: bigint): bigint {
  const rest = value % PRIME;
  return rest < 0n ? rest + PRIME : rest;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base, left = exponent; left > 0n; left >>= 1n, square = modulo(square * square)) {
    if (left & 1n) result = modulo(result * square);
  }
  return result;
}
