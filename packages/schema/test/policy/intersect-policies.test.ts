import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LeveledFields } from '../../src/index.ts';
import {
  bucketed,
  checked,
  count,
  defineCatalog,
  defineEvent,
  digest,
  eventLevel,
  fingerprint,
  flag,
  hashed,
  local,
  millis,
  name,
  oneOf,
  RECORDING_LEVELS,
  rating,
  seconds,
} from '../../src/index.ts';
import type { Policy } from '../../src/policy.ts';
import {
  comparePolicies,
  intersectionOf,
  intersectPolicies,
  parsePolicy,
  policyOf,
  unitePolicies,
} from '../../src/policy.ts';
import { arbitraryCatalog } from '../arbitrary-catalog.ts';

const catalog = (fields: LeveledFields, options = {}) =>
  defineCatalog({ events: [defineEvent('a.b', 'A.', fields, options)] });
const policy = (fields: LeveledFields) => policyOf(catalog(fields));
const fieldsOf = (result: Policy) => result.events['a.b']?.fields;
const meet = (agreed: LeveledFields, declared: LeveledFields) =>
  fieldsOf(intersectPolicies(policy(agreed), policy(declared)));

const arbitraryPolicy = fc
  .tuple(arbitraryCatalog, fc.constantFrom(undefined, 'https://one.example', 'https://two.example'))
  .map(([any, endpoint]) => policyOf(any, { endpoint }));

