import { createRedactor } from '@telemetry/redaction';
import {
  count,
  defineCatalog,
  defineEvent,
  hashed,
  LEVELS,
  list,
  local,
  millis,
  name,
  oneOf,
  optional,
  record,
  STANDARD_EVENTS,
} from '@telemetry/schema';
import { parseEvent } from '@telemetry/schema/parse';
import { intersectionOf, policyOf } from '@telemetry/schema/policy';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventDraft, RecordOutcome } from '../src/index.ts';
import { createKeyedHash, createRecorder } from '../src/index.ts';
import { randomText } from './generate.ts';

const indexed = defineEvent('repo.indexed', 'A repository was indexed.', {
  minimal: { duration_ms: millis(), language: oneOf('ts', 'py'), indexer: optional(name('ctags')) },
  standard: { files: count(), parts: optional(list(record({ label: name('a'), note: optional(local()) }))) },
  debug: { command: hashed(), inputs: optional(list(local())) },
});
const catalog = defineCatalog({ events: [indexed, ...STANDARD_EVENTS] });
const keyed = createKeyedHash(new Uint8Array(32).fill(7));
const redactor = createRedactor();

function recorderAt(level: (typeof LEVELS)[number]) {
  return createRecorder(catalog, { level, keyed, redactor });
}

function draft(payload: unknown, more: Partial<EventDraft> = {}): EventDraft {
  return {
    eventId: '9b2f0f5e-4f0e-4c57-9d0e-0b3f3c7b5a11',
    timestamp: '2026-11-20T12:34:56.789Z',
    event: 'repo.indexed',
    context: { source: 'executor', actor: { kind: 'agent', id: 'unknown' } },
    build: { app: 'demo' },
    payload,
    ...more,
  };
}

function recorded(outcome: RecordOutcome) {
  if (outcome.kind !== 'recorded') throw new Error(`not recorded: ${outcome.kind}`);
  return outcome;
}

const whole = {
  duration_ms: 3,
  language: 'ts',
  indexer: 'ctags',
  files: 12,
  parts: [{ label: 'a', note: 'first' }],
  command: 'npm test',
  inputs: ['one', 'two'],
};

