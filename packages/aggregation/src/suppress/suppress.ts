/**
 * What may be told of groups so that nobody can work out a small one: the one rule of export, conduit and collector.
 *
 * Withheld are the groups of 1 to k-1. Then, while the figures that are left, their relations and the fact that no count is below
 * zero bound any withheld group, or any sum of such, below k, the smallest figure beside it goes too. A group whose exact
 * size could be had by adding and subtracting is bounded by that size; so nothing from 1 to k-1 can be had. That holds for
 * readers who know the rule of the floor, not for one who also knows that a certain figure was withheld for being small.
 *
 * Pure and exact; the same answer for any order of groups and relations; bounded in time: what would take too long is withheld.
 */

import { createReachable, type WorkBudget } from './greatest-value.ts';
import { type Component, findComponents, type IndexedRelation } from './unknown-classes.ts';

/** A group of events, samples or installs. */
export interface CountedGroup {
  /** Unique. */
  readonly id: string;
  /** How many are in it. A whole number, not below 0. */
  readonly count: number;
  /** Never released, however large: named because it completes a relation, such as the failures beside a success rate. */
  readonly isHidden?: boolean;
}

/** The whole is its parts together, without overlap and without rest. A reader is taken to know every relation. */
export interface GroupRelation {
  /** The id of a group. */
  readonly whole: string;
  /** Ids of groups. */
  readonly parts: readonly string[];
}

/** What is told and what is not. Ids are sorted by code unit. */
export interface Suppression {
  readonly released: readonly string[];
  /** Withheld for having 1 to k-1 members. */
  readonly small: readonly string[];
  /** Withheld so that a small one cannot be worked out. */
  readonly complementary: readonly string[];
  /** True when some figures were withheld only because finding out would have taken too long. */
  readonly isExhausted: boolean;
}

/** Entries of equations that may be written: some seconds of work. More than any report or chunk of the default bounds takes. */
const MAX_WORK = 40_000_000;

/** Entries of one part's equations: what is larger would spend the budget in a few steps, and memory before that. */
const MAX_ENTRIES = 1_000_000;

/**
 * Chooses which figures may be released. Groups of 0 may; a group in no relation may unless it is small.
 *
 * @param k the least size that may be told, a whole number of at least 1
 * @throws TypeError for what is no count, an id that is twice there or not there at all, parts that do not add up, and a `k` that is none
 */
export function suppress(groups: readonly CountedGroup[], relations: readonly GroupRelation[], k: number): Suppression {
  const sorted = sortGroups(groups, k);
  const counts = sorted.map(({ count }) => count);
  const indexed = indexRelations(sorted, relations);
  const isSmall = counts.map((count) => count > 0 && count < k);
  const withheld = sorted.map(({ isHidden }, at) => isHidden === true || isSmall[at] === true);
  const budget: WorkBudget = { left: MAX_WORK };
  let isExhausted = false;
  for (let isSafe = false; !isSafe; ) {
    isSafe = true;
    budget.left -= indexed.reduce((sum, { parts }) => sum + parts.length + 1, 0);
    for (const component of findComponents(counts, indexed, withheld)) {
      const exposed = findExposed(component, k, budget);
      if (exposed === 'exhausted') isExhausted = true;
      for (const group of chooseToWithhold(component, exposed, counts, indexed, withheld, k)) {
        withheld[group] = true;
        isSafe = false;
      }
    }
  }
  const ids = (wanted: (at: number) => boolean) => sorted.flatMap(({ id }, at) => (wanted(at) ? [id] : []));
  return {
    released: ids((at) => withheld[at] !== true),
    small: ids((at) => isSmall[at] === true),
    complementary: ids((at) => withheld[at] === true && isSmall[at] !== true && sorted[at]?.isHidden !== true),
    isExhausted,
  };
}

function sortGroups(groups: readonly CountedGroup[], k: number): readonly CountedGroup[] {
  if (!Number.isSafeInteger(k) || k < 1) throw new TypeError('k must be a whole number of at least 1.');
  if (groups.some(({ count }) => !Number.isSafeInteger(count) || count < 0)) {
    throw new TypeError('A count must be a whole number, not below 0.');
  }
  const sorted = [...groups].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  if (sorted.some(({ id }, at) => sorted[at - 1]?.id === id)) throw new TypeError('A group is there twice.');
  return sorted;
}

