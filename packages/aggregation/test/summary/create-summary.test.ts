import type { Catalog, RecordedEvent } from '@telemetry/schema';
import { defineEvent, extendStandardCatalog } from '@telemetry/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FoldedSummary, SummaryBuilder, SummaryFold, SummaryOptions, Window } from '../../src/index.ts';
import {
  createSummary,
  createSummaryFold,
  cutReads,
  decodeSummary,
  foldRange,
  parseRange,
  renderSummary,
} from '../../src/index.ts';
import { summaryMetrics } from '../../src/summary/summary-metrics.ts';
import { releasedSource } from '../../src/summary/summary-source.ts';
import { arbitraryLog } from '../arbitrary-events.ts';
import { makeEvent } from '../make-event.ts';

const GENERATED = new Date('2026-11-20T12:00:00Z');
const week = parseRange('7d', GENERATED);

function build(events: readonly RecordedEvent[], options: Partial<SummaryOptions> = {}): SummaryBuilder {
  const builder = createSummary({ window: week, ...options });
  for (const event of events) builder.add(event);
  return builder;
}

function summaryOf(events: readonly RecordedEvent[], options: Partial<SummaryOptions> = {}) {
  return build(events, options).finish({ generatedAt: GENERATED });
}

/** What a store does: a state per UTC day, stored and read again; days that the window cuts, event by event. */
function foldOver(fold: SummaryFold, events: readonly RecordedEvent[], from: Date | null, to: Date): FoldedSummary {
  const whole = new Map<string, FoldedSummary>();
  let total = fold.empty();
  for (const event of events) {
    const time = Date.parse(event.timestamp);
    const startOfDay = Date.parse(event.timestamp.slice(0, 10));
    if (time > to.getTime() || (from !== null && time < from.getTime())) continue;
    const isCut = startOfDay + 86_399_999 > to.getTime() || (from !== null && startOfDay < from.getTime());
    if (isCut) total = fold.add(total, event);
    else {
      const day = event.timestamp.slice(0, 10);
      whole.set(day, fold.add(whole.get(day) ?? fold.empty(), event));
    }
  }
  const stored = [...whole.values()].map((state) => fold.decode(fold.encode(state)));
  return stored.reduce((so, state) => fold.merge(so, state), total);
}

/** What a summary takes: all up to the end of its window's last day, and the parts of days that are cut. */
function foldForSummary(window: Window, events: readonly RecordedEvent[]): Parameters<SummaryBuilder['addFolded']> {
  const fold = createSummaryFold({ window });
  // What files came to is stored as well, and read again.
  const kept = (state: FoldedSummary) => fold.sum?.decode(fold.sum.encode(state)) ?? state;
  // In two files, as a log has them.
  const files = [0, 1].map((file) => events.filter((_, at) => at % 2 === file));
  const folded = (from: Date | null, to: Date) =>
    files
      .map((file) => foldOver(fold, file, from, to))
      .reduce((so, state) => kept(fold.merge(so, state)), fold.empty());
  const upToEnd = folded(null, foldRange(window).to);
  return [upToEnd, cutReads(upToEnd, window).map((read) => [read, folded(read.from, read.to)])];
}

const done = (timestamp: string, payload: object = {}) => makeEvent('quest.completed', { timestamp, payload });
const card = (timestamp: string, payload: object) => makeEvent('scorecard.updated', { timestamp, payload });

