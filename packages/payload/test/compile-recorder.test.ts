import { createRedactor } from '@telemetry/redaction';
import {
  bytes,
  checked,
  count,
  defineCatalog,
  defineEvent,
  delta,
  digest,
  fingerprint,
  flag,
  hashed,
  instant,
  LEVELS,
  list,
  local,
  millis,
  name,
  oneOf,
  optional,
  rating,
  ratio,
  record,
  STANDARD_EVENTS,
  usd,
} from '@telemetry/schema';
import { intersectionOf, policyOf } from '@telemetry/schema/policy';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventDraft } from '../src/index.ts';
import { compileRecorder, createKeyedHash, createRecorder } from '../src/index.ts';
import { randomText } from './generate.ts';

const everything = defineEvent('all.kinds', 'One of each.', {
  minimal: {
    yes: flag(),
    took_ms: optional(millis()),
    size: optional(bytes()),
    change: optional(delta()),
    share: optional(ratio()),
    stars: optional(rating(1, 5)),
    cost: optional(usd()),
    word: optional(oneOf('a', 'b')),
    tool: optional(name('hammer')),
    token: optional(name('x')),
  },
  standard: {
    content: optional(digest()),
    fault: optional(fingerprint()),
    at: optional(instant()),
    tools: optional(list(name('hammer'))),
    even: optional(checked({ safeParse: (value) => ({ success: Number(value) % 2 === 0 }) }, count())),
  },
  debug: {
    secret: optional(hashed()),
    note: optional(local()),
    steps: optional(list(record({ tool: name('hammer'), note: optional(local()), ms: optional(millis()) }))),
  },
});
const catalog = defineCatalog({ events: [everything, ...STANDARD_EVENTS] });
const less = defineEvent('all.kinds', 'One of each.', { minimal: { yes: flag(), word: optional(oneOf('a')) } });
const narrowed = intersectionOf(catalog, policyOf(defineCatalog({ events: [less] })));
const keyed = createKeyedHash(new Uint8Array(32).fill(5));

/** A pair of recorders for each level and catalog; compiled ones live long, as in a host, so that what they remember is tested too. */
const pairs = [catalog, narrowed].flatMap((of) =>
  LEVELS.map((level) => {
    const policy = { level, keyed, redactor: createRedactor() };
    return { plain: createRecorder(of, policy), compiled: compileRecorder(of, policy) };
  }),
);

const mail = `${randomText(10)}@example.org`;
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('hammer', 'a', 'two words', mail, `at ${mail}`, 'ü"\\\n'),
);
const hex = fc.constantFrom('ab'.repeat(32), 'AB'.repeat(32), 'abc');
const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -0, 5, 1e21, 2 ** 53, 0.1 + 0.2, -1));
const value = {
  yes: fc.boolean(),
  took_ms: number,
  size: number,
  change: number,
  share: number,
  stars: number,
  cost: number,
  word: fc.constantFrom('a', 'b', 'c'),
  tool: text,
  token: text,
  content: hex,
  fault: hex,
  at: fc.oneof(fc.constantFrom('2026-11-20T11:22:33Z', 'noon'), text),
  tools: fc.array(text, { maxLength: 4 }),
  even: fc.integer(),
  secret: text,
  note: text,
  steps: fc.array(fc.record({ tool: text, note: text, ms: number }, { requiredKeys: ['tool'] }), { maxLength: 3 }),
  undeclared: fc.anything(),
};
const valid = fc.record(value, { requiredKeys: ['yes'] });
const mutated = fc
  .tuple(valid, fc.constantFrom(...Object.keys(value)), fc.anything())
  .map(([payload, field, anything]) => ({ ...payload, [field]: anything }));
const context = fc.record(
  {
    source: text,
    actor: fc.record({ kind: fc.constantFrom('human' as const, 'agent' as const), id: text }),
    runId: fc.oneof(text, fc.constant('x'.repeat(300))),
    cycle: fc.integer({ min: 1 }),
    tags: fc.dictionary(text, text, { maxKeys: 4 }),
  },
  { requiredKeys: ['source', 'actor'] },
);

