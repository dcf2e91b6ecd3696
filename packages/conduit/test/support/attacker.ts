/**
 * The attacker: has every figure of every chunk of an installation, adds and subtracts them in every way there is, and looks for a
 * group of 1 to k-1 samples. What can be had of figures is the span of the sets that they count. Shares no code with the conduit.
 */

/** A released figure: which atoms it counts. An atom is what no figure can divide: a bucket within a run of ticks. */
export interface Figure {
  readonly set: readonly number[];
}

/** What an attack works on. */
export interface Exposure {
  /** Samples per atom. The attacker does not know them; they tell whether what he finds is small. */
  readonly sizes: readonly number[];
  readonly figures: readonly Figure[];
  /** Sets whose size would be worth knowing: single atoms and unions of them. */
  readonly wanted: readonly (readonly number[])[];
  readonly k: number;
}

/** The largest prime under 2^26: products stay exact. */
const PRIME = 67_108_859;

/** The sets of 1 to k-1 samples whose size follows from the figures. */
export function recoverGroups({ sizes, figures, wanted, k }: Exposure): readonly (readonly number[])[] {
  const rows = reduce(figures.map(({ set }) => vectorOf(set, sizes.length)));
  const found = new Map<string, readonly number[]>();
  const consider = (set: readonly number[]): void => {
    const size = set.reduce((sum, atom) => sum + (sizes[atom] ?? 0), 0);
    if (size > 0 && size < k) found.set(set.join(' '), set);
  };
  // Every reduced row is a combination of figures; one of zeros and ones counts a group.
  for (const { row } of rows) {
    if (row.every((value) => value === 0 || value === 1))
      consider(row.flatMap((value, atom) => (value === 1 ? [atom] : [])));
  }
  figures.forEach((one, at) => {
    const inner = new Set(one.set);
    for (const other of figures) {
      if (other === figures[at]) continue;
      const rest = other.set.filter((atom) => !inner.has(atom));
      if (rest.length === other.set.length - one.set.length) consider(rest);
    }
  });
  for (const set of wanted) if (isInSpan(rows, vectorOf(set, sizes.length))) consider(set);
  return [...found.values()];
}

interface ReducedRow {
  readonly pivot: number;
  readonly row: number[];
}

function vectorOf(set: readonly number[], length: number): number[] {
  const vector = new Array<number>(length).fill(0);
  for (const atom of set) vector[atom] = 1;
  return vector;
}

/** Reduced row echelon form. */
function reduce(vectors: readonly number[][]): readonly ReducedRow[] {
  const rows: ReducedRow[] = [];
  for (const vector of vectors) {
    const rest = [...vector];
    for (const { pivot, row } of rows) subtract(rest, row, rest[pivot] ?? 0);
    const pivot = rest.findIndex((value) => value !== 0);
    if (pivot < 0) continue;
    const inverse = power(rest[pivot] ?? 1, PRIME - 2);
    const row = rest.map((value) => (value * inverse) % PRIME);
    for (const other of rows) subtract(other.row, row, other.row[pivot] ?? 0);
    rows.push({ pivot, row });
  }
  return rows;
}

function isInSpan(rows: readonly ReducedRow[], vector: number[]): boolean {
  for (const { pivot, row } of rows) subtract(vector, row, vector[pivot] ?? 0);
  return vector.every((value) => value === 0);
}

function subtract(from: number[], row: readonly number[], factor: number): void {
  if (factor === 0) return;
  for (let at = 0; at < from.length; at += 1) {
    from[at] = ((from[at] ?? 0) + (PRIME - factor) * (row[at] ?? 0)) % PRIME;
  }
}

function power(base: number, exponent: number): number {
  let result = 1;
  for (let square = base, left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = (result * square) % PRIME;
    square = (square * square) % PRIME;
  }
  return result;
}