describe('intersectPolicies', () => {
  it('is never wider than either', () => {
    fc.assert(
      fc.property(arbitraryPolicy, arbitraryPolicy, (agreed, declared) => {
        const both = intersectPolicies(agreed, declared);
        expect(comparePolicies(agreed, both).widenings).toEqual([]);
        expect(comparePolicies(declared, both).widenings).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('is idempotent, and a policy met with itself is itself', () => {
    fc.assert(
      fc.property(arbitraryPolicy, arbitraryPolicy, (agreed, declared) => {
        expect(intersectPolicies(agreed, agreed)).toEqual(agreed);
        const both = intersectPolicies(agreed, declared);
        expect(comparePolicies(both, intersectPolicies(agreed, both))).toEqual({ widenings: [], narrowings: [] });
        expect(intersectPolicies(both, declared)).toEqual(both);
      }),
      { numRuns: 500 },
    );
  });

  it('takes the stricter level, in either order', () => {
    const level = fc.constantFrom(...RECORDING_LEVELS);
    fc.assert(
      fc.property(level, level, (a, b) => {
        const stricter = RECORDING_LEVELS[Math.max(RECORDING_LEVELS.indexOf(a), RECORDING_LEVELS.indexOf(b))];
        expect(meet({ [a]: { x: flag() } }, { [b]: { x: flag() } })).toEqual({
          x: { level: stricter, kind: 'flag', treatment: 'as_is' },
        });
        expect(meet({ [b]: { x: flag() } }, { [a]: { x: flag() } })?.['x']?.level).toBe(stricter);
      }),
    );
  });

  it('never lets an event be recorded below the level that either asks for', () => {
    const rank = (level: 'minimal' | 'standard' | 'debug') => RECORDING_LEVELS.indexOf(level);
    fc.assert(
      fc.property(arbitraryCatalog, arbitraryCatalog, (agreed, declared) => {
        for (const event of intersectionOf(declared, policyOf(agreed)).events) {
          for (const whole of [agreed, declared]) {
            const other = whole.byName.get(event.name);
            expect(rank(eventLevel(event))).toBeGreaterThanOrEqual(other === undefined ? 9 : rank(eventLevel(other)));
          }
        }
      }),
      { numRuns: 500 },
    );
    expect(intersectPolicies(policy({}), policy({ standard: { x: flag() } })).events).toEqual({});
    expect(intersectPolicies(policy({ minimal: { x: flag() } }), policy({})).events).toMatchObject({
      'a.b': { fields: {} },
    });
  });

  it.each([
    ['hashed where a name was agreed to', name('a'), hashed(), { kind: 'hashed', treatment: 'keyed_at_record' }],
    [
      'one of the words where a name was agreed to',
      name('a', 'b'),
      oneOf('b', 'c'),
      { kind: 'enumeration', values: ['b'] },
    ],
    [
      'a digest where a fingerprint was agreed to',
      fingerprint(),
      digest(),
      { kind: 'digest', treatment: 'keyed_at_release' },
    ],
    ['a bucket where a number was agreed to', count(), bucketed(count()), { treatment: 'bucket' }],
    ['the words that both have', name('a', 'b'), name('b', 'c'), { words: ['b'] }],
    ['the values that both have', oneOf('a', 'b'), oneOf('b', 'c'), { values: ['b'] }],
    ['the range that both have', rating(1, 5), rating(0, 3), { min: 1, max: 3 }],
  ])('records %s', (_, agreed, declared, expected) => {
    expect(meet({ minimal: { x: agreed } }, { minimal: { x: declared } })?.['x']).toMatchObject(expected);
  });

  it.each([
    ['a name where a hash was agreed to', hashed(), name('a')],
    ['a number where its bucket was agreed to', bucketed(count()), count()],
    ['a fingerprint where a digest was agreed to', digest(), fingerprint()],
    ['a hash where local text was agreed to', local(), hashed()],
    ['another unit', millis(), seconds()],
    ['a set without a word in common', oneOf('a'), oneOf('b')],
    ['a range without a number in common', rating(1, 2), rating(3, 5)],
  ])('does not record %s', (_, agreed, declared) => {
    expect(meet({ minimal: { x: agreed, y: flag() } }, { minimal: { x: declared, y: flag() } })).toEqual({
      y: { level: 'minimal', kind: 'flag', treatment: 'as_is' },
    });
  });

  it('keeps an endpoint only if it is the agreed one', () => {
    const to = (endpoint: string | undefined) => policyOf(catalog({}), { endpoint });
    expect(intersectPolicies(to('https://one.example'), to('https://one.example')).endpoint).toBe(
      'https://one.example',
    );
    for (const other of ['https://two.example', undefined]) {
      expect('endpoint' in intersectPolicies(to(other), to('https://one.example'))).toBe(false);
    }
  });
});

describe('intersectionOf', () => {
  it('says the same as the intersection of the policies', () => {
    fc.assert(
      fc.property(arbitraryCatalog, arbitraryCatalog, (agreed, declared) => {
        const narrowed = policyOf(intersectionOf(declared, policyOf(agreed)));
        expect(narrowed).toEqual(intersectPolicies(policyOf(agreed), policyOf(declared)));
      }),
    );
  });

  it('knows the whole catalog, so that what was not agreed to can be told from a mistake', () => {
    const whole = catalog({ minimal: { x: flag(), later: count() } }, { renamedFrom: ['old'] });
    const narrowed = intersectionOf(whole, policy({ minimal: { x: flag() } }));
    expect(Object.keys(narrowed.events[0]?.fields.minimal ?? {})).toEqual(['x']);
    expect(narrowed.declared).toBe(whole);
    expect(narrowed.byName.get('old')).toBe(narrowed.events[0]);
    expect(Object.isFrozen(narrowed) && Object.isFrozen(narrowed.events[0]?.fields.minimal)).toBe(true);
    expect(intersectionOf(narrowed, policy({})).declared).toBe(whole);
  });

  it('does not fill declared names into vocabularies again', () => {
    const risk = defineEvent('risk', 'R.', {
      minimal: { fields: { kind: 'name', vocabulary: 'fields', words: [] }, x: flag() },
    });
    const declared = defineCatalog({ events: [risk] });
    const agreed = policyOf(declared);
    const narrow = JSON.parse(JSON.stringify(agreed));
    narrow.events.risk.fields.fields.words = ['x'];
    const met = intersectionOf(declared, parsePolicy(narrow)).events[0]?.fields.minimal?.['fields'];
    expect(met?.kind === 'name' && met.words).toEqual(['x']);
  });

  it('keeps further checks of values, which no policy can hold', () => {
    const check = { safeParse: () => ({ success: true }) };
    const narrowed = intersectionOf(
      catalog({ minimal: { x: checked(check, count()) } }),
      policy({ minimal: { x: count() } }),
    );
    expect(narrowed.events[0]?.fields.minimal?.['x']?.check).toBe(check);
  });
});

describe('unitePolicies', () => {
  const pairs: readonly (readonly [string, LeveledFields, LeveledFields, object])[] = [
    ['the lower level', { debug: { x: flag() } }, { minimal: { x: flag() } }, { level: 'minimal' }],
    [
      'the weaker treatment',
      { minimal: { x: hashed() } },
      { minimal: { x: name('a') } },
      { kind: 'name', words: ['a'] },
    ],
    ['all words', { minimal: { x: name('b') } }, { minimal: { x: name('a') } }, { words: ['a', 'b'] }],
    ['the wider range', { minimal: { x: rating(1, 5) } }, { minimal: { x: rating(0, 3) } }, { min: 0, max: 5 }],
  ];
  it.each(pairs)('takes %s, in either order', (_, one, other, expected) => {
    expect(fieldsOf(unitePolicies(policy(one), policy(other)))?.['x']).toMatchObject(expected);
    expect(fieldsOf(unitePolicies(policy(other), policy(one)))?.['x']).toMatchObject(expected);
  });

  it('lets the later answer stand where two cannot be one', () => {
    expect(
      fieldsOf(unitePolicies(policy({ minimal: { x: millis() } }), policy({ minimal: { x: seconds() } })))?.['x']?.unit,
    ).toBe('seconds');
    const to = (endpoint: string | undefined) => policyOf(catalog({}), { endpoint });
    expect(unitePolicies(to('https://one.example'), to('https://two.example')).endpoint).toBe('https://two.example');
    expect(unitePolicies(to('https://one.example'), to(undefined)).endpoint).toBe('https://one.example');
  });

  it('gives each of two versions side by side exactly what its user agreed to for it', () => {
    fc.assert(
      fc.property(arbitraryPolicy, arbitraryPolicy, (first, second) => {
        const later = unitePolicies(first, second);
        // The later answer stands wherever the two cannot be one, so its version always gets all of it.
        // The mere fact of an event has no level of its own: beside fields of a higher one it takes theirs.
        const isBare = (event = '') => Object.keys(second.events[event]?.fields ?? {}).length === 0;
        const { narrowings } = comparePolicies(second, intersectPolicies(later, second));
        expect(narrowings.filter(({ kind, event }) => !(kind === 'event' && isBare(event)))).toEqual([]);
        expect(unitePolicies(first, first)).toEqual(first);
      }),
      { numRuns: 500 },
    );
  });
});
