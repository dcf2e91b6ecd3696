import { extendStandardCatalog } from '@telemetry/schema';
import { describe, expect, it } from 'vitest';
import {
  actorKind,
  count,
  countBy,
  defineReport,
  distribution,
  either,
  eventTime,
  extent,
  fieldsOf,
  groupBy,
  groups,
  latest,
  mapResult,
  mean,
  on,
  quantiles,
  rate,
  sequences,
  source,
  sum,
  sumBy,
  topK,
} from '../../src/index.ts';
import { makeEvent, resultOf } from '../make-event.ts';

const catalog = extendStandardCatalog();
const agent = fieldsOf(catalog, 'agent_execution');
const quest = fieldsOf(catalog, 'quest.completed');

const events = [
  makeEvent('agent_execution', {
    source: 'cli',
    payload: { agent_type: 'b', success: true, duration_ms: 10, cost: 0.1 },
  }),
  makeEvent('agent_execution', {
    source: 'api',
    payload: { agent_type: 'a', success: false, duration_ms: 20.5, cost: 0.2 },
  }),
  makeEvent('agent_execution', {
    source: 'api',
    payload: { agent_type: 'a', success: true, duration_ms: 'slow', cost: -1 },
  }),
  makeEvent('quest.completed', { source: 'cli', payload: { pillars: ['x', 'y', 'x', 5, 'two words'] } }),
];

describe('metrics, by hand', () => {
  it('count counts all events, or those that a reader reads', () => {
    expect(resultOf(count(), events)).toBe(4);
    expect(resultOf(count(agent.occurs), events)).toBe(3);
    expect(resultOf(count(agent.number('duration_ms')), events)).toBe(2);
  });

  it('countBy counts by key, keys sorted, and an event of several keys under each of them once', () => {
    expect(Object.entries(resultOf(countBy(source), events))).toEqual([
      ['api', 2],
      ['cli', 2],
    ]);
    expect(Object.entries(resultOf(countBy(agent.key('agent_type')), events))).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    expect(resultOf(countBy(quest.keys('pillars')), events)).toEqual({ x: 1, y: 1, other: 1 });
    expect(resultOf(countBy(on('quest.completed', actorKind)), events)).toEqual({ agent: 1 });
  });

  it('countBy folds what is over its cap into other, beside what is called other', () => {
    const named = ['a', 'b', 'c', 'other', 'other'].map((text) => makeEvent('x', { source: text }));
    const result = resultOf(countBy(source, 2), named);
    expect(Object.values(result).reduce((a, b) => a + b, 0)).toBe(5);
    expect(Object.keys(result)).toContain('other');
    const metric = countBy(source, 2);
    expect(metric.isCapped?.(named.reduce((state, event) => metric.add(state, event), metric.empty()))).toBe(true);
  });

  it('sum is exact where floating sums are not, and skips what does not fit', () => {
    expect(0.1 + 0.2).not.toBe(0.3);
    expect(resultOf(sum(agent.number('cost')), events)).toBe(0.3);
    expect(resultOf(sumBy(agent.key('agent_type'), agent.number('cost')), events)).toEqual({ a: 0.2, b: 0.1 });
  });

  it('mean is over the events that have the number, and null with none', () => {
    expect(resultOf(mean(agent.number('duration_ms'), 3), events)).toBe(15.25);
    expect(resultOf(mean(agent.number('duration_ms'), 0), events)).toBe(15);
    expect(resultOf(mean(agent.number('input_tokens'), 3), events)).toBeNull();
  });

  it('rate is a share to four decimals, and null with none', () => {
    expect(resultOf(rate(agent.flag('success')), events)).toBe(0.6667);
    expect(resultOf(rate(agent.flag('success')), [])).toBeNull();
  });

  it('quantiles are those of nearest rank', () => {
    const thousand = Array.from({ length: 100 }, (_, n) =>
      makeEvent('agent_execution', { payload: { duration_ms: n + 1 } }),
    );
    const result = resultOf(
      quantiles(agent.number('duration_ms'), { least: 0, p7: 0.07, p50: 0.5, most: 1 }),
      thousand,
    );
    expect(result.least).toBe(1);
    expect(result.p7).toBe(7);
    expect(result.p50).toBe(50);
    expect(result.most).toBe(100);
    expect(resultOf(distribution(agent.number('duration_ms')), events.slice(0, 1))).toEqual({
      avg: 10,
      p50: 10,
      p95: 10,
      p99: 10,
    });
    expect(resultOf(distribution(agent.number('duration_ms')), [])).toEqual({
      avg: null,
      p50: null,
      p95: null,
      p99: null,
    });
  });

  it('topK orders by count down, then by key, and says when the cap was hit', () => {
    const named = ['c', 'b', 'b', 'a', 'c', 'd'].map((text) => makeEvent('x', { source: text }));
    const top = [
      { key: 'b', count: 2 },
      { key: 'c', count: 2 },
      { key: 'a', count: 1 },
    ];
    expect(resultOf(topK(source, 3), named)).toEqual({ top, capped: false });
    expect(resultOf(topK(source, 3, 3), named).capped).toBe(true);
  });

  it('latest is the last by time, then by id, and not by arrival', () => {
    const xp = latest(fieldsOf(catalog, 'scorecard.updated').number('total_xp'));
    const at = (timestamp: string, event_id: string, total_xp: unknown) =>
      makeEvent('scorecard.updated', { timestamp, event_id, payload: { total_xp } });
    const cards = [
      at('2026-11-20T12:00:00Z', 'b', 7),
      at('2026-11-20T12:00:00Z', 'a', 8),
      at('2026-11-20T13:30:00+02:00', 'z', 9),
      at('2026-11-20T12:00:01Z', 'z', 'ten'),
      at('never', 'z', 11),
    ];
    expect(resultOf(xp, cards)).toBe(7);
    expect(resultOf(xp, cards.toReversed())).toBe(7);
    expect(resultOf(xp, [])).toBeNull();
    const twins = [at('2026-11-20T12:00:00Z', 'a', 1), at('2026-11-20T12:00:00Z', 'a', 2)];
    expect(resultOf(xp, twins)).toBe(resultOf(xp, twins.toReversed()));
  });

  it('extent knows both ends of a number', () => {
    expect(resultOf(extent(agent.number('duration_ms')), events)).toEqual({ min: 10, max: 20.5 });
    expect(resultOf(extent(eventTime), [])).toBeNull();
  });

  it('sequences fold consecutive repeats, cut after twelve, and name what may not be shown other', () => {
    const flow = (components: unknown[]) =>
      makeEvent('workflow', { payload: { actions: components.map((component) => ({ component })) } });
    const long = Array.from({ length: 20 }, (_, n) => `c${n}`);
    const result = resultOf(sequences(count()), [
      flow(['a', 'a', 'b', 'b', 'a']),
      flow(['a', 'b', 'a']),
      flow(['/home/x', undefined]),
      flow([]),
      flow(long),
      flow(long.slice(0, 12)),
      makeEvent('workflow', { payload: { actions: 'a' } }),
      makeEvent('workflow', { payload: { actions: [null, 3] } }),
    ]);
    expect(result).toEqual([
      { sequence: ['a', 'b', 'a'], result: 2 },
      { sequence: long.slice(0, 12), result: 2 },
      { sequence: ['other', 'unknown'], result: 1 },
    ]);
  });

  it('groups and reports nest', () => {
    const each = defineReport({ uses: count(), cost: sum(agent.number('cost')) });
    expect(resultOf(groupBy(agent.key('agent_type'), each), events)).toEqual({
      a: { uses: 2, cost: 0.2 },
      b: { uses: 1, cost: 0.1 },
    });
    expect(
      resultOf(
        groups(
          source,
          mapResult(count(), (n) => n * 2),
        ),
        events,
      ).entries,
    ).toEqual([
      ['api', 4],
      ['cli', 4],
    ]);
  });

  it('a report that reads named events alone leaves others out, also when nested', () => {
    const report = defineReport({ uses: count(agent.occurs), quests: count(quest.occurs) });
    expect(report.events).toEqual(['agent_execution', 'quest.completed']);
    const nested = groupBy(source, report);
    expect(resultOf(nested, [makeEvent('x'), ...events.slice(0, 1)])).toEqual({ cli: { uses: 1, quests: 0 } });
    expect(resultOf(report, [...events, makeEvent('x')])).toEqual({ uses: 3, quests: 1 });
  });
});

