import { createKeyedHash, createReleaser } from '@telemetry/payload';
import type { Level, RecordedEvent, ReleasedEvent } from '@telemetry/schema';
import { declaredFields, defineEvent, extendStandardCatalog, recordedName, STANDARD_EVENTS } from '@telemetry/schema';
import { intersectionOf, policyOf } from '@telemetry/schema/policy';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DailySummaryKey, Summary } from '../../src/index.ts';
import { createDailySummaries, createSummary, isClosedDay } from '../../src/index.ts';
import { arbitraryLog } from '../arbitrary-events.ts';
import { makeEvent } from '../make-event.ts';

const GENERATED = new Date('2026-12-01T00:00:00Z');
const INSTALLS = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'] as const;
const INSTALL = INSTALLS[0];
const catalog = extendStandardCatalog({
  events: [defineEvent('something.else', 'Another event.', {})],
  vocabulary: { agents: ['alpha', 'beta'], quests: ['alpha', '10'], components: ['beta'], features: ['gamma'] },
});

const daily = createDailySummaries(catalog);

function releaser(installId: string, level: Level) {
  return createReleaser(catalog, { level, installId, keyed: createKeyedHash(new Uint8Array(32)) });
}

function release(log: readonly RecordedEvent[], installId: string, level: Level = 'debug'): ReleasedEvent[] {
  const releaseOne = releaser(installId, level);
  return log.flatMap((event) => {
    const outcome = releaseOne(event);
    return outcome.kind === 'released' ? [outcome.event] : [];
  });
}

/** All parts of all days, cut by a coin. */
function partsOf(events: readonly ReleasedEvent[], coin: (at: number) => number) {
  const parts = new Map<string, { key: DailySummaryKey; events: ReleasedEvent[] }>();
  events.forEach((event, at) => {
    const key = {
      install: event.anonymous_install_id,
      day: event.timestamp.slice(0, 10),
      part: 1 + coin(at),
    };
    const name = JSON.stringify(key);
    const part = parts.get(name) ?? { key, events: [] };
    parts.set(name, { key, events: [...part.events, event] });
  });
  return [...parts.values()].map((part) => {
    const summary = daily.create(part.key);
    for (const event of part.events) expect(summary.add(event)).toBe(true);
    return summary;
  });
}

/** What an export says about released events, without what a daily summary leaves out: times of day, actors, runs. */
function exportOf(events: readonly ReleasedEvent[], from: string, to: string): Summary {
  const window = { range: null, start: new Date(from), end: new Date(`${to}T23:59:59.999Z`) };
  const builder = createSummary({ window });
  for (const { anonymous_install_id: _install, ...event } of events) {
    builder.add({ ...event, timestamp: `${event.timestamp.slice(0, 10)}T00:00:00.000Z`, event_id: '' });
  }
  const summary = builder.finish({ generatedAt: GENERATED });
  return { ...summary, events_by_actor_id: {}, completions_by_actor_id: {}, runs: [] };
}

const day = { install: INSTALL, day: '2026-11-20', part: 1 } as const;

function dailyOf(events: readonly RecordedEvent[], level: Level = 'debug') {
  const summary = daily.create(day);
  for (const event of release(events, INSTALL, level)) summary.add(event);
  return summary;
}

