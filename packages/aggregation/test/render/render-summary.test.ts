import { describe, expect, it } from 'vitest';
import type { Summary } from '../../src/index.ts';
import {
  createSummary,
  formatAmount,
  formatDuration,
  formatNumber,
  parseRange,
  renderSummary,
  summaryTables,
} from '../../src/index.ts';
import { makeEvent } from '../make-event.ts';

const GENERATED = new Date('2026-11-20T12:00:00Z');

function summaryOf(...events: readonly ReturnType<typeof makeEvent>[]): Summary {
  const builder = createSummary({ window: parseRange('7d', GENERATED) });
  for (const event of events) builder.add(event);
  return builder.finish({ generatedAt: GENERATED });
}

const sources = ['10', '9', 'b', '__proto__', 'a'].map((source) =>
  makeEvent('quest.completed', { source, payload: { quest_id: '@scope/quest', pillars: ['-1+1'] } }),
);

describe('JSON', () => {
  it('keeps the order of the format, sorts maps by code unit, and can be read back', () => {
    const summary = summaryOf(...sources);
    const text = renderSummary(summary, 'json');
    expect(JSON.parse(text)).toEqual(summary);
    expect(
      text.startsWith('{\n  "schema_version": "1.0",\n  "generated_at": "2026-11-20T12:00:00.000Z",\n  "range": "7d",'),
    ).toBe(true);
    const map = /"completions_by_source": \{([^}]*)\}/.exec(text)?.[1] ?? '';
    expect([...map.matchAll(/"([^"]+)":/g)].map(([, key]) => key)).toEqual(['10', '9', '__proto__', 'a', 'b']);
    expect(text).toContain('"agents": {}');
    expect(text.endsWith('}\n')).toBe(true);
  });
});

describe('CSV', () => {
  it('has one value a row, CRLF, and no cell that a spreadsheet takes for a formula', () => {
    const text = renderSummary(summaryOf(...sources), 'csv');
    const rows = text.split('\r\n');
    expect(rows[0]).toBe('metric,key,value');
    expect(rows.at(-1)).toBe('');
    expect(rows).toContain('completions_total,,5');
    expect(rows).toContain("top_quests_completed,'@scope/quest / count,5");
    expect(rows.every((row) => row === '' || row.split(',').length === 3)).toBe(true);
    for (const row of rows) for (const cell of row.split(',')) expect(cell).not.toMatch(/^[=+@\t\r]/);
  });

  it('quotes and disarms what a foreign file may hold', () => {
    const foreign = { ...summaryOf(), events_by_type: { '=1+1': 1, 'a,"b"': 2, '\t=x': 3 }, daily_streak: -2 };
    const rows = renderSummary(foreign, 'csv').split('\r\n');
    expect(rows).toContain("events_by_type,'=1+1,1");
    expect(rows).toContain('events_by_type,"a,""b""",2');
    expect(rows).toContain("events_by_type,'\t=x,3");
    expect(rows).toContain('daily_streak,,-2');
  });
});

describe('Markdown and tables', () => {
  it('show what is there and leave out what is not', () => {
    const text = renderSummary(summaryOf(...sources), 'markdown');
    expect(text).toContain('| event | count |\n| --- | ---: |\n| quest.completed | 5 |');
    expect(text).not.toContain('## Agents');
    expect(summaryTables(summaryOf()).map(({ title }) => title)).toEqual(['Overview']);
  });

  it('escape what would break a table or become markup', () => {
    const foreign = { ...summaryOf(), events_by_type: { 'a|b<script>\n*x*': 1, __proto_q__: 2, feature_usage: 3 } };
    Object.defineProperty(foreign.events_by_type, '__proto__', { value: 4, enumerable: true });
    const text = renderSummary(foreign, 'markdown');
    expect(text).toContain('a\\|b\\<script> \\*x\\*');
    expect(text).toContain('\n| \\_\\_proto\\_\\_ | 4 |\n| feature_usage | 3 |\n| \\_\\_proto_q\\_\\_ | 2 |\n');
  });

  it('put the greatest first, cut long tables and say so', () => {
    const many = Array.from({ length: 30 }, (_, n) => makeEvent(`event.n${n % 25}`));
    const events = summaryTables(summaryOf(...many), 5).find(({ title }) => title === 'Events');
    expect(events?.rows).toEqual(['n0', 'n1', 'n2', 'n3', 'n4'].map((name) => [`event.${name}`, '2']));
    expect(events?.more).toBe(20);
    expect(renderSummary(summaryOf(...many), 'markdown')).toContain('and 5 more');
  });

  it('put the greatest first in tables of two keys, too', () => {
    const used = (feature_name: string, action: string) =>
      makeEvent('feature_usage', { payload: { feature_name, action } });
    const some = [used('a', 'used'), used('z', 'used'), used('a', 'enabled'), used('z', 'used'), used('z', 'used')];
    const features = summaryTables(summaryOf(...some, used('a', 'used'))).find(({ title }) => title === 'Features');
    expect(features?.rows).toEqual([
      ['z', 'used', '3'],
      ['a', 'used', '2'],
      ['a', 'enabled', '1'],
    ]);
  });

  it('has as many cells in a row as columns, for every table', () => {
    const full = summaryOf(
      ...sources,
      makeEvent('agent_execution', { payload: { agent_type: 'a' } }),
      makeEvent('skill_execution', { payload: { skill_name: 'a' } }),
      makeEvent('executor.command_completed'),
      makeEvent('error', { run_id: 'r' }),
      makeEvent('feature_usage'),
      makeEvent('quest.failed'),
      makeEvent('feedback.submitted'),
      makeEvent('workflow', { payload: { actions: [{ component: 'a' }] } }),
    );
    const tables = summaryTables(full);
    expect(tables).toHaveLength(12);
    for (const { columns, rows } of tables) for (const row of rows) expect(row).toHaveLength(columns.length);
  });
});

describe('figures for people', () => {
  it('are short, grouped, and the same on every machine', () => {
    expect([0, 1234.5678, 1234567, -1000, null].map(formatNumber)).toEqual([
      '0',
      '1,234.568',
      '1,234,567',
      '-1,000',
      '-',
    ]);
    expect([0, 1.234, 999.4, 1000, 61_000, 7_200_000, null].map(formatDuration)).toEqual([
      '0 ms',
      '1.23 ms',
      '999 ms',
      '1.0 s',
      '1.0 min',
      '2.0 h',
      '-',
    ]);
    expect([0, 0.00012, 0.5, 12].map(formatAmount)).toEqual(['-', '$0.00012', '$0.50', '$12.00']);
  });
});