describe('record', () => {
  it('writes the fields of the consented level and those below it, and no other', () => {
    const fields = (level: (typeof LEVELS)[number]) =>
      Object.keys(recorded(recorderAt(level).record(draft(whole))).event.payload);
    expect(fields('minimal')).toEqual(['duration_ms', 'language', 'indexer']);
    expect(fields('standard')).toEqual(['duration_ms', 'language', 'indexer', 'files', 'parts']);
    expect(fields('debug')).toEqual([
      'duration_ms',
      'language',
      'indexer',
      'files',
      'parts',
      'hashed_command',
      'inputs',
    ]);
  });

  it('does not look at a field above the level: neither its absence nor its getter is noticed', () => {
    const payload = {
      duration_ms: 1,
      language: 'py',
      get files(): number {
        throw new Error('looked at');
      },
    };
    expect(recorded(recorderAt('minimal').record(draft(payload))).droppedCount).toBe(0);
  });

  it('ignores an event whose lowest field is above the level, and records nothing at off', () => {
    const profile = draft({ hardware_signature: 'cpu', profile: 'low' }, { event: 'optimizer.profile_selected' });
    expect(recorderAt('minimal').ignores('optimizer.profile_selected')).toBe(true);
    expect(recorderAt('minimal').record(profile)).toEqual({ kind: 'ignored' });
    expect(recorderAt('standard').record(profile).kind).toBe('recorded');
    expect(recorderAt('off').record(draft(whole))).toEqual({ kind: 'ignored' });
  });

  it('names the declared fields that do not fit, and never what they held', () => {
    const outcome = recorderAt('debug').record(draft({ ...whole, duration_ms: '3 s', language: 'cobol', files: 1.5 }));
    expect(outcome).toEqual({
      kind: 'rejected',
      reason: 'invalid_payload',
      event: 'repo.indexed',
      fields: ['duration_ms', 'language', 'files'],
    });
  });

  it('says nothing of the name of an event that is not declared', () => {
    expect(recorderAt('debug').record(draft({}, { event: 'john@example.org' }))).toEqual({
      kind: 'rejected',
      reason: 'invalid_event_type',
      fields: [],
    });
  });

  it('leaves out and counts a name that is no identifier, and what is not declared, and records the rest', () => {
    const outcome = recorded(
      recorderAt('minimal').record(draft({ ...whole, indexer: 'two words', secret_extra: 1, another: 2 })),
    );
    expect(outcome.event.payload).toEqual({ duration_ms: 3, language: 'ts' });
    expect(outcome.droppedCount).toBe(3);
  });

  it('keys hashed fields, item by item in lists, the same for the same text', () => {
    const outcome = recorded(
      recorderAt('debug').record(
        draft({ command: 'git', args: ['push', 'origin', 'push'] }, { event: 'executor.command_started' }),
      ),
    );
    const args = outcome.event.payload['hashed_args'] as readonly string[];
    expect(args.every((arg) => /^[0-9a-f]{12}$/.test(arg))).toBe(true);
    expect(args[0]).toBe(args[2]);
    expect(args[0]).not.toBe(args[1]);
    expect(outcome.line).not.toContain('push');
  });

  it('redacts local text and says at which path', () => {
    const mail = `${randomText(12)}@example.org`;
    const outcome = recorded(recorderAt('debug').record(draft({ ...whole, inputs: ['fine', `ask ${mail} first`] })));
    expect(outcome.event.payload['inputs']).toEqual(['fine', 'ask [redacted] first']);
    expect(outcome.event.payload['redacted_fields']).toEqual(['inputs.1']);
    expect(outcome.redactedFields).toEqual(['inputs.1']);
    expect(outcome.line).not.toContain(mail);
  });

  it('replaces a text whose declared name is banned, whatever the text is', () => {
    const careless = defineEvent('note.made', 'A note was made.', { minimal: { prompt: optional(local()) } });
    const recorder = createRecorder(defineCatalog({ events: [careless] }), { level: 'minimal', keyed, redactor });
    const { event } = recorded(recorder.record(draft({ prompt: 'quite harmless' }, { event: 'note.made' })));
    expect(event.payload).toEqual({ prompt: '[redacted]', redacted_fields: ['prompt'] });
  });

  it('redacts source, actor, run id and tags, and cuts them at 200', () => {
    const mail = `${randomText(12)}@example.org`;
    const outcome = recorded(
      recorderAt('minimal').record(
        draft(whole, {
          context: {
            source: mail,
            actor: { kind: 'human', id: mail },
            runId: `${'run/'.repeat(100)}x`,
            tags: { environment: 'workstation', contact: mail, [mail]: 'x', password: randomText(10) },
          },
        }),
      ),
    );
    expect(outcome.line).not.toContain(mail);
    expect(outcome.event.run_id).toHaveLength(200);
    expect(outcome.truncatedCount).toBe(1);
    expect(outcome.event.tags).toMatchObject({
      environment: 'workstation',
      contact: '[redacted]',
      password: '[redacted]',
    });
    expect(outcome.redactedFields).toContain('envelope.tags.password');
  });

  it('writes a line that reads back as the event it stands for', () => {
    const outcome = recorded(recorderAt('debug').record(draft(whole)));
    expect(parseEvent(outcome.line)).toEqual({ ok: true, dialect: 'envelope', event: outcome.event });
  });

  it('refuses what would make a line over 256 KiB', () => {
    const wide = defineEvent('wide.event', 'Too much.', { minimal: { texts: list(list(local())) } });
    const recorder = createRecorder(defineCatalog({ events: [wide] }), { level: 'minimal', keyed, redactor });
    const words = Array.from({ length: 200 }, (_, index) => `word ${index} `.repeat(90));
    const texts = Array.from({ length: 20 }, () => words);
    expect(recorder.record(draft({ texts }, { event: 'wide.event' }))).toMatchObject({ reason: 'too_large' });
  });
});

