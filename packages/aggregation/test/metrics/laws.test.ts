import type { RecordedEvent } from '@telemetry/schema';
import { extendStandardCatalog } from '@telemetry/schema';
import { canonicalJson } from '@telemetry/schema/policy';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Metric } from '../../src/index.ts';
import {
  actorId,
  count,
  countBy,
  cycle,
  defineReport,
  distribution,
  eventName,
  eventTime,
  extent,
  fieldsOf,
  groupBy,
  latest,
  mean,
  on,
  quantiles,
  rate,
  runKey,
  sequences,
  source,
  streak,
  sum,
  sumBy,
  topK,
} from '../../src/index.ts';
import { arbitraryLog } from '../arbitrary-events.ts';

const catalog = extendStandardCatalog();
const agent = fieldsOf(catalog, 'agent_execution');

const metrics: { readonly [name: string]: Metric<unknown, unknown> } = {
  count: count(),
  countBy: countBy(source),
  'countBy, capped': countBy(eventName, 3),
  'countBy lists, capped': countBy(fieldsOf(catalog, 'quest.completed').keys('pillars'), 2),
  sum: sum(agent.number('cost')),
  'sumBy, capped': sumBy(agent.key('agent_type'), agent.number('cost'), 2),
  mean: mean(agent.number('duration_ms'), 3),
  rate: rate(agent.flag('success')),
  quantiles: quantiles(agent.number('duration_ms'), { p50: 0.5 }),
  distribution: distribution(agent.number('duration_ms')),
  'topK, capped': topK(actorId, 2, 3),
  latest: latest(fieldsOf(catalog, 'scorecard.updated').number('total_xp')),
  extent: extent(cycle),
  streak: streak(on('quest.completed')),
  'sequences, capped': sequences(count(), 3),
  'groupBy, capped twice': groupBy(
    eventName,
    groupBy(source, defineReport({ n: count(), time: extent(eventTime) }), 2),
    4,
  ),
  'countBy runs': countBy(runKey()),
};

describe.each(Object.entries(metrics))('%s', (_, metric) => {
  const of = (events: readonly RecordedEvent[]) =>
    events.reduce((state, event) => metric.add(state, event), metric.empty());
  const form = (state: unknown) => canonicalJson(metric.encode(state));

  it('gives the same bytes for any order and any split', () => {
    fc.assert(
      fc.property(
        arbitraryLog.chain((log) =>
          fc.tuple(fc.constant(log), fc.shuffledSubarray(log, { minLength: log.length }), fc.nat(), fc.nat()),
        ),
        ([log, shuffled, first, second]) => {
          const want = form(of(log));
          expect(form(of(shuffled))).toBe(want);
          const cuts = [first % (log.length + 1), second % (log.length + 1)].sort((a, b) => a - b);
          const parts = () =>
            [shuffled.slice(0, cuts[0]), shuffled.slice(cuts[0], cuts[1]), shuffled.slice(cuts[1])].map(of);
          const [a, b, c] = parts();
          expect(form(metric.merge(metric.merge(a, b), c))).toBe(want);
          const [d, e, f] = parts();
          expect(form(metric.merge(d, metric.merge(e, f)))).toBe(want);
          const [g, h, i] = parts();
          expect(form(metric.merge(i, metric.merge(h, g)))).toBe(want);
        },
      ),
    );
  });

  it('has an identity, never changes what it merges from, and survives being stored between any two events', () => {
    fc.assert(
      fc.property(arbitraryLog, arbitraryLog, (left, right) => {
        const want = form(of(left));
        expect(form(metric.merge(metric.empty(), of(left)))).toBe(want);
        expect(form(metric.merge(of(left), metric.empty()))).toBe(want);
        const from = of(left);
        const merged = metric.merge(metric.empty(), from);
        right.reduce((state, event) => metric.add(state, event), metric.merge(merged, of(right)));
        expect(form(from)).toBe(want);
        const stored = metric.decode(JSON.parse(form(of(left))));
        expect(form(right.reduce((state, event) => metric.add(state, event), stored))).toBe(
          form(of([...left, ...right])),
        );
        expect(metric.finish(metric.decode(JSON.parse(want)))).toEqual(metric.finish(of(left)));
      }),
    );
  });

  it('decodes damaged states into the one failure, or into a state', () => {
    fc.assert(
      fc.property(
        arbitraryLog,
        fc.nat(),
        fc.constantFrom('0', '9', '"', '[', ']', 'null', ',', '-', '{}', '1e400'),
        (log, at, noise) => {
          const text = form(of(log));
          const place = at % text.length;
          let json: unknown;
          try {
            json = JSON.parse(text.slice(0, place) + noise + text.slice(place + 1));
          } catch {
            return;
          }
          try {
            metric.finish(metric.decode(json));
          } catch (error) {
            expect(error).toMatchObject({ code: 'STATE_INVALID' });
          }
        },
      ),
    );
  });
});
