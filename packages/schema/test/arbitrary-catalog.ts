/** Arbitrary catalogs: every kind of field, at every level, nested, with tags and options. */

import fc from 'fast-check';
import type { Catalog, EventDefinition, Field, LeveledFields } from '../src/index.ts';
import { defineCatalog, defineEvent, RECORDING_LEVELS, UNITS } from '../src/index.ts';

const word = fc.stringMatching(/^[A-Za-z0-9_.:/@-]{1,12}$/);
const words = fc.uniqueArray(word, { maxLength: 5 });
const someWords = fc.uniqueArray(word, { minLength: 1, maxLength: 5 });
const fieldName = fc.constantFrom('alpha', 'beta', 'gamma', 'delta_ms', 'epsilon');
const traits = fc.record(
  { optional: fc.constant(true as const), purpose: fc.string({ maxLength: 20, unit: 'grapheme' }) },
  { requiredKeys: [] },
);

const number: fc.Arbitrary<Field> = fc
  .record(
    {
      kind: fc.constant('number' as const),
      unit: fc.constantFrom(...UNITS),
      integer: fc.constant(true as const),
      min: fc.integer({ min: -100, max: 0 }),
      max: fc.integer({ min: 1, max: 100 }),
      bucketed: fc.constant(true as const),
    },
    { requiredKeys: ['kind', 'unit'] },
  )
  // Canonical JSON has no -0, and no declaration needs one.
  .map((field) => (field.min === 0 ? { ...field, min: 0 } : field));

const leaf: fc.Arbitrary<Field> = fc.oneof(
  number,
  fc.constantFrom<Field>(
    { kind: 'flag' },
    { kind: 'hashed' },
    { kind: 'digest' },
    { kind: 'fingerprint' },
    { kind: 'local' },
    { kind: 'instant' },
  ),
  someWords.map((values): Field => ({ kind: 'enumeration', values })),
  words.map((list): Field => ({ kind: 'name', words: [...list].sort() })),
);

const { field } = fc.letrec<{ field: Field; bare: Field }>((tie) => ({
  bare: fc.oneof(
    { depthSize: 'small', maxDepth: 2 },
    leaf,
    tie('field').map((item): Field => ({ kind: 'list', item })),
    fc.dictionary(fieldName, tie('field'), { minKeys: 1, maxKeys: 3, noNullPrototype: true }).map(
      (fields): Field => ({
        kind: 'record',
        fields,
      }),
    ),
  ),
  field: fc.tuple(tie('bare'), traits).map(([bare, more]): Field => ({ ...bare, ...more })),
}));

export const arbitraryField: fc.Arbitrary<Field> = field;

const event = (name: string): fc.Arbitrary<EventDefinition> =>
  fc
    .record({
      fields: fc.dictionary(fieldName, fc.tuple(fc.constantFrom(...RECORDING_LEVELS), field), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
      options: fc.record(
        { perMinute: fc.integer({ min: 1, max: 9999 }), deprecated: fc.string() },
        { requiredKeys: [] },
      ),
    })
    .map(({ fields, options }) => {
      const levels: { [level: string]: { [name: string]: Field } } = {};
      for (const [key, [level, declared]] of Object.entries(fields))
        levels[level] = { ...levels[level], [key]: declared };
      return defineEvent(name, `About ${name}.`, levels as LeveledFields, options);
    });

const tag = fc.oneof(
  someWords.map((values) => ({ kind: 'enumeration' as const, values })),
  words.map((list) => ({ kind: 'name' as const, words: [...list].sort() })),
);

/** Catalogs over few names, so that two of them often share events and fields. */
export const arbitraryCatalog: fc.Arbitrary<Catalog> = fc
  .record({
    events: fc.tuple(...['one', 'two.done', 'three'].map((name) => fc.option(event(name), { nil: undefined }))),
    tags: fc.dictionary(fc.constantFrom('environment', 'channel'), tag, { noNullPrototype: true }),
  })
  .map(({ events, tags }) => defineCatalog({ events: events.filter((one) => one !== undefined), tags }));