/** By positions, sorted, each once. */
function indexRelations(
  sorted: readonly CountedGroup[],
  relations: readonly GroupRelation[],
): readonly IndexedRelation[] {
  const positions = new Map(sorted.map(({ id }, at) => [id, at]));
  const position = (id: string): number => {
    const at = positions.get(id);
    if (at === undefined) throw new TypeError('A relation names a group that is not there.');
    return at;
  };
  const unique = new Map<string, IndexedRelation>();
  for (const relation of relations) {
    const whole = position(relation.whole);
    const parts = relation.parts.map(position).sort((a, b) => a - b);
    const members = [whole, ...parts];
    if (new Set(members).size < members.length) throw new TypeError('A relation names a group twice.');
    const sum = parts.reduce((so, at) => so + (sorted[at]?.count ?? 0), 0);
    if (!Number.isSafeInteger(sum) || sum !== sorted[whole]?.count) {
      throw new TypeError('The parts of a relation do not add up to its whole.');
    }
    unique.set(members.join(' '), { whole, parts });
  }
  return [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, relation]) => relation);
}

/** The classes of withheld groups that can be told to be small. */
function findExposed(component: Component, k: number, budget: WorkBudget): readonly number[] | 'exhausted' {
  const { classes, coefficients, rightSide } = component;
  const small = classes.flatMap(({ count }, column) => (count > 0 && count < k ? [column] : []));
  if (small.length === 0 || !hasFigures(component)) return [];
  if (classes.length * coefficients.length > MAX_ENTRIES) return 'exhausted';
  const reachable = createReachable(coefficients, rightSide, budget);
  if (reachable === undefined) return 'exhausted';
  const exposed: number[] = [];
  for (const column of small) {
    const reach = reachable.reaches(column, BigInt(k));
    if (reach === 'exhausted') return 'exhausted';
    if (reach === 'below') exposed.push(column);
  }
  return exposed;
}

/** Whether any known figure stands beside the unknown ones. Where none does, every multiple of the counts fits as well. */
function hasFigures({ rightSide }: Component): boolean {
  return rightSide.some((sum) => sum !== 0);
}

/**
 * Entries of equations up to which figures are withheld one by one, each time looking again, since one may cover several groups.
 * In larger parts that would take too long.
 */
const MAX_ONE_BY_ONE = 10_000;

/**
 * For each exposed class the smallest figure in a relation that bounds it by itself, since no figure elsewhere can undo that. Where no
 * relation does: in any of its own, else of the component. All figures when time is up.
 */
function chooseToWithhold(
  component: Component,
  exposed: readonly number[] | 'exhausted',
  counts: readonly number[],
  relations: readonly IndexedRelation[],
  withheld: readonly boolean[],
  k: number,
): readonly number[] {
  const figuresIn = (wanted: (row: number) => boolean): readonly number[] => {
    const members = component.relations.flatMap((relation, row) => {
      const { whole, parts } = relations[relation] ?? { whole: -1, parts: [] };
      return wanted(row) ? [whole, ...parts] : [];
    });
    return [...new Set(members)]
      .filter((group) => withheld[group] === false && (counts[group] ?? 0) > 0)
      .sort(bySize(counts));
  };
  const all = figuresIn(() => true);
  if (exposed === 'exhausted') return all;
  const isBounding = (row: number): boolean => {
    const signs = new Set(component.coefficients[row]?.map(Math.sign).filter((sign) => sign !== 0));
    return signs.size === 1 && Math.abs(component.rightSide[row] ?? 0) < k;
  };
  const bounding = component.coefficients.map((_, row) => isBounding(row));
  const bound = exposed.flatMap((column) =>
    figuresIn((row) => bounding[row] === true && component.coefficients[row]?.[column] !== 0).slice(0, 1),
  );
  const chosen =
    bound.length > 0
      ? bound
      : exposed.flatMap((column) => {
          const near = figuresIn((row) => component.coefficients[row]?.[column] !== 0);
          return (near.length > 0 ? near : all).slice(0, 1);
        });
  const isLarge = component.classes.length * component.relations.length > MAX_ONE_BY_ONE;
  return isLarge ? chosen : chosen.sort(bySize(counts)).slice(0, 1);
}

/** The smallest first; of equal ones the first by id. */
function bySize(counts: readonly number[]): (a: number, b: number) => number {
  return (a, b) => (counts[a] ?? 0) - (counts[b] ?? 0) || a - b;
}