describe('daily summaries of two installs', () => {
  it('say together what one export over the released events of both logs says, however they were cut and ordered', () => {
    fc.assert(
      fc.property(
        arbitraryLog,
        arbitraryLog,
        fc.constantFrom<Level>('minimal', 'standard', 'debug'),
        fc.array(fc.nat(2), { minLength: 1 }),
        (first, second, level, coins) => {
          const events = [...release(first, INSTALLS[0], level), ...release(second, INSTALLS[1], level)];
          const want = exportOf(events, '2026-11-03', '2026-11-20');
          const parts = partsOf(events, (at) => coins[at % coins.length] ?? 0);
          const lines = parts.map((part) => part.encode());
          const range = { from: '2026-11-03', to: '2026-11-20' };
          const days = daily.createSummaryOf(range);
          for (const line of lines.toSorted()) days.add(daily.decode(JSON.parse(line)));
          expect(days.finish({ generatedAt: GENERATED })).toEqual(want);

          const halves = [daily.createSummaryOf(range), daily.createSummaryOf(range)] as const;
          parts.forEach((part, at) => {
            halves[at % 2 === 0 ? 0 : 1].add(part);
          });
          const again = daily.decodeSummaryOf(range, halves[0].encode());
          again.merge(halves[1]);
          expect(again.encode()).toBe(days.encode());
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('a daily summary', () => {
  it('is the same bytes for the same events in any order, read again and gone on with', () => {
    fc.assert(
      fc.property(arbitraryLog, fc.nat(), (log, at) => {
        const events = log.map((event) => ({ ...event, timestamp: '2026-11-20T01:02:03.004Z' }));
        const want = dailyOf(events).encode();
        expect(dailyOf(events.toReversed()).encode()).toBe(want);
        const cut = at % (events.length + 1);
        const summary = daily.decode(JSON.parse(dailyOf(events.slice(0, cut)).encode()));
        for (const event of release(events.slice(cut), INSTALL)) summary.add(event);
        expect(summary.encode()).toBe(want);
      }),
      { numRuns: 100 },
    );
  });

  it('takes events of its day and install alone', () => {
    const summary = daily.create(day);
    const [event] = release([makeEvent('something.else')], INSTALL) as [ReleasedEvent];
    expect(summary.add(event)).toBe(true);
    expect(summary.add({ ...event, timestamp: '2026-11-21T00:00:00.000Z' })).toBe(false);
    expect(summary.add({ ...event, timestamp: 'no time' })).toBe(false);
    expect(summary.add({ ...event, anonymous_install_id: INSTALLS[1] })).toBe(false);
    expect(summary.events).toBe(1);
  });

  it('holds no time of day, no id of an event, an actor or a run, and no word that is not declared', () => {
    const words = ['canary', 'canary/words', 'run-canary'];
    const log = STANDARD_EVENTS.flatMap((definition) =>
      words.map((word) => {
        const fields = declaredFields(definition).map(({ name, field }) => {
          const value = field.kind === 'list' ? [word] : field.kind === 'hashed' ? 'c0ffeec0ffee' : word;
          return [recordedName(name, field), value];
        });
        return makeEvent(definition.name, {
          timestamp: '2026-11-20T13:37:42.424Z',
          event_id: 'c0ffee00-0000-4000-8000-000000000000',
          source: word,
          run_id: word,
          actor: { kind: 'agent', id: word },
          payload: Object.fromEntries(fields.filter(([, value]) => typeof value === 'string' || Array.isArray(value))),
          tags: { [word]: word },
        });
      }),
    );
    // Straight in, as if a release had let everything out: the summary closes once more.
    const summary = daily.create(day);
    for (const event of log) summary.add({ ...event, anonymous_install_id: INSTALL } as ReleasedEvent);
    summary.add({
      ...makeEvent('canary', { payload: { a: 'canary' } }),
      anonymous_install_id: INSTALL,
    } as ReleasedEvent);
    expect(summary.events).toBe(log.length + 1);
    expect(summary.encode()).not.toMatch(/canary|c0ffee00|13:37|T13/);
    expect(summary.encode()).toContain('"other"');
  });

  it('says nothing of fields above the level at which events were released', () => {
    const events = [
      makeEvent('quest.completed', {
        payload: { quest_id: 'alpha', proof_tier: 'gold', pack_id: 'alpha', pillars: ['alpha'] },
      }),
    ];
    expect(Object.keys(JSON.parse(dailyOf(events, 'minimal').encode()).within)).not.toContain('completions_by_pack');
    expect(Object.keys(JSON.parse(dailyOf(events, 'standard').encode()).within)).toContain('completions_by_pack');
  });

  it('leaves out what an agreed policy does not have', () => {
    const policy = policyOf(catalog);
    const { error: _error, ...events } = policy.events;
    const agreed = intersectionOf(catalog, { ...policy, events });
    const summary = createDailySummaries(agreed).create(day);
    const event = makeEvent('error', { payload: { error_type: 'TypeError', error_category: 'io', component: 'cli' } });
    summary.add({ ...event, anonymous_install_id: INSTALL } as ReleasedEvent);
    expect(JSON.parse(summary.encode()).within).toMatchObject({
      events_by_type: { keys: [['other', 1]] },
      errors: { keys: [['other', { keys: [['other', expect.anything()]] }]] },
    });
  });

  it('is small: 10,000 ordinary events take some kilobytes', () => {
    const events = Array.from({ length: 10_000 }, (_, n) =>
      makeEvent('agent_execution', {
        timestamp: '2026-11-20T01:02:03.004Z',
        payload: { agent_type: n % 2 === 0 ? 'alpha' : 'beta', success: n % 7 !== 0, duration_ms: (n * 7919) % 60_000 },
      }),
    );
    expect(dailyOf(events).encode().length).toBeLessThan(24_000);
  });

  it('is cut into parts that keep within a size, with each event in one of them', () => {
    const hash = (n: number) => n.toString(16).padStart(12, '0');
    const events = release(
      Array.from({ length: 400 }, (_, n) =>
        makeEvent('command_completed', {
          payload: {
            success: true,
            duration_ms: n,
            executor_type: 'local',
            manual: false,
            hashed_command_name: hash(n),
          },
        }),
      ),
      INSTALL,
    );
    const parts = daily.createParts({ ...day, part: 3 }, events, 16_384);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map(({ key }) => key.part)).toEqual(parts.map((_, at) => at + 3));
    expect(parts.reduce((so, part) => so + part.events, 0)).toBe(400);
    for (const part of parts) expect(part.encode().length).toBeLessThanOrEqual(16_384);
    const days = daily.createSummaryOf({ from: null, to: day.day });
    for (const part of parts) days.add(part);
    expect(Object.keys(days.finish({ generatedAt: GENERATED }).commands)).toHaveLength(400);
    expect(daily.createParts({ ...day, day: '2026-11-19' }, events)).toEqual([]);
  });
});

describe('reading a daily summary', () => {
  const invalid = expect.objectContaining({ code: 'STATE_INVALID' });
  const events = [
    makeEvent('quest.completed', { payload: { quest_id: 'alpha', proof_tier: 'gold' } }),
    makeEvent('scorecard.updated', { payload: { daily_streak: 3, weekly_streak: 1, total_xp: 5 } }),
  ];

  it('refuses what no release lets out', () => {
    const text = dailyOf(events).encode();
    expect(daily.decode(JSON.parse(text)).encode()).toBe(text);
    const hostile: readonly [string, string][] = [
      ['["alpha"', '["gamma"'],
      ['daily-summary/1', 'daily-summary/2'],
      ['"part":1', '"part":0'],
      ['"part":1', '"part":"1"'],
      ['"day":"2026-11-20"', '"day":"2026-11-21"'],
      ['"day":"2026-11-20"', '"day":"2026-02-30"'],
      ['"events":2', '"events":3'],
      [INSTALL, 'bob'],
      [',"",', ',"c0ffee00-0000-4000-8000-000000000000",'],
      ['"events_considered":2', '"events_considered":2,"more":1'],
      ['"events_considered":2', '"events_considered":2,"__proto__":1'],
      ['"completion_days":[20777]', '"completion_days":[20776]'],
      ['"completion_days":[20777]', '"completion_days":[20776,20777]'],
      [
        '"events_considered":2',
        '"events_considered":2,"runs":{"keys":[["00000000000000000000000000000000",[]]],"rest":null}',
      ],
      ['"events_considered":2', '"events_considered":2,"events_by_actor_id":{"keys":[["unknown",2]],"rest":null}'],
    ];
    for (const [from, to] of hostile) {
      expect(text).toContain(from);
      expect(() => daily.decode(JSON.parse(text.replace(from, to)))).toThrow(invalid);
    }
    for (const bad of [null, [], 1, 'x', {}]) expect(() => daily.decode(bad)).toThrow(invalid);
  });

  it('throws nothing but STATE_INVALID, whatever was changed', () => {
    const text = dailyOf(events).encode();
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom(...'0-"[]{},9e'), (at, character) => {
        let json: unknown;
        try {
          json = JSON.parse(text.slice(0, at) + character + text.slice(at + 1));
        } catch {
          return;
        }
        try {
          const read = daily.decode(json);
          daily.createSummaryOf({ from: null, to: '2026-11-20' }).add(read);
        } catch (error) {
          expect(error).toEqual(invalid);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('refuses days that are none', () => {
    expect(() => daily.create({ ...day, day: '2026-13-01' })).toThrow(TypeError);
    expect(() => daily.createSummaryOf({ from: '2026-11-21', to: '2026-11-20' })).toThrow(TypeError);
    const days = daily.createSummaryOf({ from: null, to: '2026-11-20' });
    const other = daily.createSummaryOf({ from: null, to: '2026-11-19' });
    expect(() => days.merge(other)).toThrow(invalid);
    expect(() =>
      daily.decodeSummaryOf({ from: null, to: '2026-11-20' }, days.encode().replace('days/1', 'days/2')),
    ).toThrow(invalid);
  });
});

describe('a day', () => {
  it('is closed when it is over in UTC, and not before', () => {
    expect(isClosedDay('2026-11-20', new Date('2026-11-20T23:59:59.999Z'))).toBe(false);
    expect(isClosedDay('2026-11-20', new Date('2026-11-21T00:00:00.000Z'))).toBe(true);
    expect(isClosedDay('yesterday', new Date('2026-11-21T00:00:00.000Z'))).toBe(false);
  });
});
