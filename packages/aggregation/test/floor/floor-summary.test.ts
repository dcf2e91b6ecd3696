import type { RecordedEvent } from '@telemetry/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suppressDay } from '../../src/floor/floor-summary.ts';
import type { Window } from '../../src/index.ts';
import {
  createFloorSummary,
  createSummary,
  createSummaryFold,
  flattenSummary,
  parseClosedWindow,
} from '../../src/index.ts';
import { arbitraryEventOf, EVENT_NAMES } from '../arbitrary-events.ts';
import { makeEvent } from '../make-event.ts';
import { countsOf, encodedOf, recovered } from './attacker.ts';

const GENERATED = new Date('2026-11-21T12:00:00Z');
const DAYS = ['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19'];

/** Events of the same types that could have been: the same for all logs of these types. */
function othersFor(log: readonly RecordedEvent[]): RecordedEvent[] {
  const names = EVENT_NAMES.filter((name) => log.some(({ event }) => event === name));
  return fc.sample(arbitraryEventOf(names.length === 0 ? EVENT_NAMES : names), { numRuns: 400, seed: 11 });
}

/** Few types, so that there is something to tell, and now and then an actor of a rare kind, so that there is something to hide. */
const logs = fc
  .subarray(EVENT_NAMES, { minLength: 1, maxLength: 3 })
  .chain((names) => fc.array(arbitraryEventOf(names), { minLength: 20, maxLength: 90, size: 'max' }))
  .map((log) =>
    log.map((event, at) => ({ ...event, actor: { kind: at % 13 === 7 ? 'system' : 'agent', id: 'a' } as const })),
  );

function windowOf(from: string, to: string): Window {
  return { range: null, start: new Date(`${from}T00:00:00.000Z`), end: new Date(`${to}T23:59:59.999Z`) };
}

function floorSummary(events: readonly RecordedEvent[], window: Window, k: number) {
  const fold = createSummaryFold({ window, keepsDays: true });
  const folded = events.reduce((so, event) => fold.add(so, event), fold.empty());
  return createFloorSummary(folded, { window, k, generatedAt: GENERATED });
}

function onDay(events: readonly RecordedEvent[], day: string): RecordedEvent[] {
  return events.map((event) => ({ ...event, timestamp: `${day}T${event.timestamp.slice(11)}` }));
}

/** Figures that add up over days. */
function countsIn(summary: ReturnType<typeof floorSummary>): Map<string, number> {
  const rows = flattenSummary(summary).filter(
    ({ metric, path, value }) =>
      typeof value === 'number' &&
      /^(?:events_|completions_|failures_|plans_|risk|feedback_|features)/.test(metric) &&
      !path.includes('avg'),
  );
  return new Map(rows.map(({ metric, path, value }) => [[metric, ...path].join(' / '), Number(value)]));
}

/** What of an event says of which kind it is, so that all that are left have the same. */
const ALWAYS = {
  agent_type: 'alpha',
  skill_name: 'alpha',
  error_type: 'Oops',
  component: 'core',
  success: true,
  command: 'npm',
  quest_id: 'q',
};

/** Fields that an event may do without, with what the key is taken from. */
const DIVIDED: readonly (readonly [string, string, (key: number) => object])[] = [
  ['error types of agents', 'agent_execution', (key) => ({ error_type: `E${key}` })],
  ['error types of skills', 'skill_execution', (key) => ({ error_type: `E${key}` })],
  ['agents of errors', 'error', (key) => ({ agent_type: `a${key}` })],
  ['stack hashes of errors', 'error', (key) => ({ stack_trace_hash: String(key).repeat(64) })],
  ['packs', 'quest.completed', (key) => ({ pack_id: `p${key}` })],
  ['pillars', 'quest.completed', () => ({ pillars: ['one'] })],
  ['costs of agents', 'agent_execution', () => ({ cost: 1 })],
  ['durations of skills', 'skill_execution', () => ({ duration_ms: 7 })],
  ['rates of agents', 'agent_execution', (key) => ({ success: key === 0 })],
];

