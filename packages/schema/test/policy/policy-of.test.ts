import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bucketed,
  count,
  declaredFields,
  defineCatalog,
  defineEvent,
  described,
  extendStandardCatalog,
  hashed,
  isTelemetryError,
  list,
  MAX_FIELD_DEPTH,
  nameIn,
  oneOf,
  optional,
  recordedName,
  treatmentOf,
} from '../../src/index.ts';
import { catalogFromPolicy, parsePolicy, policyDigest, policyOf } from '../../src/policy.ts';
import { arbitraryCatalog } from '../arbitrary-catalog.ts';

const catalog = defineCatalog({
  events: [
    defineEvent(
      'repo.indexed',
      'Indexed.',
      {
        minimal: { kind: oneOf('b', 'a'), indexer: nameIn('tools', 'ctags') },
        standard: { files: described('How many.', optional(bucketed(count()))) },
        debug: { args: list(hashed()) },
      },
      { renamedFrom: ['indexed'], perMinute: 5, deprecated: 'Too slow.' },
    ),
  ],
  tags: { environment: oneOf('ci') },
  vocabulary: { tools: ['tree-sitter'] },
});

describe('policyOf', () => {
  it('says everything that may be recorded and how it is treated, with words sorted', () => {
    expect(policyOf(catalog, { endpoint: 'https://example.org/v1/batch' })).toEqual({
      policy_version: 1,
      endpoint: 'https://example.org/v1/batch',
      tags: { environment: { kind: 'enumeration', treatment: 'as_is', values: ['ci'] } },
      events: {
        'repo.indexed': {
          summary: 'Indexed.',
          renamed_from: ['indexed'],
          per_minute: 5,
          deprecated: 'Too slow.',
          fields: {
            kind: { level: 'minimal', kind: 'enumeration', treatment: 'as_is', values: ['a', 'b'] },
            indexer: { level: 'minimal', kind: 'name', treatment: 'vocabulary', words: ['ctags', 'tree-sitter'] },
            files: {
              level: 'standard',
              kind: 'number',
              treatment: 'bucket',
              unit: 'count',
              integer: true,
              min: 0,
              optional: true,
              purpose: 'How many.',
            },
            args: { level: 'debug', kind: 'list', item: { kind: 'hashed', treatment: 'keyed_at_record' } },
          },
        },
      },
    });
  });

  it('has one digest for one policy, whatever the order of declaration', () => {
    const declare = (...values: [string, ...string[]]) =>
      defineEvent('a.b', 'A.', { minimal: { v: oneOf(...values), c: count() } });
    const reversed = defineEvent('a.b', 'A.', { minimal: { c: count(), v: oneOf('y', 'x') } });
    const digests = [declare('x', 'y'), reversed].map((event) =>
      policyDigest(policyOf(defineCatalog({ events: [event] }))),
    );
    expect(digests[0]).toBe(digests[1]);
    expect(digests[0]).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(policyDigest(policyOf(defineCatalog({ events: [declare('x')] })))).not.toBe(digests[0]);
  });

  it('has a digest that covers the texts for people, since they were agreed to, too', () => {
    const declare = (purpose: string) =>
      policyOf(defineCatalog({ events: [defineEvent('a.b', 'A.', { minimal: { c: described(purpose, count()) } })] }));
    expect(policyDigest(declare('To help.'))).not.toBe(policyDigest(declare('To sell.')));
  });
});