function expectEqual(draft: EventDraft): void {
  for (const { plain, compiled } of pairs) {
    expect(compiled.ignores(draft.event)).toBe(plain.ignores(draft.event));
    const expected = plain.record(draft);
    // Twice: the second time from what the first was remembered by.
    for (const outcome of [compiled.record(draft), compiled.record(draft)]) {
      expect(outcome.kind === 'recorded' ? outcome.line : outcome).toEqual(
        expected.kind === 'recorded' ? expected.line : expected,
      );
      if (outcome.kind !== 'recorded' || expected.kind !== 'recorded') continue;
      expect({ ...outcome, event: outcome.event }).toEqual({ ...expected, event: JSON.parse(expected.line) });
    }
  }
}

const draftOf = (payload: unknown, scope: EventDraft['context'], event = 'all.kinds'): EventDraft => ({
  eventId: '9b2f0f5e-4f0e-4c57-9d0e-0b3f3c7b5a11',
  timestamp: '2026-11-20T12:34:56.789Z',
  event,
  context: scope,
  build: { app: 'demo', arch: 'x64' },
  payload,
});

describe('the compiled recorder is the plain one, byte for byte', () => {
  it('for any payload that may fit, in any scope', () => {
    fc.assert(
      fc.property(valid, context, (payload, scope) => expectEqual(draftOf(payload, scope))),
      { numRuns: 500 },
    );
  });

  it('for any payload with one field that is anything', () => {
    fc.assert(
      fc.property(mutated, context, (payload, scope) => expectEqual(draftOf(payload, scope))),
      { numRuns: 500 },
    );
  });

  it('for anything at all', () => {
    fc.assert(fc.property(fc.anything(), context, (payload, scope) => expectEqual(draftOf(payload, scope))));
  });

  it('for ids and times that need escapes, and events that nobody declared', () => {
    const scope = { source: 'x', actor: { kind: 'agent', id: 'y' } } as const;
    expectEqual({ ...draftOf({ yes: true }, scope), eventId: '"\n', timestamp: '\\"' });
    expectEqual(draftOf({}, scope, 'not.declared'));
    expectEqual(draftOf({ verdict: 'accept' }, scope, 'review.decision'));
    expectEqual(draftOf({ hardware_signature: 'x', profile: 'low' }, scope, 'optimizer.profile_selected'));
  });

  it('for a line that is too long', () => {
    const scope = { source: 'x', actor: { kind: 'agent', id: 'y' } } as const;
    const steps = Array.from({ length: 200 }, (_, index) => ({ tool: 'hammer', note: `${'ü'.repeat(990)}${index}` }));
    expectEqual(draftOf({ yes: true, steps }, scope));
    const outcome = pairs[3]?.compiled.record(draftOf({ yes: true, steps }, scope));
    expect(outcome?.kind === 'rejected' ? outcome.reason : outcome?.kind).toBe('too_large');
  });

  it('and neither calls a toJSON that the host has put on a prototype', () => {
    const scope = { source: 'x', actor: { kind: 'agent', id: 'y' }, tags: { a: 'b' } } as const;
    const draft = draftOf({ yes: true, tools: ['hammer'], steps: [{ tool: 'hammer' }], note: `to ${mail}` }, scope);
    const tampered = { configurable: true, value: () => ({ cwd: '/somewhere' }) };
    for (const { plain, compiled } of pairs) {
      const expected = plain.record(draft);
      for (const prototype of [Object.prototype, Array.prototype]) {
        Object.defineProperty(prototype, 'toJSON', tampered);
        const lines = [plain, compiled].map((recorder) => {
          const outcome = recorder.record({ ...draft, context: { ...scope } });
          return outcome.kind === 'recorded' ? outcome.line : outcome.kind;
        });
        Reflect.deleteProperty(prototype, 'toJSON');
        const line = expected.kind === 'recorded' ? expected.line : expected.kind;
        expect(lines).toEqual([line, line]);
      }
    }
  });

  it('for a getter that records an event of its own while it is read', () => {
    const scope = { source: 'x', actor: { kind: 'agent', id: 'y' } } as const;
    for (const { plain, compiled } of pairs) {
      const nested = (recorder: typeof plain) => ({
        yes: true,
        get tool() {
          recorder.record(draftOf({ yes: true, note: `to ${mail}` }, scope));
          return 'hammer';
        },
        note: `for ${mail}`,
      });
      const [a, b] = [plain, compiled].map((recorder) => recorder.record(draftOf(nested(recorder), scope)));
      expect(a?.kind === 'recorded' ? a.line : a).toEqual(b?.kind === 'recorded' ? b.line : b);
    }
  });
});