/** Fields by whose keys all events of a kind are divided up. */
const KEYED: readonly (readonly [event: string, field: string])[] = [
  ['quest.failed', 'reason'],
  ['quest.completed', 'proof_tier'],
  ['quest.completed', 'quest_id'],
  ['quest.completed', 'pack_id'],
  ['feedback.submitted', 'component'],
  ['feedback.submitted', 'severity'],
  ['feature_usage', 'feature_name'],
  ['agent_execution', 'agent_type'],
  ['skill_execution', 'skill_name'],
  ['executor.command_completed', 'command'],
  ['error', 'error_type'],
  ['error', 'component'],
];

describe('a summary with a floor', () => {
  it('tells of a day no group from 1 to k-1, nor one that could be worked out by adding and subtracting', () => {
    fc.assert(
      fc.property(logs, fc.integer({ min: 2, max: 12 }), (log, k) => {
        const { state, withheld } = suppressDay(encodedOf(log), k);
        const told = countsOf(state);
        const truth = countsOf(encodedOf(log));
        for (const [path, count] of told) {
          expect([path, count === 0 || count >= k]).toEqual([path, true]);
          if (count > 0) expect([path, count]).toEqual([path, truth.get(path)]);
        }
        expect(recovered(told, log, othersFor(log), k)).toEqual([]);
        expect(withheld > 0).toBe([...truth].some(([path, n]) => n > 0 && !/actor_id/.test(path) && !told.get(path)));
      }),
      { numRuns: 25 },
    );
  });

  it('would lose to the same attacker if only small groups were withheld', () => {
    const log = [
      ...Array.from({ length: 30 }, () => makeEvent('x', { actor: { kind: 'human', id: 'a' } })),
      ...Array.from({ length: 3 }, () => makeEvent('x', { actor: { kind: 'agent', id: 'b' } })),
    ];
    const careless = new Map([...countsOf(encodedOf(log))].filter(([, count]) => count >= 5));
    expect(recovered(careless, log, othersFor(log), 5)).not.toEqual([]);
    expect(recovered(countsOf(suppressDay(encodedOf(log), 5).state), log, othersFor(log), 5)).toEqual([]);
  });

  it.each(DIVIDED)('does not let the few be had that are in no key of %s', (_, event, divided) => {
    // Of 33 events three name no key, and the two keys are large enough.
    const always = Object.fromEntries(Object.entries(ALWAYS).filter(([field]) => !(field in divided(0))));
    const log = Array.from({ length: 33 }, (__, n) =>
      makeEvent(event, { payload: { ...always, ...(n < 3 ? {} : divided(n % 2)) } }),
    );
    const others = othersFor(log).flatMap((other) => [other, { ...other, payload: { ...always, ...divided(0) } }]);
    const careless = new Map([...countsOf(encodedOf(log))].filter(([, count]) => count >= 5));
    expect(recovered(careless, log, others, 5)).not.toEqual([]);
    expect(recovered(countsOf(suppressDay(encodedOf(log), 5).state), log, others, 5)).toEqual([]);
  });

  it.each(KEYED)('does not let the few of %s be had that differ in %s', (event, field) => {
    const log = Array.from({ length: 33 }, (_, n) =>
      makeEvent(event, { payload: { ...ALWAYS, [field]: n < 3 ? 'critical' : 'low' } }),
    );
    const others = othersFor(log);
    const careless = new Map([...countsOf(encodedOf(log))].filter(([, count]) => count >= 5));
    expect(recovered(careless, log, others, 5)).not.toEqual([]);
    expect(recovered(countsOf(suppressDay(encodedOf(log), 5).state), log, others, 5)).toEqual([]);
  });

  it('does not let the few failures be had that are of no told error type', () => {
    const log = Array.from({ length: 60 }, (_, n) => {
      const failure = { success: false, error_type: n < 2 ? 'RateLimit' : 'TimeoutError' };
      return makeEvent('agent_execution', {
        timestamp: '2026-11-18T10:00:00.000Z',
        payload: { agent_type: 'alpha', ...(n < 20 ? failure : { success: true }) },
      });
    });
    const { agents } = floorSummary(log, windowOf('2026-11-18', '2026-11-18'), 5);
    expect(agents['alpha']?.uses).toBe(60);
    expect(agents['alpha']?.error_types).toEqual({});
  });

  it('tells a quantile only where at least k values lie on either side of it, and never an end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 2, max: 40 }), (size, k) => {
        const log = Array.from({ length: size }, (_, n) =>
          makeEvent('agent_execution', {
            timestamp: '2026-11-18T10:00:00.000Z',
            payload: { agent_type: 'alpha', duration_ms: 1_000_003 + n * 7919 },
          }),
        );
        const { agents } = floorSummary(log, windowOf('2026-11-18', '2026-11-18'), k);
        const told = agents['alpha']?.duration_ms;
        for (const [name, q] of [
          ['p50', 0.5],
          ['p95', 0.95],
          ['p99', 0.99],
        ] as const) {
          const rank = Math.ceil((size * Math.round(q * 100)) / 100);
          const isTold = rank - 1 >= k && size - rank >= k;
          expect([name, typeof told?.[name]]).toEqual([
            name,
            isTold ? 'number' : told === undefined ? 'undefined' : 'object',
          ]);
          if (isTold) expect(log.map(({ payload }) => payload['duration_ms'])).not.toContain(told?.[name]);
        }
      }),
    );
  });

  it('says of any window the sum of what it says of its days, so that sliding windows tell no more than days', () => {
    fc.assert(
      fc.property(fc.tuple(logs, logs, logs, logs), fc.integer({ min: 2, max: 12 }), (days, k) => {
        const log = days.flatMap((events, at) => onDay(events, DAYS[at] ?? ''));
        const single = DAYS.map((day) => countsIn(floorSummary(log, windowOf(day, day), k)));
        DAYS.forEach((from, first) => {
          DAYS.slice(first).forEach((to, more) => {
            const said = countsIn(floorSummary(log, windowOf(from, to), k));
            const sums = new Map<string, number>();
            for (const counts of single.slice(first, first + more + 1)) {
              for (const [name, count] of counts) sums.set(name, (sums.get(name) ?? 0) + count);
            }
            expect([...said].filter(([, n]) => n > 0).sort()).toEqual([...sums].filter(([, n]) => n > 0).sort());
          });
        });
      }),
      { numRuns: 6 },
    );
  });

  it('is the plain summary without actors, runs and scores where every group is large', () => {
    const one = (n: number) =>
      makeEvent('agent_execution', {
        actor: { kind: n % 2 === 0 ? 'human' : 'agent', id: 'bob' },
        run_id: `run-${n % 3}`,
        timestamp: '2026-11-18T10:00:00.000Z',
        payload: { agent_type: n % 4 < 2 ? 'alpha' : 'beta', success: n % 8 < 4, duration_ms: n, cost: 0.5 },
      });
    const log = Array.from({ length: 160 }, (_, n) => one(n));
    const window = windowOf('2026-11-17', '2026-11-19');
    const plain = createSummary({ window });
    for (const event of log) plain.add(event);
    const want = plain.finish({ generatedAt: GENERATED });
    expect(floorSummary(log, window, 10)).toEqual({
      ...want,
      k: 10,
      suppressed_figures: 0,
      events_by_actor_id: {},
      completions_by_actor_id: {},
      runs: [],
      agents: Object.fromEntries(
        Object.entries(want.agents).map(([name, agent]) => [
          name,
          // Of 80 values fewer than ten lie above these two.
          { ...agent, duration_ms: { ...agent.duration_ms, p95: null, p99: null } },
        ]),
      ),
    });
  });

  it('takes rate, mean, sum and quantiles away with the group beneath them', () => {
    const run = (n: number, payload: object) =>
      makeEvent('agent_execution', {
        timestamp: '2026-11-18T10:00:00.000Z',
        payload: { agent_type: 'alpha', success: n < 57, ...payload },
      });
    const log = Array.from({ length: 60 }, (_, n) => run(n, n < 4 ? { cost: 7, duration_ms: 1234 } : {}));
    const { agents } = floorSummary(log, windowOf('2026-11-18', '2026-11-18'), 5);
    // Three failed, and four say what they cost and took.
    expect(agents['alpha']).toMatchObject({
      uses: 60,
      success_rate: null,
      cost_usd: 0,
      duration_ms: { avg: null, p50: null, p95: null, p99: null },
    });
  });

  it('tells of a busy day what it may, however many small groups there are', () => {
    const at = { timestamp: '2026-11-18T10:00:00.000Z' };
    const hash = (n: number) => n.toString(16).padStart(64, '0');
    const log = Array.from({ length: 6000 }, (_, n) =>
      n % 2 === 0
        ? makeEvent('error', {
            ...at,
            payload: { error_type: `E${n % 6}`, component: `c${n % 14}`, stack_trace_hash: hash(n) },
          })
        : makeEvent('agent_execution', {
            ...at,
            payload: { agent_type: `a${n % 16}`, success: n % 3 === 0, duration_ms: n, error_type: `E${n}` },
          }),
    );
    const summary = floorSummary(log, windowOf('2026-11-18', '2026-11-18'), 20);
    expect(summary).toMatchObject({ events_considered: 6000, events_by_type: { error: 3000, agent_execution: 3000 } });
    expect(Object.values(summary.agents).map(({ uses, success_rate }) => [uses, success_rate])).toEqual(
      Array.from({ length: 8 }, () => [375, expect.closeTo(1 / 3, 1)]),
    );
    expect(Object.keys(summary.errors)).toHaveLength(3);
    expect(summary.suppressed_figures).toBeGreaterThan(5000);
  });

  it('keeps back little of a day for a rare kind of actor that did something now and then', () => {
    const events = EVENT_NAMES.filter((name) => name !== 'scorecard.updated').flatMap((name, type) =>
      Array.from({ length: 200 + type }, (_, n) =>
        makeEvent(name, { actor: { kind: n === 0 ? 'system' : n % 2 === 0 ? 'human' : 'agent', id: 'a' } }),
      ),
    );
    const told = countsOf(suppressDay(encodedOf(events), 20).state);
    const types = [...countsOf(encodedOf(events))].filter(([path]) => path.startsWith('events_by_type'));
    expect(types.filter(([path]) => told.get(path) === undefined)).toEqual([]);
    expect(told.get('completions_total')).toBeGreaterThanOrEqual(200);
  });

  it('takes streaks of days whose completions may be told, and no scorecard', () => {
    const done = (day: string, n: number) =>
      Array.from({ length: n }, () => makeEvent('quest.completed', { timestamp: `${day}T10:00:00.000Z` }));
    const card = makeEvent('scorecard.updated', {
      timestamp: '2026-11-19T10:00:00.000Z',
      payload: { daily_streak: 77, weekly_streak: 77, total_xp: 777 },
    });
    const log = [
      ...done('2026-11-16', 9),
      ...done('2026-11-17', 2),
      ...done('2026-11-18', 9),
      ...done('2026-11-19', 9),
      card,
    ];
    expect(floorSummary(log, windowOf('2026-11-16', '2026-11-19'), 5)).toMatchObject({
      daily_streak: 2,
      weekly_streak: 1,
      total_xp: 0,
      completions_total: 27,
    });
  });
});

