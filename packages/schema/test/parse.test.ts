import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineCatalog, defineEvent, flag, hashed, MAX_LINE_BYTES } from '../src/index.ts';
import type { Dialect, ParsedLine } from '../src/parse.ts';
import { createEventParser, deriveEventId, GENERATION_SIZE, isRecordedEvent, parseEvent } from '../src/parse.ts';

/** One line of each dialect. */
const LINES: { readonly [D in Dialect]: string } = {
  envelope: JSON.stringify({
    schema_version: '1.0',
    event_id: '9b2f0f5e-4f0e-4c57-9d0e-0b3f3c7b5a11',
    timestamp: '2026-11-20T12:34:56.789Z',
    event: 'agent_execution',
    source: 'planner',
    actor: { kind: 'agent', id: 'x' },
    run_id: 'r',
    cycle: 2,
    build: { app: 'smart-agents' },
    payload: { agent_type: 'planner', success: true, duration_ms: 5 },
    tags: { environment: 'workstation' },
  }),
  runner_0_1:
    '{"ts":"2025-10-06T12:30:00Z","event_type":"runner.started","actor":"agent:x","data":{"session_kind":"ci"}}',
  cycle_0_1:
    '{"schema_version":"0.1","timestamp":"2025-10-06T12:30:00Z","event":"plan.generated","source":"planner","payload":{}}',
  flat_usage_1:
    '{"event":"feature_usage","timestamp":"2025-10-06T12:30:00Z","anonymous_id":"a","feature_name":"x","action":"used","node_version":"20"}',
  flat_orchestrator:
    '{"event":"command_completed","timestamp":"2025-10-06T12:30:00Z","anonymous_install_id":"a","success":true,"hashed_command_name":"0a1b2c3d4e5f","os":"linux"}',
};

const eventOf = (parsed: ParsedLine) => {
  if (!parsed.ok) throw new Error(`skipped: ${parsed.reason}`);
  return parsed.event;
};