describe('record under a narrower agreement than the declaration', () => {
  const agreedTo = defineEvent('repo.indexed', 'A repository was indexed.', {
    minimal: { duration_ms: millis(), language: optional(oneOf('ts')) },
  });
  const agreed = policyOf(defineCatalog({ events: [agreedTo] }));
  const recorder = createRecorder(intersectionOf(catalog, agreed), { level: 'debug', keyed, redactor });

  it('leaves out silently what the user has not agreed to: fields, words, whole events', () => {
    const outcome = recorded(recorder.record(draft({ ...whole, language: 'py' })));
    expect(outcome.event.payload).toEqual({ duration_ms: 3 });
    expect(outcome.droppedCount).toBe(0);
    expect(recorder.ignores('review.decision')).toBe(true);
  });

  it('still counts as a mistake what the host itself does not declare', () => {
    expect(recorder.record(draft({ ...whole, language: 'cobol' }))).toMatchObject({ fields: ['language'] });
    expect(recorded(recorder.record(draft({ ...whole, extra: 1 }))).droppedCount).toBe(1);
    expect(recorder.record(draft({}, { event: 'not.declared' }))).toMatchObject({ reason: 'invalid_event_type' });
  });
});

describe('record, whatever a host passes', () => {
  const hostile: readonly [string, () => unknown][] = [
    ['nothing', () => undefined],
    ['null', () => null],
    ['a text', () => 'text'],
    [
      'a cycle',
      () => {
        const cycle: { [key: string]: unknown } = { ...whole };
        cycle['inputs'] = [cycle];
        return cycle;
      },
    ],
    [
      'getters that throw',
      () =>
        Object.defineProperty({ ...whole }, 'duration_ms', {
          enumerable: true,
          get() {
            throw new Error('no');
          },
        }),
    ],
    [
      'a proxy that throws at everything',
      () =>
        new Proxy(
          {},
          {
            get() {
              throw new Error('no');
            },
            has() {
              throw new Error('no');
            },
            ownKeys() {
              throw new Error('no');
            },
            getOwnPropertyDescriptor() {
              throw new Error('no');
            },
          },
        ),
    ],
    [
      'a revoked proxy',
      () => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return proxy;
      },
    ],
    ['a text of 10 MB', () => ({ ...whole, inputs: ['x'.repeat(10_000_000)] })],
    [
      'a depth of 10,000',
      () => {
        let nested: unknown = 'deep';
        for (let depth = 0; depth < 10_000; depth += 1) nested = [nested];
        return { ...whole, inputs: nested, extra: nested };
      },
    ],
    [
      '__proto__',
      () => JSON.parse('{"duration_ms":1,"language":"ts","files":1,"command":"x","__proto__":{"polluted":1}}'),
    ],
    ['BigInt', () => ({ ...whole, files: 12n })],
    ['symbols and functions', () => ({ ...whole, files: Symbol('x'), command: () => 'x' })],
    ['a sparse list of great length', () => ({ ...whole, inputs: new Array(4_000_000_000) })],
    ['NaN and infinities', () => ({ ...whole, duration_ms: Number.NaN, files: Number.POSITIVE_INFINITY })],
  ];

  it.each(hostile)('never throws, and records nothing undeclared: %s', (_what, make) => {
    const outcome = recorderAt('debug').record(draft(make()));
    expect(['recorded', 'rejected']).toContain(outcome.kind);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    if (outcome.kind === 'recorded') {
      const allowed = [
        'duration_ms',
        'language',
        'indexer',
        'files',
        'parts',
        'hashed_command',
        'inputs',
        'redacted_fields',
      ];
      expect(Object.keys(outcome.event.payload).filter((key) => !allowed.includes(key))).toEqual([]);
    }
  });

  it('never throws and never records more at a lower level, for any value in any field', () => {
    const names = Object.keys(whole);
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names, 'other'), fc.anything(), { maxKeys: 8 }), (payload) => {
        const atLevel = LEVELS.map((level) => {
          const outcome = recorderAt(level).record(draft(payload));
          return outcome.kind === 'recorded' ? Object.keys(outcome.event.payload) : [];
        });
        expect(atLevel[0]).toEqual([]);
        expect(atLevel[1]?.some((key) => ['files', 'parts', 'hashed_command', 'inputs'].includes(key))).toBe(false);
        expect(atLevel[2]?.some((key) => ['hashed_command', 'inputs'].includes(key))).toBe(false);
      }),
    );
  });
});