describe('the window of a summary with a floor', () => {
  const now = new Date('2026-11-21T13:14:15Z');
  const ends = (request: Parameters<typeof parseClosedWindow>[0]) => {
    const { start, end } = parseClosedWindow(request, now);
    return [start?.toISOString() ?? null, end.toISOString()];
  };

  it('is the last closed days, never a day that is still going on', () => {
    const yesterday = '2026-11-20T23:59:59.999Z';
    expect(ends({ range: '7d' })).toEqual(['2026-11-14T00:00:00.000Z', yesterday]);
    expect(ends({})).toEqual([null, yesterday]);
    expect(ends({ until: '2099-01-01T00:00:00Z' })).toEqual([null, yesterday]);
    expect(ends({ since: '2026-11-18T00:00:01Z', until: '2026-11-20T12:00:00Z' })).toEqual([
      '2026-11-19T00:00:00.000Z',
      '2026-11-19T23:59:59.999Z',
    ]);
    expect(ends({ range: '1d', until: '2026-11-19T23:59:59.999Z' })).toEqual([
      '2026-11-19T00:00:00.000Z',
      '2026-11-19T23:59:59.999Z',
    ]);
  });

  it('refuses hours, and what holds no closed day', () => {
    const invalid = expect.objectContaining({ code: 'RANGE_INVALID' });
    expect(() => ends({ range: '24h' })).toThrow(invalid);
    expect(() => ends({ since: '2026-11-20T00:00:01Z' })).toThrow(invalid);
    expect(() => ends({ since: '2026-11-21T00:00:00Z' })).toThrow(invalid);
  });
});
