import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Catalog } from '../src/index.ts';
import {
  bucketed,
  checked,
  count,
  defineCatalog,
  defineEvent,
  digest,
  extendStandardCatalog,
  fingerprint,
  flag,
  hashed,
  instant,
  list,
  local,
  millis,
  name,
  oneOf,
  optional,
  record,
} from '../src/index.ts';
import type { Projection } from '../src/zod.ts';
import {
  buildEnvelopeSchema,
  buildEventInputSchema,
  buildInputSchema,
  buildJsonSchema,
  buildRecordedSchema,
  buildReleasedSchema,
} from '../src/zod.ts';
import { arbitraryCatalog } from './arbitrary-catalog.ts';

const SHA = 'ab'.repeat(32);
const KEYED = 'a1b2c3d4e5f6';

const indexed = defineEvent('repo.indexed', 'Indexed.', {
  minimal: { success: flag(), duration_ms: millis(), language: oneOf('ts', 'go'), indexer: name('ctags') },
  standard: {
    files: optional(bucketed(count())),
    at: optional(instant()),
    steps: optional(list(record({ what: name('x'), cmd: hashed() }))),
  },
  debug: {
    args: optional(list(hashed())),
    content: optional(digest()),
    fault: optional(fingerprint()),
    note: optional(local()),
  },
});
const catalog = defineCatalog({ events: [indexed], tags: { environment: oneOf('ci') } });

const input = {
  success: true,
  duration_ms: 5.5,
  language: 'ts',
  indexer: 'mine',
  files: 7,
  at: '2026-11-20T12:34:56.789Z',
  steps: [{ what: 'mine', cmd: 'rm x' }],
  args: ['--fast'],
  content: SHA,
  fault: SHA,
  note: 'text',
};
const recorded = {
  schema_version: '1.0',
  event_id: '9b2f0f5e-4f0e-4c57-9d0e-0b3f3c7b5a11',
  timestamp: '2026-11-20T12:34:56.789Z',
  event: 'repo.indexed',
  source: 'homegrown',
  actor: { kind: 'agent', id: 'me' },
  run_id: 'run 1',
  cycle: 1,
  build: { app: 'my-agent', git_sha: '3acc6b4' },
  payload: {
    success: true,
    duration_ms: 5.5,
    language: 'ts',
    indexer: 'mine',
    files: 7,
    at: '2026-11-20T12:34:56.789Z',
    steps: [{ what: 'mine', hashed_cmd: KEYED }],
    hashed_args: [KEYED],
    content: SHA,
    fault: SHA,
    note: '[redacted]',
    redacted_fields: ['note'],
  },
  tags: { environment: 'ci', other: 'x' },
};
const { note: _note, redacted_fields: _paths, ...kept } = recorded.payload;
const released = {
  ...recorded,
  anonymous_install_id: '00000000-0000-4000-8000-000000000000',
  timestamp: '2026-11-20T12:00:00.000Z',
  source: 'other',
  actor: { kind: 'agent', id: KEYED },
  run_id: KEYED,
  payload: { ...kept, indexer: 'other', files: 5, steps: [{ what: 'x', hashed_cmd: KEYED }], content: KEYED },
  tags: { environment: 'ci' },
};

const documents = { input: { event: 'repo.indexed', payload: input }, recorded, released };
const builders = { input: buildInputSchema, recorded: buildRecordedSchema, released: buildReleasedSchema };

