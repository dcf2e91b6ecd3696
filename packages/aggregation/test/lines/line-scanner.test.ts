import { isUtf8 } from 'node:buffer';
import { compileRecorder, type RecordPolicy } from '@telemetry/payload';
import type { RecordedEvent } from '@telemetry/schema';
import { defineEvent, extendStandardCatalog } from '@telemetry/schema';
import { createEventParser, parseEvent } from '@telemetry/schema/parse';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SummaryFold } from '../../src/index.ts';
import { createSummaryFold, createSummaryScanner } from '../../src/index.ts';
import type { LineScanner } from '../../src/lines/create-line-scanner.ts';
import { createLineScanner } from '../../src/lines/create-line-scanner.ts';
import { arbitraryEvent } from '../arbitrary-events.ts';

const WINDOW = { range: null, start: null, end: new Date('2027-01-01T00:00:00Z') };

/** What is redacted is no matter of a line's form. */
const findsNothing = {
  redact: (value: unknown) => ({ value, redacted: 0, truncated: 0, paths: [] }),
  redactText: (text: string) => text,
  redactField: (text: string) => text,
  maxIdentifierLength: 256,
  maxStringLength: 4096,
} as unknown as RecordPolicy['redactor'];

/** An event as this toolkit writes it. */
function lineOf({
  schema_version,
  event_id,
  timestamp,
  event,
  source,
  actor,
  run_id,
  cycle,
  build,
  payload,
  tags,
}: RecordedEvent) {
  return JSON.stringify({
    schema_version,
    event_id,
    timestamp,
    event,
    source,
    actor,
    run_id,
    cycle,
    build,
    payload,
    tags,
  });
}

/** What careless, older or hostile writers put into a line, and what a bad disk makes of it. */
const snippet = fc.oneof(
  fc.constantFrom(
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    ' ',
    '\t',
    '\r',
    '0',
    '-',
    '.',
    'e',
    'é',
    '\u2028',
    '\u{1f600}',
    '\u0001',
    '\u007f',
  ),
  fc.constantFrom(
    '1e5',
    '-0',
    '0.10',
    '01',
    '1.',
    '.5',
    '+1',
    '1E400',
    '12345678901234567890',
    '0.1234567890123456789',
    '9007199254740993',
  ),
  fc.constantFrom(
    'null',
    'true',
    'false',
    '"x"',
    '""',
    '"\\u0061"',
    '{}',
    '[]',
    '[1,{"a":"}"}]',
    '{"payload":{}}',
    '"\\ud800"',
    'NaN',
    '1 ',
  ),
  fc.constantFrom(
    ',"payload":{}',
    ',"payload":{"success":true}',
    ',"payl\\u006fad":{}',
    ',"event_id":"x"',
    ',"source":"later"',
    ',"cycle":2',
  ),
  fc.constantFrom(
    ',"tags":{"team":"a"}',
    ',"schema_version":"1.1"',
    ',"event":"error"',
    ',"timestamp":"2026-01-01T00:00:00Z"',
    '}}',
    '"payload":{',
  ),
  fc.constantFrom(
    '"duration_ms":5,',
    '"success":false,',
    '"success":"no",',
    '"__proto__":{"success":true},',
    '"succ\\u0065ss":true,',
    '"cost":-1,',
  ),
  fc.constantFrom(
    '2026-02-30T00:00:00.000Z',
    '2024-02-29T23:59:60.000Z',
    '2026-11-20t12:00:00.000z',
    '2026-11-20T12:00:00+01:00',
    '9B2F0F5E',
  ),
);

/** Cuts, puts in or replaces something, mostly where a value or a member begins or ends. */
const change = fc.record({
  at: fc.nat(2000),
  atMark: fc.boolean(),
  length: fc.oneof(fc.constant(0), fc.nat(12), fc.nat(400)),
  by: fc.oneof(snippet, fc.constant('')),
});

