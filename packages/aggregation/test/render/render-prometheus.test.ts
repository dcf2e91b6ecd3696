import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSummary, parseRange, renderPrometheus } from '../../src/index.ts';
import { renderExposition } from '../../src/render/exposition.ts';
import { createLabelLimits, MAX_LABEL_VALUES } from '../../src/render/label-limits.ts';
import { summaryFamilies } from '../../src/render/prometheus-families.ts';
import { arbitraryLog } from '../arbitrary-events.ts';
import { makeEvent } from '../make-event.ts';

const GENERATED = new Date('2026-11-25T00:00:00Z');

function summaryOf(events: readonly ReturnType<typeof makeEvent>[]) {
  const builder = createSummary({ window: parseRange('90d', GENERATED) });
  for (const event of events) builder.add(event);
  return builder.finish({ generatedAt: GENERATED });
}

function agentRun(agent: string, payload: object = {}) {
  return makeEvent('agent_execution', { payload: { agent_type: agent, success: true, duration_ms: 1500, ...payload } });
}

/** The samples of a text, by name and labels; refuses any line that the format does not know. */
function samplesOf(text: string): Map<string, number> {
  const line =
    /^([a-z_][a-z0-9_]*(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*\})?) (-?[0-9.]+(?:e[+-]?[0-9]+)?|[+-]Inf|NaN)$/;
  const found = new Map<string, number>();
  for (const given of text.split('\n').slice(0, -1)) {
    if (/^# (?:HELP [a-z0-9_]+ .+|TYPE [a-z0-9_]+ (?:counter|gauge|summary|histogram))$/.test(given)) continue;
    const [, name = '', value = ''] = line.exec(given) ?? [];
    expect([given, name]).not.toEqual([given, '']);
    expect(found.has(name)).toBe(false);
    found.set(name, Number(value));
  }
  return found;
}

describe('the Prometheus form of a summary', () => {
  it('is in seconds, and counts what the summary counts', () => {
    const text = renderPrometheus(
      summaryOf([agentRun('coder', { cost: 0.25 }), agentRun('coder', { success: false })]),
    );
    const samples = samplesOf(text);
    expect(samples.get('telemetry_events_total{event="agent_execution"}')).toBe(2);
    expect(samples.get('telemetry_agent_executions_total{agent="coder"}')).toBe(2);
    expect(samples.get('telemetry_agent_success_ratio{agent="coder"}')).toBe(0.5);
    expect(samples.get('telemetry_agent_duration_seconds{agent="coder",quantile="0.95"}')).toBe(1.5);
    expect(samples.get('telemetry_agent_cost_usd_total{agent="coder"}')).toBe(0.25);
    expect(text).toContain('# TYPE telemetry_agent_duration_seconds summary\n');
  });

  it('has only lines of the format, counters named _total, and no id, for any events', () => {
    fc.assert(
      fc.property(arbitraryLog, (events) => {
        const summary = summaryOf(events);
        const text = renderPrometheus(summary);
        for (const [, name, type] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
          expect([name, name?.endsWith('_total')]).toEqual([name, type === 'counter']);
        }
        const samples = samplesOf(text);
        const total = [...samples].filter(([name]) => name.startsWith('telemetry_events_total'));
        expect(total.reduce((so, [, value]) => so + value, 0)).toBe(summary.events_considered);
        for (const event of events) expect(text).not.toContain(event.event_id);
        for (const id of ['a1', 'a2', 'bob@example.org', 'run-1']) expect(text).not.toContain(`"${id}"`);
      }),
      { numRuns: 100 },
    );
  });

  it('gives a label at most so many values, adds the rest up under other, and never moves a value from one to the other', () => {
    const limits = createLabelLimits();
    const before = Array.from({ length: MAX_LABEL_VALUES }, (_, n) => agentRun(`early-${n}`));
    const later = Array.from({ length: 30 }, () => agentRun('late')).concat(agentRun('late-too'));
    const first = samplesOf(renderExposition(summaryFamilies(summaryOf(before), limits)));
    const second = samplesOf(renderExposition(summaryFamilies(summaryOf([...before, ...later]), limits)));
    const runs = [...second.keys()].filter((name) => name.startsWith('telemetry_agent_executions_total'));
    expect(runs).toHaveLength(MAX_LABEL_VALUES + 1);
    expect(second.get('telemetry_agent_executions_total{agent="other"}')).toBe(31);
    for (const [name, value] of first)
      if (name.includes('_total')) expect(second.get(name)).toBeGreaterThanOrEqual(value);
    const afresh = samplesOf(renderPrometheus(summaryOf([...before, ...later])));
    expect(afresh.get('telemetry_agent_executions_total{agent="late"}')).toBe(30);
  });

  it('escapes what a label or a help text may not hold as it is', () => {
    const labels = { name: 'a"b\\c\nd' };
    const text = renderExposition([
      { name: 'x_total', help: 'one\ntwo', type: 'counter', samples: [{ labels, value: Number.POSITIVE_INFINITY }] },
      { name: 'y', help: 'none', type: 'gauge', samples: [] },
    ]);
    expect(text).toBe('# HELP x_total one\\ntwo\n# TYPE x_total counter\nx_total{name="a\\"b\\\\c\\nd"} +Inf\n');
  });
});