describe('parseEvent', () => {
  it.each(Object.entries(LINES))('tells %s by its members', (dialect, line) => {
    const parsed = parseEvent(line);
    expect(parsed).toMatchObject({ ok: true, dialect });
    expect(isRecordedEvent(eventOf(parsed))).toBe(true);
  });

  it('tries the envelope first, whatever else a line could be', () => {
    const both = JSON.stringify({ ...JSON.parse(LINES.runner_0_1), ...JSON.parse(LINES.envelope), anonymous_id: 'a' });
    expect(parseEvent(both)).toMatchObject({ ok: true, dialect: 'envelope' });
  });

  it('takes hashed fields of flat lines under the name that they have in the log', () => {
    expect(eventOf(parseEvent(LINES.flat_orchestrator)).payload).toEqual({
      success: true,
      hashed_command_name: '0a1b2c3d4e5f',
    });
  });

  it.each(['', ' ', '{', 'null,', '{"a":1}x', '\u0000', "{'a':1}", '{"a":1}{"a":1}', '\ufeff{}'])(
    'skips %j as no JSON',
    (line) => {
      expect(parseEvent(line)).toEqual({ ok: false, reason: 'not_json' });
    },
  );

  it.each([
    'null',
    '5',
    '"x"',
    '[]',
    '{}',
    '[{"event":"x"}]',
    '{"event":"x","payload":{}}',
    '{"schema_version":"2.0"}',
    '{"__proto__":1}',
  ])('skips %s as an unknown schema', (line) => {
    expect(parseEvent(line)).toEqual({ ok: false, reason: 'unknown_schema' });
  });

  it('measures the limit in bytes without the ending: at the limit read, one above skipped', () => {
    const withPadding = (padding: string) =>
      LINES.runner_0_1.replace('{"session_kind":"ci"}', JSON.stringify({ padding }));
    const spare = MAX_LINE_BYTES - Buffer.byteLength(withPadding(''));
    for (const ending of ['', '\n', '\r\n']) {
      expect(parseEvent(withPadding('x'.repeat(spare)) + ending)).toMatchObject({ ok: true });
      expect(parseEvent(withPadding('x'.repeat(spare + 1)) + ending)).toEqual({ ok: false, reason: 'overlong' });
      // Three bytes each: far fewer characters than the limit has bytes.
      const wide = '€'.repeat(Math.floor(spare / 3));
      expect(parseEvent(withPadding(wide) + ending)).toMatchObject({ ok: true });
      expect(parseEvent(withPadding(`${wide}€`) + ending)).toEqual({ ok: false, reason: 'overlong' });
    }
  });

  it('derives the id from the line without its ending, and from the occurrence', () => {
    const line = LINES.cycle_0_1;
    for (const ending of ['', '\n', '\r\n'])
      expect(eventOf(parseEvent(line + ending)).event_id).toBe(deriveEventId(line, 1));
    expect(eventOf(parseEvent(line, { occurrence: 3 })).event_id).toBe(deriveEventId(line, 3));
    expect(eventOf(parseEvent(` ${line}`)).event_id).not.toBe(deriveEventId(line, 1));
  });

  it('drops the anonymous ids of every dialect', () => {
    const released = JSON.stringify({ ...JSON.parse(LINES.envelope), anonymous_install_id: 'SECRET-ID' });
    const lines = [
      released,
      LINES.flat_usage_1.replace('"a"', '"SECRET-ID"'),
      LINES.flat_orchestrator.replace('"a"', '"SECRET-ID"'),
    ];
    for (const line of lines) {
      const parsed = parseEvent(line);
      expect(parsed.ok).toBe(true);
      expect(JSON.stringify(parsed)).not.toContain('SECRET-ID');
    }
  });

  it('survives nesting as deep as a line can hold', () => {
    const deep = '['.repeat(120_000);
    expect(parseEvent(deep).ok).toBe(false);
    expect(parseEvent(`${deep}${']'.repeat(120_000)}`)).toEqual({ ok: false, reason: 'unknown_schema' });
    expect(parseEvent(LINES.runner_0_1.replace('"ci"', `${deep}${']'.repeat(120_000)}`))).toMatchObject({ ok: true });
  });

  it('reads back what it wrote: the envelope of any line is an envelope with the same content', () => {
    for (const line of Object.values(LINES)) {
      const event = eventOf(parseEvent(line));
      expect(parseEvent(JSON.stringify(event))).toEqual({ ok: true, dialect: 'envelope', event });
    }
  });
});

/** Lines that were damaged as files damage them: bytes changed, cut, doubled, members of another type or another dialect. */
const mutated = fc
  .tuple(
    fc.constantFrom(...Object.values(LINES)),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.constantFrom('cut', 'set', 'insert', 'double'),
        fc.string({ unit: 'binary', maxLength: 3 }),
      ),
    ),
  )
  .map(([line, edits]) =>
    edits.reduce((text, [at, edit, piece]) => {
      const index = text.length === 0 ? 0 : at % text.length;
      if (edit === 'cut') return text.slice(0, index);
      if (edit === 'double') return text.slice(0, index) + text.slice(Math.max(0, index - 20));
      return text.slice(0, index) + piece + text.slice(edit === 'set' ? index + piece.length : index);
    }, line),
  );

const members = [
  'schema_version',
  'event_id',
  'timestamp',
  'ts',
  'event',
  'event_type',
  'source',
  'actor',
  'build',
  'payload',
].concat([
  'data',
  'tags',
  'run_id',
  'cycle',
  'anonymous_id',
  'anonymous_install_id',
  'node_version',
  '__proto__',
  'constructor',
]);

/** Objects of any dialect's members with any JSON in them, often the right one. */
const strange = fc
  .tuple(fc.constantFrom(...Object.values(LINES)), fc.dictionary(fc.constantFrom(...members), fc.jsonValue()))
  .map(([line, change]) => JSON.stringify(Object.assign(JSON.parse(line), change)));

