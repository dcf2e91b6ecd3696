/**
 * How great an unknown can be under linear equations and nothing below zero: the simplex method in exact integers.
 * Fraction-free (Edmonds): every entry stands over one common denominator, which divides each product exactly. Bland's rule, so
 * it ends, and ends the same way everywhere. Owns no meaning of rows and columns.
 */

/** Counts the entries that are written; a run that would cost too much stops instead of taking long. */
export interface WorkBudget {
  left: number;
}

/** The answer for one unknown. `exhausted`: the budget was spent before it was known. */
export type Reach = 'reached' | 'below' | 'exhausted';

/** Equations brought into a form from which every unknown can be asked about. */
export interface Reachable {
  /** Whether some solution without negative values gives the unknown `column` at least `bound`. */
  reaches(column: number, bound: bigint): Reach;
}

interface Tableau {
  /** Per equation: the coefficients, then the right side. */
  readonly rows: bigint[][];
  /** Per equation the unknown that it is solved for; negative: none yet. */
  readonly basis: number[];
  readonly columns: number;
  denominator: bigint;
  readonly budget: WorkBudget;
}

/**
 * Prepares `coefficients · x = rightSide`, which has a solution without negative values. `undefined` when the budget is spent.
 */
export function createReachable(
  coefficients: readonly (readonly number[])[],
  rightSide: readonly number[],
  budget: WorkBudget,
): Reachable | undefined {
  const rows = coefficients.map((row, at) => {
    const right = rightSide[at] ?? 0;
    const sign = right < 0 ? -1 : 1;
    return [...row.map((value) => BigInt(value * sign)), BigInt(right * sign)];
  });
  const basis = rows.map((_, at) => -1 - at);
  const tableau: Tableau = { rows, basis, columns: coefficients[0]?.length ?? 0, denominator: 1n, budget };
  if (!findStart(tableau)) return undefined;
  return { reaches: (column, bound) => reach(tableau, column, bound) };
}

/** Brings an unknown into every equation; equations that say nothing new are dropped. False when the budget is spent. */
function findStart(tableau: Tableau): boolean {
  for (;;) {
    const entering = columnThatHelps(tableau);
    if (entering === undefined) break;
    const row = leavingRow(tableau, entering);
    if (row === undefined) break;
    if (!pivot(tableau, row, entering)) return false;
  }
  for (let at = 0; at < tableau.rows.length; ) {
    if ((tableau.basis[at] ?? 0) >= 0) {
      at += 1;
      continue;
    }
    // No more is missing here than 0: any unknown of the equation will do.
    const column = (tableau.rows[at] ?? []).findIndex((value, index) => index < tableau.columns && value !== 0n);
    if (column < 0) {
      tableau.rows.splice(at, 1);
      tableau.basis.splice(at, 1);
    } else if (!pivot(tableau, at, column)) return false;
  }
  return true;
}

/** The first unknown that lessens what the unsolved equations lack together. */
function columnThatHelps({ rows, basis, columns }: Tableau): number | undefined {
  for (let column = 0; column < columns; column += 1) {
    let gain = 0n;
    for (let at = 0; at < rows.length; at += 1) if ((basis[at] ?? 0) < 0) gain += rows[at]?.[column] ?? 0n;
    if (gain > 0n) return column;
  }
  return undefined;
}

function reach(tableau: Tableau, column: number, bound: bigint): Reach {
  if (!tableau.basis.includes(column)) {
    const row = leavingRow(tableau, column);
    if (row === undefined) return 'reached';
    if (!pivot(tableau, row, column)) return 'exhausted';
  }
  const at = tableau.basis.indexOf(column);
  for (;;) {
    const equation = tableau.rows[at] ?? [];
    if ((equation[tableau.columns] ?? 0n) >= bound * tableau.denominator) return 'reached';
    const entering = equation.findIndex((value, index) => index < tableau.columns && value < 0n);
    if (entering < 0) return 'below';
    // The equation of `column` never leaves: its entry is negative.
    const row = leavingRow(tableau, entering);
    if (row === undefined) return 'reached';
    if (!pivot(tableau, row, entering)) return 'exhausted';
  }
}

/** The equation that bounds an entering unknown first; of several, that of the smallest unknown. */
function leavingRow({ rows, basis, columns }: Tableau, entering: number): number | undefined {
  let best: number | undefined;
  for (let at = 0; at < rows.length; at += 1) {
    const value = rows[at]?.[entering] ?? 0n;
    if (value <= 0n) continue;
    if (best === undefined) {
      best = at;
      continue;
    }
    const here = (rows[at]?.[columns] ?? 0n) * (rows[best]?.[entering] ?? 0n);
    const there = (rows[best]?.[columns] ?? 0n) * value;
    if (here < there || (here === there && (basis[at] ?? 0) < (basis[best] ?? 0))) best = at;
  }
  return best;
}

function pivot(tableau: Tableau, at: number, column: number): boolean {
  const { rows, basis, budget } = tableau;
  // Also a step that rewrites nothing counts, so that nothing can go on for ever.
  budget.left -= rows.length;
  if (budget.left < 0) return false;
  const pivotRow = rows[at] ?? [];
  if ((pivotRow[column] ?? 0n) < 0n) for (let j = 0; j < pivotRow.length; j += 1) pivotRow[j] = -(pivotRow[j] ?? 0n);
  const value = pivotRow[column] ?? 1n;
  for (let other = 0; other < rows.length; other += 1) {
    if (other === at) continue;
    const row = rows[other] ?? [];
    const factor = row[column] ?? 0n;
    if (factor === 0n && value === tableau.denominator) continue;
    budget.left -= row.length;
    for (let j = 0; j < row.length; j += 1) {
      row[j] = ((row[j] ?? 0n) * value - factor * (pivotRow[j] ?? 0n)) / tableau.denominator;
    }
  }
  tableau.denominator = value;
  basis[at] = column;
  return true;
}