describe('the window', () => {
  it('is closed at both ends', () => {
    const times = [
      '2026-11-13T11:59:59.999Z',
      '2026-11-13T12:00:00.000Z',
      '2026-11-20T12:00:00.000Z',
      '2026-11-20T12:00:00.001Z',
      'no time',
    ];
    const builder = createSummary({ window: week });
    expect(times.map((timestamp) => builder.add(makeEvent('x', { timestamp })))).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
    expect(builder.finish({ generatedAt: GENERATED })).toMatchObject({
      events_considered: 2,
      range: '7d',
      window_start: '2026-11-13T12:00:00.000Z',
      window_end: '2026-11-20T12:00:00.000Z',
    });
  });

  it('may be open to the past', () => {
    const open = { range: null, start: null, end: GENERATED };
    const summary = summaryOf([makeEvent('x', { timestamp: '0001-01-01T00:00:00Z' })], { window: open });
    expect(summary).toMatchObject({ events_considered: 1, range: null, window_start: null });
  });

  it('counts one actor alone when asked, also for streaks and scores', () => {
    const bob = { actor: { kind: 'human' as const, id: 'bob' } };
    const events = [
      makeEvent('quest.completed', { ...bob }),
      done('2026-11-19T12:00:00Z'),
      card('2026-11-20T11:00:00Z', { daily_streak: 9, weekly_streak: 9, total_xp: 9 }),
    ];
    expect(summaryOf(events, { actorId: 'bob' })).toMatchObject({
      actor_id_filter: 'bob',
      events_considered: 1,
      daily_streak: 1,
      weekly_streak: 1,
      total_xp: 0,
      events_by_actor_kind: { human: 1 },
    });
    expect(summaryOf(events, { actorId: 'Bob of Free Text' }).actor_id_filter).toBe('other');
  });
});

describe('streaks and scores', () => {
  it('come from the latest scorecard up to the end of the window, also from before it', () => {
    const events = [
      card('2026-11-01T00:00:00Z', { daily_streak: 4, weekly_streak: 2, total_xp: 70 }),
      card('2026-10-01T00:00:00Z', { daily_streak: 1, weekly_streak: 1, total_xp: 10 }),
      card('2026-11-21T00:00:00Z', { daily_streak: 9, weekly_streak: 9, total_xp: 99 }),
      done('2026-11-20T00:00:00Z', { xp_awarded: 5 }),
    ];
    expect(summaryOf(events)).toMatchObject({ daily_streak: 4, weekly_streak: 2, total_xp: 70 });
  });

  it('take each figure from the latest scorecard that has it', () => {
    const events = [
      card('2026-11-18T00:00:00Z', { daily_streak: 4, weekly_streak: 2, total_xp: 70 }),
      card('2026-11-19T00:00:00Z', { daily_streak: 'five', total_xp: 75 }),
    ];
    expect(summaryOf(events)).toMatchObject({ daily_streak: 4, weekly_streak: 2, total_xp: 75 });
  });

  it('are computed without one: days also from before the window, points from within', () => {
    const events = [
      '2026-11-12',
      '2026-11-13',
      '2026-11-14',
      '2026-11-15',
      '2026-11-16',
      '2026-11-17',
      '2026-11-18',
      '2026-11-19',
    ].map((day) => done(`${day}T01:00:00Z`, { xp_awarded: 10 }));
    expect(summaryOf(events)).toMatchObject({ daily_streak: 8, weekly_streak: 2, total_xp: 60, completions_total: 6 });
  });
});