describe('whatever the input', () => {
  it('never throws, and answers an event of the envelope’s shape or a known reason', () => {
    const anything = fc.oneof(mutated, strange, fc.string({ unit: 'binary' }), fc.json());
    const parse = createEventParser();
    fc.assert(
      fc.property(anything, (line) => {
        for (const parsed of [parseEvent(line), parse(line)]) {
          if (parsed.ok) expect(isRecordedEvent(parsed.event)).toBe(true);
          else expect(['not_json', 'overlong', 'unknown_schema']).toContain(parsed.reason);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('does not throw for what is no string, either', () => {
    for (const wrong of [undefined, null, 5, {}, [], Symbol.iterator]) {
      expect(parseEvent(wrong as unknown as string)).toEqual({ ok: false, reason: 'not_json' });
    }
  });

  it('leaves every prototype as it was', () => {
    const line =
      '{"ts":"2025-10-06T12:30:00Z","event_type":"x","data":{"__proto__":{"polluted":1}},"tags":{"__proto__":"x","n":1}}';
    expect(parseEvent(line).ok).toBe(true);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('createEventParser', () => {
  it('gives equal lines different ids, the same ones on every reading', () => {
    const stream = [LINES.cycle_0_1, LINES.runner_0_1, `${LINES.cycle_0_1}\n`, LINES.cycle_0_1, LINES.envelope];
    const read = () => {
      const parse = createEventParser();
      return stream.map((line) => eventOf(parse(line)).event_id);
    };
    expect(new Set(read()).size).toBe(stream.length);
    expect(read()).toEqual(read());
    expect(read()[3]).toBe(deriveEventId(LINES.cycle_0_1, 3));
  });

  it('numbers lines of one stream apart from those of another', () => {
    const first = eventOf(createEventParser()(LINES.cycle_0_1));
    expect(eventOf(createEventParser()(LINES.cycle_0_1)).event_id).toBe(first.event_id);
  });

  it('gives an event its present name, in every dialect, and reads flat fields under the former one', () => {
    const present = defineEvent(
      'feature.used',
      'Used.',
      { minimal: { feature_name: flag() } },
      { renamedFrom: ['feature_usage'] },
    );
    const parse = createEventParser(defineCatalog({ events: [present] }));
    expect(eventOf(parse(LINES.flat_usage_1))).toMatchObject({ event: 'feature.used', payload: { feature_name: 'x' } });
    const envelope = LINES.envelope.replace('agent_execution', 'feature_usage');
    expect(eventOf(parse(envelope)).event).toBe('feature.used');
    expect(eventOf(parse(LINES.envelope)).event).toBe('agent_execution');
  });

  it('reads flat shapes by the catalog that it is given', () => {
    const mine = defineEvent('feature_usage', 'Used.', { debug: { node_version: hashed() } });
    const { payload, build } = eventOf(createEventParser(defineCatalog({ events: [mine] }))(LINES.flat_usage_1));
    expect({ payload, build }).toEqual({ payload: { node_version: '20' }, build: {} });
  });

  it('remembers as many lines as it says', () => {
    const parse = createEventParser();
    const line = (n: number) => LINES.cycle_0_1.replace('"payload":{}', `"payload":{"steps":${n}}`);
    for (let n = 0; n < GENERATION_SIZE; n += 1) parse(line(n));
    expect(eventOf(parse(line(0))).event_id).toBe(deriveEventId(line(0), 2));
    for (let n = 0; n < 2 * GENERATION_SIZE; n += 1) parse(line(n + GENERATION_SIZE));
    expect(eventOf(parse(line(0))).event_id).toBe(deriveEventId(line(0), 1));
  });
});

describe('isRecordedEvent', () => {
  const event = eventOf(parseEvent(LINES.envelope));
  it.each([
    [{ schema_version: '2.0' }],
    [{ event_id: 'x' }],
    [{ timestamp: '2026-11-20T12:34:56Z' }],
    [{ event: 5 }],
    [{ source: undefined }],
    [{ actor: { kind: 'robot', id: 'x' } }],
    [{ actor: { kind: 'agent' } }],
    [{ run_id: 5 }],
    [{ cycle: 0 }],
    [{ build: undefined }],
    [{ payload: [] }],
    [{ tags: 'x' }],
    [{ anonymous_install_id: 'x' }],
  ])('refuses an event with %j', (change) => {
    expect(isRecordedEvent(event)).toBe(true);
    expect(isRecordedEvent({ ...event, ...change })).toBe(false);
  });

  it('refuses what is no object', () => {
    expect([null, undefined, 5, 'x', []].some(isRecordedEvent)).toBe(false);
  });
});
