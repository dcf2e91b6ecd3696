import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LeveledFields, TagSet } from '../../src/index.ts';
import {
  bucketed,
  count,
  defineCatalog,
  defineEvent,
  described,
  digest,
  fingerprint,
  flag,
  hashed,
  list,
  local,
  millis,
  name,
  oneOf,
  optional,
  rating,
  record,
  seconds,
} from '../../src/index.ts';
import { comparePolicies, policyOf } from '../../src/policy.ts';
import { arbitraryCatalog } from '../arbitrary-catalog.ts';

const policy = (fields: LeveledFields, tags: TagSet = {}, endpoint?: string) =>
  policyOf(defineCatalog({ events: [defineEvent('a.b', 'A.', fields)], tags }), { endpoint });
const at = { event: 'a.b', field: 'x' };

/** Each row widens from left to right, and so narrows from right to left. */
const WIDENINGS = [
  ['a new field', policy({}), policy({ minimal: { x: flag() } }), { ...at, kind: 'field' }],
  ['a lower level', policy({ debug: { x: flag() } }), policy({ standard: { x: flag() } }), { ...at, kind: 'level' }],
  [
    'a name instead of a hash',
    policy({ minimal: { x: hashed() } }),
    policy({ minimal: { x: name() } }),
    { ...at, kind: 'treatment' },
  ],
  [
    'a name instead of an enumeration',
    policy({ minimal: { x: oneOf('a') } }),
    policy({ minimal: { x: name('a') } }),
    { ...at, kind: 'treatment' },
  ],
  [
    'a fingerprint instead of a digest',
    policy({ minimal: { x: digest() } }),
    policy({ minimal: { x: fingerprint() } }),
    { ...at, kind: 'treatment' },
  ],
  [
    'a number instead of its bucket',
    policy({ minimal: { x: bucketed(count()) } }),
    policy({ minimal: { x: count() } }),
    { ...at, kind: 'treatment' },
  ],
  [
    'more words of a name',
    policy({ minimal: { x: name('a') } }),
    policy({ minimal: { x: name('a', 'b') } }),
    { ...at, kind: 'words' },
  ],
  [
    'more words of an enumeration',
    policy({ minimal: { x: oneOf('a') } }),
    policy({ minimal: { x: oneOf('b', 'a') } }),
    { ...at, kind: 'words' },
  ],
  [
    'more words within a list',
    policy({ minimal: { x: list(name()) } }),
    policy({ minimal: { x: list(name('b')) } }),
    { ...at, kind: 'words' },
  ],
  [
    'a wider range',
    policy({ minimal: { x: rating(1, 5) } }),
    policy({ minimal: { x: rating(1, 10) } }),
    { ...at, kind: 'range' },
  ],
  [
    'fractions',
    policy({ minimal: { x: { kind: 'number', unit: 'usd', integer: true } } }),
    policy({ minimal: { x: { kind: 'number', unit: 'usd' } } }),
    { ...at, kind: 'range' },
  ],
  [
    'a new field within a record',
    policy({ minimal: { x: list(record({ y: flag() })) } }),
    policy({ minimal: { x: list(record({ y: flag(), z: flag() })) } }),
    { event: 'a.b', field: 'x.z', kind: 'field' },
  ],
  ['a new tag', policy({}), policy({}, { t: oneOf('a') }), { field: 't', kind: 'tag' }],
  [
    'more words of a tag',
    policy({}, { t: oneOf('a') }),
    policy({}, { t: oneOf('a', 'b') }),
    { field: 't', kind: 'words' },
  ],
  ['an endpoint', policy({}), policy({}, {}, 'https://one.example'), { kind: 'endpoint' }],
] as const;

describe('comparePolicies', () => {
  it.each(WIDENINGS)('counts %s as a widening, and the way back as a narrowing', (_, narrow, wide, change) => {
    expect(comparePolicies(narrow, wide)).toMatchObject({ widenings: [change], narrowings: [] });
    expect(comparePolicies(wide, narrow)).toMatchObject({ widenings: [], narrowings: [change] });
  });

  it('counts a new event as a widening, one that is gone as a narrowing', () => {
    const [none, one] = [policyOf(defineCatalog({ events: [] })), policy({})];
    expect(comparePolicies(none, one)).toEqual({
      widenings: [{ kind: 'event', event: 'a.b', after: 'a.b' }],
      narrowings: [],
    });
    expect(comparePolicies(one, none)).toEqual({
      widenings: [],
      narrowings: [{ kind: 'event', event: 'a.b', before: 'a.b' }],
    });
  });

  it.each([
    ['another endpoint', policy({}, {}, 'https://one.example'), policy({}, {}, 'https://two.example')],
    ['another unit', policy({ minimal: { x: millis() } }), policy({ minimal: { x: seconds() } })],
    ['text instead of a number', policy({ debug: { x: count() } }), policy({ debug: { x: local() } })],
    ['a hash of text instead of local text', policy({ debug: { x: local() } }), policy({ debug: { x: hashed() } })],
    ['a list instead of one', policy({ minimal: { x: flag() } }), policy({ minimal: { x: list(flag()) } })],
  ])('counts %s as a widening in both directions', (_, one, other) => {
    expect(comparePolicies(one, other).widenings).toHaveLength(1);
    expect(comparePolicies(other, one).widenings).toHaveLength(1);
  });

  it('counts an event that loses its last field and so comes down to minimal as a widening', () => {
    const { widenings } = comparePolicies(policy({ debug: { x: flag() } }), policy({}));
    expect(widenings).toEqual([{ kind: 'level', event: 'a.b', before: 'debug', after: 'minimal' }]);
  });

  it('does not count texts for people, or whether a field may be missing', () => {
    const [one, other] = [
      policy({ minimal: { x: described('Why.', flag()) } }),
      policy({ minimal: { x: optional(described('To sell.', flag())) } }),
    ];
    expect(comparePolicies(one, other)).toEqual({ widenings: [], narrowings: [] });
  });

  it('names words, so that a reviewer sees which', () => {
    const { widenings, narrowings } = comparePolicies(
      policy({ minimal: { x: name('a', 'b') } }),
      policy({ minimal: { x: name('b', 'c', 'd') } }),
    );
    expect([widenings[0]?.after, narrowings[0]?.before]).toEqual(['c d', 'a']);
  });

  it('finds nothing between a policy and itself, and the reverse of everything backwards', () => {
    fc.assert(
      fc.property(arbitraryCatalog, arbitraryCatalog, (a, b) => {
        const [first, second] = [policyOf(a), policyOf(b)];
        expect(comparePolicies(first, first)).toEqual({ widenings: [], narrowings: [] });
        const added = (from: typeof first, to: typeof first) =>
          comparePolicies(from, to).widenings.filter(
            ({ kind }) => kind === 'event' || kind === 'tag' || kind === 'words',
          ).length;
        const removed = (from: typeof first, to: typeof first) =>
          comparePolicies(from, to).narrowings.filter(
            ({ kind }) => kind === 'event' || kind === 'tag' || kind === 'words',
          ).length;
        expect(added(first, second)).toBe(removed(second, first));
      }),
    );
  });
});