describe('any split and order', () => {
  it('gives the same bytes: one by one, merged, stored between, or folded', () => {
    fc.assert(
      fc.property(arbitraryLog, fc.nat(), fc.nat(), (log, at, seed) => {
        const want = build(log);
        const shuffled = log.map((event, n) => ({ event, order: ((n + 1) * (seed + 7919)) % 104_729 }));
        const mixed = shuffled.sort((a, b) => a.order - b.order).map(({ event }) => event);
        const cut = at % (log.length + 1);
        const left = build(mixed.slice(0, cut));
        const right = build(mixed.slice(cut));
        right.merge(left);
        expect(right.encode()).toBe(want.encode());
        const stored = decodeSummary(left.encode(), { window: week });
        for (const event of mixed.slice(cut)) stored.add(event);
        expect(stored.encode()).toBe(want.encode());
        expect(renderSummary(stored.finish({ generatedAt: GENERATED }), 'json')).toBe(
          renderSummary(want.finish({ generatedAt: GENERATED }), 'json'),
        );
        const folded = createSummary({ window: week });
        folded.addFolded(...foldForSummary(week, mixed));
        expect(folded.encode()).toBe(want.encode());
      }),
      { numRuns: 300 },
    );
  });

  it('holds with more than 10,000 distinct keys and with fractional costs', () => {
    const events = Array.from({ length: 24_000 }, (_, n) =>
      makeEvent('agent_execution', {
        actor: { kind: 'agent', id: `actor-${n % 12_000}` },
        payload: { agent_type: 'a', cost: (n % 997) / 1000 + 0.1, duration_ms: n / 7 },
      }),
    );
    const one = build(events);
    const back = build(events.toReversed());
    expect(back.encode()).toBe(one.encode());
    const parts = [0, 1, 2].map((part) => build(events.filter((_, n) => n % 3 === part)));
    const [a, b, c] = parts as [SummaryBuilder, SummaryBuilder, SummaryBuilder];
    c.merge(a);
    c.merge(b);
    expect(c.encode()).toBe(one.encode());
    const summary = one.finish({ generatedAt: GENERATED });
    expect(summary.capped).toEqual(['events_by_actor_id']);
    expect(Object.keys(summary.events_by_actor_id)).toHaveLength(10_001);
    expect(summary.events_by_actor_id['other']).toBe(4000);
    const nanos = events.reduce((so, _, n) => so + BigInt(n % 997) * 1_000_000n + 100_000_000n, 0n);
    expect(summary.agents['a']?.cost_usd).toBe(Number(nanos) / 1e9);
  });

  it('refuses a state of another window, actor or version, and what is no state', () => {
    const text = build([done('2026-11-20T00:00:00Z')]).encode();
    const invalid = expect.objectContaining({ code: 'STATE_INVALID' });
    expect(() => decodeSummary(text, { window: parseRange('6d', GENERATED) })).toThrow(invalid);
    expect(() => decodeSummary(text, { window: week, actorId: 'bob' })).toThrow(invalid);
    expect(() => decodeSummary(text.replace('state/2', 'state/1'), { window: week })).toThrow(invalid);
    expect(() => build([]).merge(build([], { actorId: 'bob' }))).toThrow(invalid);
    for (const bad of ['', '{', 'null', '[]', '{}', text.slice(0, -1)]) {
      expect(() => decodeSummary(bad, { window: week })).toThrow(invalid);
    }
  });
});

