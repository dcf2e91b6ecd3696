import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CountedGroup, type GroupRelation, suppress } from '../../src/suppress/suppress.ts';
import { createSolver } from './linear-solver.ts';

/** People with three attributes; every kind of people is an atom. */
interface Crowd {
  readonly k: number;
  /** Per atom how many, by the values of its attributes. */
  readonly atoms: readonly { readonly values: readonly number[]; readonly count: number }[];
  readonly groups: readonly CountedGroup[];
  readonly relations: readonly GroupRelation[];
  /** Per group the atoms in it, as 0 and 1. */
  readonly sets: ReadonlyMap<string, readonly number[]>;
}

const skewed = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 3, arbitrary: fc.integer({ min: 10, max: 60 }) },
);

/** Total, three partitions of it, and the cells of the first two with their sums. */
const crowds: fc.Arbitrary<Crowd> = fc
  .tuple(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }))
  .chain(([k, first, second]) =>
    fc.array(skewed, { minLength: first * second * 2, maxLength: first * second * 2 }).map((counts) => {
      const atoms = counts.map((count, at) => ({
        values: [at % first, Math.floor(at / first) % second, Math.floor(at / (first * second))],
        count,
      }));
      const sets = new Map<string, readonly number[]>();
      const groups: CountedGroup[] = [];
      const add = (id: string, isIn: (values: readonly number[]) => boolean): string => {
        const set = atoms.map(({ values }) => (isIn(values) ? 1 : 0));
        sets.set(id, set);
        groups.push({ id, count: atoms.reduce((sum, { count }, at) => sum + count * (set[at] ?? 0), 0) });
        return id;
      };
      const upTo = (n: number) => Array.from({ length: n }, (_, at) => at);
      const whole = add('all', () => true);
      const rows = upTo(first).map((a) => add(`a${a}`, (values) => values[0] === a));
      const columns = upTo(second).map((b) => add(`b${b}`, (values) => values[1] === b));
      const halves = upTo(2).map((c) => add(`c${c}`, (values) => values[2] === c));
      const cell = (a: number, b: number) => `a${a}b${b}`;
      for (const a of upTo(first)) {
        for (const b of upTo(second)) add(cell(a, b), (values) => values[0] === a && values[1] === b);
      }
      const relations = [
        { whole, parts: rows },
        { whole, parts: columns },
        { whole, parts: halves },
        ...rows.map((row, a) => ({ whole: row, parts: upTo(second).map((b) => cell(a, b)) })),
        ...columns.map((column, b) => ({ whole: column, parts: upTo(first).map((a) => cell(a, b)) })),
      ];
      return { k, atoms, groups, relations, sets };
    }),
  );

/** Every union of parts of one relation whose size can be computed from the figures and is below k. */
function recovered({ k, atoms, relations, sets }: Crowd, released: readonly string[]): readonly string[] {
  const solve = createSolver(released.map((id) => sets.get(id) ?? []));
  const small = (set: readonly number[]): boolean => {
    const size = atoms.reduce((sum, { count }, at) => sum + count * (set[at] ?? 0), 0);
    return size > 0 && size < k && solve(set);
  };
  const found = [...sets].flatMap(([id, set]) => (small(set) ? [id] : []));
  for (const { parts } of relations) {
    for (let chosen = 1; chosen < 2 ** parts.length; chosen += 1) {
      const members = parts.filter((_, at) => chosen & (2 ** at));
      const union = atoms.map((_, at) => members.reduce((sum, id) => sum + (sets.get(id)?.[at] ?? 0), 0));
      if (members.length > 1 && small(union)) found.push(members.join('+'));
    }
  }
  return found;
}

const one = (counts: readonly number[]) => {
  const parts = counts.map((count, at) => ({ id: `p${at}`, count }));
  const total = counts.reduce((sum, count) => sum + count, 0);
  return {
    groups: [{ id: 'total', count: total }, ...parts],
    relations: [{ whole: 'total', parts: parts.map(({ id }) => id) }],
  };
};