describe('decoded maps', () => {
  it('hold no key that could not have been read, none twice, and not more than their cap', () => {
    const metric = countBy(source, 2);
    for (const keys of [
      [['/home/bob', 1]],
      [
        ['a', 1],
        ['a', 1],
      ],
      [
        ['a', 1],
        ['b', 1],
        ['c', 1],
      ],
      [['a', -1]],
      [['a', 0.5]],
    ]) {
      expect(() => metric.decode({ keys, rest: null })).toThrow(expect.objectContaining({ code: 'STATE_INVALID' }));
    }
    expect(() => metric.decode({ keys: [['a', 1]], rest: 4 })).toThrow(
      expect.objectContaining({ code: 'STATE_INVALID' }),
    );
    expect(
      metric.finish(
        metric.decode({
          keys: [
            ['a', 1],
            ['b', 2],
          ],
          rest: 4,
        }),
      ),
    ).toEqual({ a: 1, b: 2, other: 4 });
  });
});

describe('fields of a catalog', () => {
  it('refuse to be read as what they are not', () => {
    expect(() => agent.number('success')).toThrow(TypeError);
    expect(() => agent.flag('cost')).toThrow(TypeError);
    expect(() => agent.key('cost')).toThrow(TypeError);
    expect(() => agent.keys('agent_type')).toThrow(TypeError);
    expect(() => agent.key('nothing')).toThrow(TypeError);
    expect(() => fieldsOf(catalog, 'nothing')).toThrow(TypeError);
    expect(() => either(agent.number('cost'), agent.number('duration_ms'))).toThrow(TypeError);
  });
});
