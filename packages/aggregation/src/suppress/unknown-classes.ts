/**
 * What a reader of released figures does not know, as equations: one column per class of withheld groups that no relation tells
 * apart, one row per relation that still holds an unknown. Parts without a common unknown are apart: each is solved alone.
 */

/** A relation by positions: what `whole` counts is what the parts count together. */
export interface IndexedRelation {
  readonly whole: number;
  readonly parts: readonly number[];
}

/** Withheld groups that occur in the same relations in the same way: only their sum can ever be told. */
export interface UnknownClass {
  /** Positions, ascending. */
  readonly members: readonly number[];
  readonly count: number;
}

/** Relations that hang together by what is withheld in them. */
export interface Component {
  readonly relations: readonly number[];
  readonly classes: readonly UnknownClass[];
  /** Per relation the factor of each class. */
  readonly coefficients: readonly (readonly number[])[];
  /** Per relation what the unknowns add up to. */
  readonly rightSide: readonly number[];
}

/**
 * Sorts the withheld groups into components.
 *
 * @param counts per group
 * @param withheld per group
 */
export function findComponents(
  counts: readonly number[],
  relations: readonly IndexedRelation[],
  withheld: readonly boolean[],
): readonly Component[] {
  const places = placesOfUnknowns(relations, withheld);
  const leader = relations.map((_, at) => at);
  const find = (at: number): number => {
    let root = at;
    while (leader[root] !== root) root = leader[root] ?? root;
    leader[at] = root;
    return root;
  };
  for (const [first, ...others] of places.values()) {
    for (const other of others) {
      const roots = [find(first?.relation ?? 0), find(other.relation)].sort((a, b) => a - b);
      leader[roots[1] ?? 0] = roots[0] ?? 0;
    }
  }
  const byRoot = new Map<number, Map<string, { members: number[]; places: readonly Place[] }>>();
  for (const [group, where] of places) {
    const root = find(where[0]?.relation ?? 0);
    const classes = byRoot.get(root) ?? new Map();
    byRoot.set(root, classes);
    const signature = where.map(({ relation, factor }) => `${relation}:${factor}`).join(' ');
    const found = classes.get(signature);
    if (found === undefined) classes.set(signature, { members: [group], places: where });
    else found.members.push(group);
  }
  return [...byRoot.values()].map((classes) => describe(counts, [...classes.values()]));
}

interface Place {
  readonly relation: number;
  factor: number;
}

/** In which relations each withheld group stands, and how; groups in ascending order. */
function placesOfUnknowns(
  relations: readonly IndexedRelation[],
  withheld: readonly boolean[],
): ReadonlyMap<number, Place[]> {
  const found: (Place[] | undefined)[] = withheld.map(() => undefined);
  relations.forEach(({ whole, parts }, relation) => {
    const add = (group: number, factor: number): void => {
      if (withheld[group] !== true) return;
      const places = found[group] ?? [];
      found[group] = places;
      const last = places.at(-1);
      if (last?.relation === relation) last.factor += factor;
      else places.push({ relation, factor });
    };
    add(whole, -1);
    for (const part of parts) add(part, 1);
  });
  return new Map(found.flatMap((places, group) => (places === undefined ? [] : [[group, places] as const])));
}

function describe(
  counts: readonly number[],
  grouped: readonly { readonly members: readonly number[]; readonly places: readonly Place[] }[],
): Component {
  const relations = [...new Set(grouped.flatMap(({ places }) => places.map(({ relation }) => relation)))].sort(
    (a, b) => a - b,
  );
  const rowOf = new Map(relations.map((relation, row) => [relation, row]));
  const coefficients = relations.map(() => new Array<number>(grouped.length).fill(0));
  const rightSide = relations.map(() => 0);
  const classes = grouped.map(({ members, places }, column) => {
    const count = members.reduce((sum, group) => sum + (counts[group] ?? 0), 0);
    for (const { relation, factor } of places) {
      const row = rowOf.get(relation) ?? 0;
      const equation = coefficients[row];
      if (equation !== undefined) equation[column] = factor;
      rightSide[row] = (rightSide[row] ?? 0) + factor * count;
    }
    return { members, count };
  });
  return { relations, classes, coefficients, rightSide };
}