describe('catalogFromPolicy', () => {
  it('is the inverse of policyOf: policy to catalog to policy is the identity', () => {
    fc.assert(
      fc.property(arbitraryCatalog, (any) => {
        const policy = policyOf(any);
        expect(policyOf(catalogFromPolicy(policy))).toEqual(policy);
        expect(parsePolicy(JSON.parse(JSON.stringify(policy)))).toEqual(policy);
      }),
    );
  });

  it('rebuilds names, levels, treatments and options of the standard catalog', () => {
    const standard = extendStandardCatalog();
    const rebuilt = catalogFromPolicy(JSON.parse(JSON.stringify(policyOf(standard))));
    const facts = (from: typeof rebuilt) =>
      from.events.flatMap((event) =>
        declaredFields(event).map(({ name, level, field }) => [
          event.name,
          level,
          recordedName(name, field),
          treatmentOf(field),
        ]),
      );
    expect(facts(rebuilt)).toEqual(facts(standard));
    expect(catalogFromPolicy(policyOf(catalog)).byName.get('indexed')?.options).toEqual(catalog.events[0].options);
  });

  const policy = policyOf(catalog);
  const withField = (field: object) => ({ ...policy, events: { 'a.b': { summary: 'A.', fields: { x: field } } } });
  it.each([
    ['no object', 5, '(policy)'],
    ['nothing', undefined, '(policy)'],
    ['another version', { ...policy, policy_version: 2 }, 'policy_version'],
    ['an unknown member', { ...policy, extra: 1 }, 'extra'],
    ['an endpoint that is no text', { ...policy, endpoint: 5 }, 'endpoint'],
    ['an unknown kind', withField({ kind: 'text', level: 'minimal', treatment: 'as_is' }), 'events[a.b].fields.x.kind'],
    ['no level', withField({ kind: 'flag', treatment: 'as_is' }), 'events[a.b].fields.x.level'],
    ['the level off', withField({ kind: 'flag', treatment: 'as_is', level: 'off' }), 'events[a.b].fields.x.level'],
    [
      'a treatment that is not its kind’s',
      withField({ kind: 'local', treatment: 'as_is', level: 'debug' }),
      'events[a.b].fields.x.treatment',
    ],
    [
      'an unknown unit',
      withField({ kind: 'number', unit: 'miles', treatment: 'as_is', level: 'debug' }),
      'events[a.b].fields.x.unit',
    ],
    [
      'words that are none',
      withField({ kind: 'name', treatment: 'vocabulary', words: ['two words'], level: 'debug' }),
      'events[a.b]',
    ],
    [
      'an unknown member of a field',
      withField({ kind: 'flag', treatment: 'as_is', level: 'debug', also: 1 }),
      'events[a.b].fields.x.also',
    ],
    [
      'an event without a proper name',
      { ...policy, events: { A: { summary: 'A.', fields: {} } } },
      'events[(malformed key)]',
    ],
    ['a tag that is no set of words', { ...policy, tags: { t: { kind: 'flag', treatment: 'as_is' } } }, 'tags.t.kind'],
    ['text that has no canonical JSON', { ...policy, endpoint: '\ud800' }, 'endpoint'],
    [
      'a bound that has no canonical JSON',
      withField({ kind: 'number', unit: 'usd', treatment: 'as_is', level: 'debug', min: -0 }),
      'events[a.b].fields.x.min',
    ],
    ['a list of nothing', withField({ kind: 'list', level: 'debug' }), 'events[a.b].fields.x.item'],
    [
      'a level within a list',
      withField({ kind: 'list', level: 'debug', item: { kind: 'flag', treatment: 'as_is', level: 'debug' } }),
      'events[a.b].fields.x.item.level',
    ],
    [
      'a kind that objects have by themselves',
      withField({ kind: 'constructor', level: 'debug' }),
      'events[a.b].fields.x.kind',
    ],
    ['events that are a list', { ...policy, events: [] }, 'events'],
    ['no tags', { policy_version: 1, events: {} }, 'tags'],
    ['a budget of none', { ...policy, events: { 'a.b': { summary: 'A.', fields: {}, per_minute: 0 } } }, 'events[a.b]'],
  ])('refuses %s and names the key', (_, wrong, key) => {
    const attempt = () => catalogFromPolicy(wrong);
    expect(attempt).toThrow(`policy: ${key} `);
    try {
      attempt();
    } catch (error) {
      expect(isTelemetryError(error) && error.code).toBe('LOCK_INVALID');
    }
  });

  it('refuses a field that is nested deeper than any declaration', () => {
    const nested = (depth: number): object =>
      depth === 0 ? { kind: 'flag', treatment: 'as_is' } : { kind: 'list', item: nested(depth - 1) };
    const at = (depth: number) => withField({ ...nested(depth), level: 'debug' });
    expect(() => catalogFromPolicy(at(MAX_FIELD_DEPTH - 1))).not.toThrow();
    for (const depth of [MAX_FIELD_DEPTH, 5000]) expect(() => catalogFromPolicy(at(depth))).toThrow('nested deeper');
  });

  it('says no value and no strange key, which might be a value in a wrong place', () => {
    const wrong = { ...policy, events: { 'my secret text': 5 }, endpoint: { 'my secret text': 1 } };
    for (const value of [
      wrong,
      { ...wrong, events: {} },
      { ...policy, 'my secret text': 1 },
      { policy_version: 'my secret text' },
    ]) {
      expect(() => catalogFromPolicy(value)).toThrow(/^(?!.*secret)/);
    }
  });

  it('never throws anything else, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.jsonValue().map((x) => ({ ...policy, events: { 'a.b': x } })),
        ),
        (any) => {
          try {
            catalogFromPolicy(any);
          } catch (error) {
            expect(isTelemetryError(error) && error.code).toBe('LOCK_INVALID');
          }
        },
      ),
    );
  });
});