describe('suppress', () => {
  it('leaves no group from 1 to k-1, nor a union of such, to whoever adds and subtracts all released figures', () => {
    fc.assert(
      fc.property(crowds, (crowd) => {
        const { released } = suppress(crowd.groups, crowd.relations, crowd.k);
        expect(recovered(crowd, released)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('is needed: with the floor alone the same attacker finds small groups in many crowds', () => {
    const broken = fc.sample(crowds, { numRuns: 200, seed: 7 }).filter((crowd) => {
      const large = crowd.groups.filter(({ count }) => count === 0 || count >= crowd.k).map(({ id }) => id);
      return recovered(crowd, large).length > 0;
    });
    expect(broken.length).toBeGreaterThan(20);
  });

  it('gives the same answer for any order of groups, relations and parts', () => {
    fc.assert(
      fc.property(crowds, fc.func(fc.integer()), ({ k, groups, relations }, key) => {
        const mixed = <T>(list: readonly T[]): T[] =>
          list
            .map((item) => [key(JSON.stringify(item)), item] as const)
            .sort(([a], [b]) => a - b)
            .map(([, item]) => item);
        const turned = mixed(relations).map(({ whole, parts }) => ({ whole, parts: mixed(parts) }));
        expect(suppress(mixed(groups), [...turned, ...relations], k)).toEqual(suppress(groups, relations, k));
      }),
      { numRuns: 100 },
    );
  });

  it('withholds of one partition the small parts, then the smallest others until the rest is 0 or at least k', () => {
    fc.assert(
      fc.property(fc.array(skewed, { maxLength: 12 }), fc.integer({ min: 1, max: 30 }), (counts, k) => {
        const { groups, relations } = one(counts);
        const total = groups[0]?.count ?? 0;
        fc.pre(total >= k);
        const kept = groups.slice(1).filter(({ count }) => count === 0 || count >= k);
        const rest = () => total - kept.reduce((sum, { count }) => sum + count, 0);
        while (rest() > 0 && rest() < k) {
          const [smallest] = kept
            .filter(({ count }) => count > 0)
            .sort((a, b) => a.count - b.count || (a.id < b.id ? -1 : 1));
          if (smallest === undefined) throw new Error('nothing is left');
          kept.splice(kept.indexOf(smallest), 1);
        }
        expect(suppress(groups, relations, k).released).toEqual([...kept.map(({ id }) => id), 'total'].sort());
      }),
    );
  });

  it('releases groups of 0, and groups that stand in no relation unless they are small', () => {
    const groups = [
      { id: 'none', count: 0 },
      { id: 'few', count: 4 },
      { id: 'many', count: 5 },
    ];
    const result = suppress(groups, [], 5);
    expect(result).toEqual({ released: ['many', 'none'], small: ['few'], complementary: [], isExhausted: false });
  });

  it('guards a hidden group: the failures beside a success rate', () => {
    const groups = [
      { id: 'runs', count: 100 },
      { id: 'successes', count: 98 },
      { id: 'failures', count: 2, isHidden: true },
    ];
    const relations = [{ whole: 'runs', parts: ['successes', 'failures'] }];
    expect(suppress(groups, relations, 5)).toMatchObject({ released: ['runs'], complementary: ['successes'] });
    const fair = [groups[0], { id: 'successes', count: 90 }, { id: 'failures', count: 10, isHidden: true }];
    expect(
      suppress(
        fair.filter((group) => group !== undefined),
        relations,
        5,
      ).released,
    ).toEqual(['runs', 'successes']);
  });

  it('sees through a hidden whole: what is left of two relations together is a group, too', () => {
    // 57 less 50 would be the small part and the small neighbour of the whole, 7 in all.
    const groups = [
      { id: 'all', count: 57 },
      { id: 'neighbour', count: 4 },
      { id: 'whole', count: 53, isHidden: true },
      { id: 'part', count: 3 },
      { id: 'rest', count: 50 },
    ];
    const relations = [
      { whole: 'all', parts: ['whole', 'neighbour'] },
      { whole: 'whole', parts: ['part', 'rest'] },
    ];
    expect(suppress(groups, relations, 10)).toMatchObject({ released: ['all'], complementary: ['rest'] });
    expect(suppress(groups, relations, 5).released).toEqual(['all', 'rest']);
  });

  it('withholds more, never less, when finding out would take too long', () => {
    const size = 130;
    const cells = Array.from({ length: size * size }, (_, at) => ({
      id: `c${at}`,
      count: (at * 7919) % 101 < 60 ? 1 : 12,
    }));
    const line = (name: string, at: number, of: (index: number) => number) => {
      const parts = cells.filter((_, index) => of(index) === at);
      return {
        id: `${name}${at}`,
        count: parts.reduce((sum, { count }) => sum + count, 0),
        parts: parts.map(({ id }) => id),
      };
    };
    const lines = Array.from({ length: size }, (_, at) => at).flatMap((at) => [
      line('row', at, (index) => Math.floor(index / size)),
      line('column', at, (index) => index % size),
    ]);
    const relations = lines.map(({ id, parts }) => ({ whole: id, parts }));
    const result = suppress([...cells, ...lines.map(({ id, count }) => ({ id, count }))], relations, 5);
    expect(result.isExhausted).toBe(true);
    expect(result.released).toEqual([]);
  });

  it('refuses what is no count, parts that do not add up, and ids that are twice there or missing', () => {
    const wrong: readonly (readonly [readonly CountedGroup[], readonly GroupRelation[], number])[] = [
      [[{ id: 'a', count: -1 }], [], 5],
      [[{ id: 'a', count: 1.5 }], [], 5],
      [[{ id: 'a', count: Number.NaN }], [], 5],
      [
        [
          { id: 'a', count: 1 },
          { id: 'a', count: 1 },
        ],
        [],
        5,
      ],
      [[{ id: 'a', count: 1 }], [{ whole: 'a', parts: ['b'] }], 5],
      [
        [
          { id: 'a', count: 1 },
          { id: 'b', count: 2 },
        ],
        [{ whole: 'a', parts: ['b'] }],
        5,
      ],
      [[{ id: 'a', count: 0 }], [{ whole: 'a', parts: ['a'] }], 5],
      [[], [], 0],
      [[], [], 1.5],
    ];
    for (const [groups, relations, k] of wrong) expect(() => suppress(groups, relations, k)).toThrow(TypeError);
  });
});