function ajvFor(projection: Projection, of: Catalog = catalog) {
  const ajv = new Ajv2020({ strict: true, allErrors: false });
  // Both packages are CommonJS; the default export is the function itself.
  (formats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addKeyword({ keyword: 'x-unit', schemaType: 'string' });
  return ajv.compile(buildJsonSchema(of, projection));
}

/** A validator of one projection, as zod and as JSON Schema: both must always agree. */
function bothFor(projection: Projection) {
  const [schema, validate] = [builders[projection](catalog), ajvFor(projection)];
  return (value: unknown): boolean => {
    const [byZod, byAjv] = [schema.safeParse(value).success, validate(value)];
    expect(byAjv).toBe(byZod);
    return byZod;
  };
}

/** The document of a projection with one change of its payload. */
const withPayload = (projection: Projection, change: object) => ({
  ...documents[projection],
  payload: { ...documents[projection].payload, ...change },
});

describe.each(['input', 'recorded', 'released'] as const)('the %s schema', (projection) => {
  const accepts = bothFor(projection);

  it('accepts its own document, as zod and as JSON Schema', () => {
    expect(accepts(documents[projection])).toBe(true);
  });

  it('is not another projection’s', () => {
    for (const other of ['input', 'recorded', 'released'] as const) {
      // A reader of the log lets unknown members through, so what was released can be read like what was recorded.
      if (other !== projection && !(projection === 'recorded' && other === 'released'))
        expect(accepts(documents[other])).toBe(false);
    }
  });

  it.each([
    ['an unknown event', { event: 'repo.moved' }],
    ['a payload that is a list', { payload: [] }],
    ['no payload', { payload: undefined }],
  ])('refuses %s', (_, change) => {
    expect(accepts(JSON.parse(JSON.stringify({ ...documents[projection], ...change })))).toBe(false);
  });

  it.each([
    ['a flag that is text', { success: 'yes' }],
    ['a negative duration', { duration_ms: -1 }],
    ['a word outside the enumeration', { language: 'py' }],
    ['a fraction of a count', { files: 1.5 }],
    ['a digest that is none', { content: 'xyz' }],
    ['a list that is too long', { steps: Array.from({ length: 201 }, () => ({})) }],
    ['a day that is none', { at: 'yesterday' }],
  ])('refuses %s', (_, change) => {
    expect(accepts(withPayload(projection, change))).toBe(false);
  });

  it('is valid JSON Schema, draft 2020-12, for the standard catalog', () => {
    const schema = buildJsonSchema(extendStandardCatalog(), projection);
    expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(() => ajvFor(projection, extendStandardCatalog())).not.toThrow();
  });

  it('is valid JSON Schema for any catalog', () => {
    fc.assert(
      fc.property(arbitraryCatalog, (any) => {
        expect(() => ajvFor(projection, any)).not.toThrow();
      }),
      { numRuns: 25 },
    );
  });
});

describe('the input schema', () => {
  const accepts = bothFor('input');

  it('refuses an undeclared field, and a required one that is missing', () => {
    expect(accepts(withPayload('input', { repository: 'x' }))).toBe(false);
    const { success: _, ...rest } = input;
    expect(accepts({ event: 'repo.indexed', payload: rest })).toBe(false);
  });

  it('takes hashed fields under their own name, as text', () => {
    expect(accepts(withPayload('input', { hashed_args: [KEYED] }))).toBe(false);
    expect(accepts(withPayload('input', { args: ['any text at all'] }))).toBe(true);
  });

  it('is typed by the definition, and takes undefined for what may be missing', () => {
    const parsed = buildEventInputSchema(indexed).parse({ ...input, files: undefined });
    expect(parsed.language).toBe('ts');
  });

  it('applies a further check, which can only refuse', () => {
    const even = checked(z.number().multipleOf(2), count());
    const schema = buildEventInputSchema(defineEvent('a.b', 'A.', { minimal: { n: even } }));
    expect([2, 3, -2, 'x'].map((n) => schema.safeParse({ n }).success)).toEqual([true, false, false, false]);
  });
});

describe('the recorded schema', () => {
  const accepts = bothFor('recorded');

  it('lets unknown members through, and any part of the payload be missing', () => {
    expect(accepts({ ...recorded, future: 1, actor: { ...recorded.actor, mood: 'x' } })).toBe(true);
    expect(accepts(withPayload('recorded', { from_a_newer_version: 1 }))).toBe(true);
    expect(accepts({ ...recorded, payload: {} })).toBe(true);
    expect(accepts({ ...recorded, schema_version: '1.9' })).toBe(true);
    expect(accepts({ ...recorded, schema_version: '2.0' })).toBe(false);
  });

  it('holds hashed fields keyed, and paths in redacted_fields', () => {
    expect(accepts(withPayload('recorded', { hashed_args: ['plain text'] }))).toBe(false);
    expect(accepts(withPayload('recorded', { redacted_fields: 'note' }))).toBe(false);
  });
});

describe('the released schema', () => {
  const accepts = bothFor('released');

  it.each([
    ['of the envelope', { ...released, future: 1 }],
    ['of the actor', { ...released, actor: { ...released.actor, mood: 'x' } }],
    ['of the build', { ...released, build: { ...released.build, home: 'x' } }],
    ['of the payload', withPayload('released', { repository: 'x' })],
    ['of a record', withPayload('released', { steps: [{ what: 'x', why: 'y' }] })],
    ['among the tags', { ...released, tags: { other: 'x' } }],
    ['that stays local', withPayload('released', { note: 'text' })],
    ['that is ours', withPayload('released', { redacted_fields: [] })],
  ])('refuses a member that is not declared %s', (_, value) => {
    expect(accepts(value)).toBe(false);
  });

  it.each([
    ['no install id', { anonymous_install_id: undefined }],
    ['a source of its own', { source: 'homegrown' }],
    ['an actor in plain text', { actor: { kind: 'agent', id: 'me' } }],
    ['a run in plain text', { run_id: 'run 1' }],
    ['a build with a sentence in it', { build: { app: 'my agent of today' } }],
    ['a tag with another word', { tags: { environment: 'laptop' } }],
  ])('refuses %s', (_, change) => {
    expect(accepts(JSON.parse(JSON.stringify({ ...released, ...change })))).toBe(false);
  });

  it('does not so much as name what stays local', () => {
    expect(JSON.stringify(buildJsonSchema(catalog, 'recorded'))).toContain('"note"');
    expect(JSON.stringify(buildJsonSchema(catalog, 'released'))).not.toContain('"note"');
  });

  it('refuses names outside the vocabulary and digests that are not keyed', () => {
    expect(accepts(withPayload('released', { indexer: 'mine' }))).toBe(false);
    expect(accepts(withPayload('released', { indexer: 'ctags' }))).toBe(true);
    expect(accepts(withPayload('released', { content: SHA }))).toBe(false);
  });

  it('refuses a number that is not its bucket (zod alone: JSON Schema has no such keyword)', () => {
    const schema = buildReleasedSchema(catalog);
    const taken = [0, 1, 2, 5, 10, 200, 50_000, 7, 3, 11, 15].filter(
      (files) => schema.safeParse(withPayload('released', { files })).success,
    );
    expect(taken).toEqual([0, 1, 2, 5, 10, 200, 50_000]);
  });

  it('accepts an event of which a lower level left nothing but the name', () => {
    expect(accepts({ ...released, payload: {} })).toBe(true);
  });
});

describe('the schema of any envelope', () => {
  it('knows no event, and so takes all', () => {
    const schema = buildEnvelopeSchema();
    expect(schema.safeParse({ ...recorded, event: 'unheard.of', payload: { x: 1 } }).success).toBe(true);
    expect(schema.safeParse({ ...recorded, event_id: 'x' }).success).toBe(false);
  });
});
