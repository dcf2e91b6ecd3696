import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLiveMetrics, FAMILY_HELP } from '../../src/index.ts';
import { arbitraryLog } from '../arbitrary-events.ts';
import { makeEvent } from '../make-event.ts';

const FACTS = { files: 1, sizeBytes: 10, dropped: { closed: 2 } };

function rendered(events: readonly ReturnType<typeof makeEvent>[], live = createLiveMetrics()): string {
  return live.render(events.reduce(live.add, live.empty()), FACTS);
}

/** Counters and buckets: what may never fall while events are added. */
function countersOf(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => /^[a-z_]+_(?:total|bucket|sum|count)[{ ]/.test(line));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

describe('live metrics', () => {
  it('are the same however the events were split, merged, encoded and decoded', () => {
    fc.assert(
      fc.property(arbitraryLog, fc.nat(60), (events, at) => {
        const live = createLiveMetrics();
        const parts = [events.slice(0, at), events.slice(at)].map((part) => part.reduce(live.add, live.empty()));
        const [a = live.empty(), b = live.empty()] = parts.map((part) => live.decode(live.encode(part)));
        expect(live.render(live.merge(b, a), FACTS)).toBe(rendered(events));
      }),
      { numRuns: 100 },
    );
  });

  it('never fall while events are added, and buckets of one histogram rise to its count', () => {
    fc.assert(
      fc.property(arbitraryLog, arbitraryLog, (first, then) => {
        const live = createLiveMetrics();
        const state = first.reduce(live.add, live.empty());
        const before = countersOf(live.render(state, FACTS));
        const text = live.render(then.reduce(live.add, state), FACTS);
        const after = countersOf(text);
        for (const [name, value] of before)
          expect([name, after.get(name) ?? -1]).toEqual([name, expect.toSatisfy((v) => v >= value)]);
        const series = Map.groupBy(
          [...after].filter(([name]) => name.includes('_bucket{')),
          ([name]) => name.replace(/,?le="[^"]+"/, ''),
        );
        for (const [name, buckets] of series) {
          const bounds = buckets.map(([bucket]) =>
            Number((/le="([^"]+)"/.exec(bucket)?.[1] ?? '').replace('+Inf', 'Infinity')),
          );
          const counts = buckets.map(([, count]) => count);
          expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
          expect(counts).toEqual(counts.toSorted((a, b) => a - b));
          expect(after.get(name.replace('_bucket{', '_count{'))).toBe(counts.at(-1));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('count failures and seconds, and show a hash of a command as no series of its own', () => {
    const run = (payload: object) => makeEvent('agent_execution', { payload: { agent_type: 'coder', ...payload } });
    const text = rendered([
      run({ success: true, duration_ms: 30 }),
      run({ success: false, duration_ms: 4_000_000, cost: 0.5 }),
      makeEvent('command_completed', {
        payload: { success: false, duration_ms: 7, hashed_command_name: '0123456789ab' },
      }),
      makeEvent('executor.command_completed', { payload: { command: 'npm', exit_code: 1, duration_ms: 9 } }),
    ]);
    for (const line of [
      'telemetry_agent_failures_total{agent="coder"} 1',
      'telemetry_agent_duration_seconds_bucket{agent="coder",le="0.025"} 0',
      'telemetry_agent_duration_seconds_bucket{agent="coder",le="0.05"} 1',
      'telemetry_agent_duration_seconds_bucket{agent="coder",le="3600"} 1',
      'telemetry_agent_duration_seconds_bucket{agent="coder",le="+Inf"} 2',
      'telemetry_agent_duration_seconds_sum{agent="coder"} 4000.03',
      'telemetry_agent_cost_usd_total{agent="coder"} 0.5',
      'telemetry_command_failures_total{command="unknown"} 1',
      'telemetry_command_failures_total{command="npm"} 1',
      'telemetry_dropped_events_total{reason="closed"} 2',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).not.toContain('0123456789ab');
  });

  it('refuse states of other bounds and what is no JSON', () => {
    const live = createLiveMetrics();
    expect(() => live.decode('{')).toThrow(expect.objectContaining({ code: 'STATE_INVALID' }));
    expect(() => live.decode('{}')).toThrow(expect.objectContaining({ code: 'STATE_INVALID' }));
    const encoded = live.encode(
      [makeEvent('agent_execution', { payload: { duration_ms: 1 } })].reduce(live.add, live.empty()),
    );
    expect(() => live.decode(encoded.replace(/\[\[1,0/, '[[1'))).toThrow(
      expect.objectContaining({ code: 'STATE_INVALID' }),
    );
  });

  it('have names of base units, with help', () => {
    for (const [name, help] of Object.entries(FAMILY_HELP)) {
      expect(name).toMatch(/^telemetry_[a-z_]+$/);
      expect(name).not.toMatch(/milli|_ms|minutes|hours|days|percent|_count$|_sum$|_bucket$|_info$/);
      expect(help).toMatch(/\.$/);
    }
  });
});