describe('folded states', () => {
  const windows = fc
    .tuple(fc.option(fc.integer({ min: -30 * 24, max: 0 })), fc.integer({ min: -10 * 24, max: 3 * 24 }))
    .map(([start, end]) => ({ start: start === null ? null : start - 10 * 24, end }))
    .map(({ start, end }) => ({
      range: null,
      start: start === null ? null : new Date(GENERATED.getTime() + start * 3_600_000),
      end: new Date(GENERATED.getTime() + end * 3_600_000),
    }));

  it('give what all events give, for windows that cut days at either end, or both ends of one day', () => {
    const within = fc.integer({ min: 0, max: 23 }).chain((first) =>
      fc.integer({ min: first, max: 23 }).map((last) => ({
        range: null,
        start: new Date(`2026-11-17T${String(first).padStart(2, '0')}:30:00.000Z`),
        end: new Date(`2026-11-17T${String(last).padStart(2, '0')}:45:00.000Z`),
      })),
    );
    fc.assert(
      fc.property(arbitraryLog, fc.oneof(windows, within), (log, window) => {
        const folded = createSummary({ window });
        folded.addFolded(...foldForSummary(window, log));
        expect(folded.encode()).toBe(build(log, { window }).encode());
      }),
      { numRuns: 200 },
    );
  });

  it('can be used again after a summary took them', () => {
    const [folded] = foldForSummary(week, [done('2026-11-19T00:00:00Z')]);
    const sums = [1, 2].map(() => {
      const builder = createSummary({ window: week });
      builder.addFolded(folded);
      builder.add(done('2026-11-20T00:00:00Z'));
      return builder.finish({ generatedAt: GENERATED }).completions_total;
    });
    expect(sums).toEqual([2, 2]);
  });

  it('cannot serve one actor', () => {
    const folded = createSummaryFold({ window: week }).empty();
    expect(() => createSummary({ window: week, actorId: 'bob' }).addFolded(folded)).toThrow(TypeError);
  });

  it('say of removed files what released events would have said: no actor, no run, no word that is not declared', () => {
    const days = { range: null, start: new Date('2026-10-01T00:00:00Z'), end: new Date('2026-11-30T23:59:59.999Z') };
    const catalog = extendStandardCatalog({
      // In a state a word `unknown` is what a missing one is.
      vocabulary: {
        agents: ['beta', 'unknown'],
        quests: ['beta'],
        components: ['beta'],
        features: ['beta', 'unknown'],
      },
    });
    const metrics = summaryMetrics(releasedSource(catalog));
    fc.assert(
      fc.property(arbitraryLog, (log) => {
        const fold = createSummaryFold({ window: days, catalog });
        const reduced = fold.reduce(log.reduce((so, event) => fold.add(so, event), fold.empty()));
        const builder = createSummary({ window: days });
        builder.addFolded(reduced);
        const { agents, features, top_quests_completed, workflows, ...summary } = builder.finish({
          generatedAt: GENERATED,
        });
        const want = metrics.window.finish(
          log.reduce((so, event) => metrics.window.add(so, event), metrics.window.empty()),
        );
        expect({ agents, features, quests: summary.completions_by_pack }).toEqual({
          agents: want.agents,
          features: want.features,
          quests: want.completions_by_pack,
        });
        const shown = JSON.stringify([
          agents,
          features,
          summary.errors,
          top_quests_completed,
          workflows,
          summary.events_by_type,
        ]);
        expect(shown).not.toMatch(/"alpha"|"gamma"|something\.else/);
        expect(summary).toMatchObject({ events_by_actor_id: {}, completions_by_actor_id: {}, runs: [] });
      }),
      { numRuns: 60 },
    );
  });

  it('are refused when they are damaged', () => {
    const fold = createSummaryFold({ window: week });
    const text = fold.encode(fold.add(fold.empty(), done('2026-11-20T00:00:00Z')));
    expect(fold.encode(fold.decode(text))).toBe(text);
    expect(fold.encode(fold.empty())).toBe(fold.encode(fold.decode(fold.encode(fold.empty()))));
    for (const bad of ['', '{', '[]', '{}', text.slice(0, -1), text.replace('"day":', '"day":"x')]) {
      expect(() => fold.decode(bad)).toThrow(expect.objectContaining({ code: 'STATE_INVALID' }));
    }
  });

  it('keep what they came to for windows of the same days alone, and refuse what is damaged or of another', () => {
    const [ofWeek, ofDay] = [week, parseRange('1d', GENERATED)].map((window) => createSummaryFold({ window }));
    const state = ofWeek?.merge(ofWeek.empty(), ofWeek.add(ofWeek.empty(), makeEvent('a.b')));
    if (ofWeek?.sum === undefined || ofDay?.sum === undefined || state === undefined)
      throw new Error('there is no sum');
    expect(ofDay.sum.key).not.toBe(ofWeek.sum.key);
    expect(createSummaryFold({ window: week, keepsDays: true }).sum).toBeUndefined();
    const text = ofWeek.sum.encode(state);
    expect(ofWeek.sum.encode(ofWeek.sum.decode(text))).toBe(text);
    const { decode } = ofWeek.sum;
    for (const damaged of [
      text.slice(0, -1),
      '[]',
      'null',
      text.replace('"day":', '"other":'),
      text.replace('"count":1', '"count":-1'),
      text.replace(/"day":\d+/, '"day":1'),
    ])
      if (damaged !== text) expect(() => decode(damaged)).toThrow(expect.objectContaining({ code: 'STATE_INVALID' }));
  });

  it('have digests that change with the names of events and with nothing else', () => {
    const digests = (catalog?: Catalog) =>
      [week, parseRange('1d', GENERATED)].map((window) => createSummaryFold({ window, catalog }).digest);
    const plain = extendStandardCatalog({ events: [defineEvent('a.new', 'A.', {})] });
    const renamed = extendStandardCatalog({ events: [defineEvent('a.new', 'A.', {}, { renamedFrom: ['a.old'] })] });
    expect(digests(plain)).toEqual(digests());
    expect(new Set([...digests(), ...digests(renamed)]).size).toBe(2);
    for (const digest of digests()) expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('events of a catalog', () => {
  it('are counted under the name that they have now', () => {
    const catalog = extendStandardCatalog({ events: [defineEvent('a.new', 'A.', {}, { renamedFrom: ['a.old'] })] });
    const events = [makeEvent('a.old'), makeEvent('a.new')];
    expect(summaryOf(events, { catalog }).events_by_type).toEqual({ 'a.new': 2 });
    expect(summaryOf(events).events_by_type).toEqual({ 'a.new': 1, 'a.old': 1 });
  });
});