function changed(
  line: string,
  changes: readonly { at: number; atMark: boolean; length: number; by: string }[],
): string {
  let text = line;
  for (const { at, atMark, length, by } of changes) {
    const marks = atMark ? [...text.matchAll(/[{}[\],:"]/g)].map(({ index }) => index + 1) : [];
    const place = marks.length > 0 ? (marks[at % marks.length] ?? 0) : at % (text.length + 1);
    text = text.slice(0, place) + by + text.slice(place + length);
  }
  return text;
}

const someLine = fc
  .tuple(
    arbitraryEvent,
    fc.option(fc.constant({ team: 'a' }), { nil: undefined, freq: 8 }),
    fc.array(change, { maxLength: 2 }),
  )
  .map(([event, tags, changes]) => changed(lineOf(tags === undefined ? event : { ...event, tags }), changes));

/** Lines as the store hands them over: valid UTF-8 within other bytes, without LF or NUL. */
const someLines = fc.array(
  fc.tuple(someLine, fc.nat(600)).map(([line, cut]) => (cut < 40 ? line.slice(0, cut * 12) : line)),
  { maxLength: 12 },
);

function scanText(scan: LineScanner, line: string) {
  const bytes = Buffer.from(`\n{"a":1}\n${line}\n{"b":"c"}`);
  return isUtf8(bytes) ? scan(bytes, 9, 9 + Buffer.byteLength(line)) : undefined;
}

/** Folds lines, and counts why others were skipped. */
function fold(lines: readonly string[], summary: SummaryFold, scan?: LineScanner) {
  const parse = createEventParser();
  const days = new Map<string, ReturnType<SummaryFold['empty']>>();
  const skipped: { [reason: string]: number } = {};
  for (const line of lines) {
    const parsed = scan === undefined ? undefined : scanText(scan, line);
    const other = parsed === undefined ? parse(line) : undefined;
    if (other?.ok === false) skipped[other.reason] = (skipped[other.reason] ?? 0) + 1;
    const event = parsed ?? (other?.ok === true ? other.event : undefined);
    if (event === undefined) continue;
    const day = event.timestamp.slice(0, 10);
    days.set(day, summary.add(days.get(day) ?? summary.empty(), event));
  }
  return { skipped, states: [...days].map(([day, state]) => [day, summary.encode(state)]) };
}

describe('the scanner of lines', () => {
  it('gives the summary and the counts of skipped lines that the parser gives, whatever the lines are', () => {
    const summary = createSummaryFold({ window: WINDOW });
    const scan = createSummaryScanner([]);
    fc.assert(
      fc.property(someLines, (lines) => {
        const texts = lines.map((line) => line.replaceAll('\n', ' ').replaceAll('\0', ' '));
        expect(fold(texts, summary, scan)).toEqual(fold(texts, summary));
      }),
      { numRuns: 1500 },
    );
  });

  it('answers what the parser does, member by member, or leaves the line to it', () => {
    const scan = createSummaryScanner([]);
    fc.assert(
      fc.property(someLine, (line) => {
        const scanned = scanText(scan, line);
        if (scanned === undefined) return;
        const parsed = parseEvent(line);
        if (!parsed.ok) throw new Error('the parser skips the line');
        const { event } = parsed;
        expect(parsed.dialect).toBe('envelope');
        expect(scanned.timeMs).toBe(Date.parse(event.timestamp));
        for (const member of [
          'schema_version',
          'event_id',
          'timestamp',
          'event',
          'source',
          'actor',
          'run_id',
          'cycle',
          'build',
        ] as const)
          expect(scanned[member]).toEqual(event[member]);
        for (const [field, value] of Object.entries(scanned.payload))
          expect(value).toEqual(event.payload[field] ?? null);
      }),
      { numRuns: 4000 },
    );
  });

  it('reads itself what this toolkit writes, with and without a run, a cycle and tags', () => {
    const scan = createSummaryScanner([]);
    const recorder = compileRecorder(extendStandardCatalog(), {
      level: 'debug',
      keyed: () => '0123456789ab',
      redactor: findsNothing,
    });
    const contexts = [{}, { runId: 'nightly/1' }, { runId: 'nightly/1', cycle: 3 }, { tags: { team: 'a' } }];
    const payloads = {
      agent_execution: { agent_type: 'coder', success: true, duration_ms: 12.5, cost: 0.25, model: 'large' },
      'plan.generated': { steps: 3, quest_count: 2, confidence: 0.5, tools: ['a', 'b'] },
      workflow: {
        total_duration_ms: 7,
        total_steps: 1,
        success: false,
        actions: [{ action_type: 'edit', component: 'cli', timestamp_offset: 0 }],
      },
    };
    let lines = 0;
    for (const more of contexts) {
      for (const [event, payload] of Object.entries(payloads)) {
        const recorded = recorder.record({
          event,
          payload,
          eventId: '9b2f0f5e-4f0e-4c57-9d0e-0b3f3c7b5a11',
          timestamp: '2026-11-20T12:00:00.000Z',
          build: { app: 'a' },
          context: { source: 'cli', actor: { kind: 'agent', id: 'x' }, ...more },
        } as never);
        if (recorded.kind !== 'recorded') throw new Error(JSON.stringify(recorded));
        expect(scanText(scan, recorded.line)).toBeDefined();
        lines++;
      }
    }
    expect(lines).toBe(12);
  });

  it('leaves events by former names to the parser, which knows the present ones', () => {
    const catalog = extendStandardCatalog({ events: [defineEvent('a.new', 'A.', {}, { renamedFrom: ['a.old'] })] });
    const line = (event: string) =>
      `{"schema_version":"1.0","event_id":"9b2f0f5e-4f0e-4c57-9d0e-0b3f3c7b5a11","timestamp":"2026-11-20T12:00:00.000Z","event":"${event}","source":"cli","actor":{"kind":"agent","id":"x"},"build":{},"payload":{"steps":1}}`;
    const scan = createSummaryScanner([undefined, catalog]);
    expect(scanText(scan, line('a.old'))).toBeUndefined();
    expect(scanText(scan, line('a.new'))).toBeDefined();
  });

  it('remembers a bounded number of names and contexts, and is right beyond them', () => {
    const scan = createLineScanner(new Map([['e', new Set(['n'])]]), () => false);
    for (let n = 0; n < 10_000; n++) {
      const line = `{"schema_version":"1.0","event_id":"9b2f0f5e-4f0e-4c57-9d0e-0b3f3c7b5a11","timestamp":"2026-11-20T12:00:00.000Z","event":"${n % 2 ? 'e' : `e${n}`}","source":"s${n}","actor":{"kind":"agent","id":"x"},"build":{},"payload":{"k${n}":"v${n}","n":"n${n}"}}`;
      const event = scanText(scan, line);
      expect([event?.source, event?.payload]).toEqual([`s${n}`, n % 2 ? { n: `n${n}` } : {}]);
    }
  });
});
