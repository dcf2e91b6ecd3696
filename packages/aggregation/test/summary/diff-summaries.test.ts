import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  createSummary,
  diffSummaries,
  parseRange,
  parseSummary,
  renderSummary,
  summaryDigest,
} from '../../src/index.ts';
import { makeEvent } from '../make-event.ts';

const window = parseRange('7d', new Date('2026-11-20T12:00:00Z'));

function summaryOf(costs: readonly number[], generatedAt = new Date('2026-11-20T12:00:00Z')) {
  const builder = createSummary({ window });
  for (const cost of costs)
    builder.add(makeEvent('agent_execution', { run_id: 'r', payload: { agent_type: 'a', cost, duration_ms: cost } }));
  return builder.finish({ generatedAt });
}

describe('diffSummaries', () => {
  it('gives every figure of either, with an exact delta; what was not measured is null, a missing count is 0', () => {
    const { changes, before, after } = diffSummaries(summaryOf([]), summaryOf([0.1, 0.2]));
    const by = new Map(changes.map((change) => [change.metric, change]));
    expect(before).toEqual(after);
    expect(by.get('events_considered')).toEqual({ metric: 'events_considered', before: 0, after: 2, delta: 2 });
    expect(by.get('agents / a / cost_usd')).toMatchObject({ before: 0, after: 0.3, delta: 0.3 });
    expect(by.get('agents / a / duration_ms / avg')).toMatchObject({ before: null, after: 0.15, delta: null });
    expect(by.get('risk_flags_count')).toMatchObject({ delta: 0 });
    expect([...by.keys()].some((metric) => /^(runs|k|range|schema_version|window|generated|capped)/.test(metric))).toBe(
      false,
    );
    const back = diffSummaries(summaryOf([0.3]), summaryOf([0.1]));
    expect(back.changes.find(({ metric }) => metric === 'agents / a / cost_usd')?.delta).toBe(-0.2);
  });

  it('finds nothing between a summary and itself', () => {
    const summary = summaryOf([1, 2, 3]);
    expect(diffSummaries(summary, summary).changes.filter(({ delta }) => delta !== 0 && delta !== null)).toEqual([]);
  });
});

describe('summaryDigest', () => {
  it('is the SHA-256 of canonical JSON without generated_at', () => {
    const summary = summaryOf([1], new Date(0));
    expect(summaryDigest(summaryOf([1], new Date(1)))).toBe(summaryDigest(summary));
    expect(summaryDigest(summaryOf([2]))).not.toBe(summaryDigest(summary));
    expect(summaryDigest(JSON.parse(renderSummary(summary, 'json')))).toBe(summaryDigest(summary));
    const sorted = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(sorted);
      if (typeof value !== 'object' || value === null) return value;
      const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
      return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
    };
    const { generated_at, ...rest } = summary;
    expect(generated_at).toBe('1970-01-01T00:00:00.000Z');
    expect(summaryDigest(summary)).toBe(
      createHash('sha256')
        .update(JSON.stringify(sorted(rest)))
        .digest('hex'),
    );
  });
});

describe('parseSummary', () => {
  it('reads what was rendered, and what a newer version adds', () => {
    const summary = summaryOf([1]);
    expect(parseSummary(JSON.parse(renderSummary(summary, 'json')))).toEqual(summary);
    expect(
      parseSummary({ ...summary, schema_version: '1.4', more: 1, k: 10, range: null, window_start: null }),
    ).toBeTruthy();
  });

  it('refuses what is no summary, naming the missing keys', () => {
    const { daily_streak, runs, ...rest } = summaryOf([1]);
    expect([daily_streak, runs.length]).toEqual([0, 1]);
    expect(() => parseSummary(rest)).toThrow(/daily_streak, runs/);
    expect(() => parseSummary({})).toThrow(/schema_version, generated_at.* and \d+ more/);
    expect(() => parseSummary({ ...summaryOf([1]), agents: [] })).toThrow(/agents/);
    expect(() => parseSummary({ ...summaryOf([1]), range: 5 })).toThrow(/range/);
    for (const bad of [null, [], 'x', { ...summaryOf([1]), schema_version: '2.0' }]) {
      expect(() => parseSummary(bad)).toThrow(expect.objectContaining({ code: 'SUMMARY_INVALID' }));
    }
  });
});
