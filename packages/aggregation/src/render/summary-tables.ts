/** A summary as a few tables for people: what a terminal and the Markdown form show. Which rows, in which order; not how they look. */

import type { Distribution } from '../metrics/distribution.ts';
import type { ByKey } from '../metrics/group-by.ts';
import type { Summary } from '../summary/summary.ts';
import { formatAmount, formatDuration, formatNumber, formatShare } from './format-figure.ts';

/** A column of a table. Figures stand on the right. */
export interface Column {
  readonly header: string;
  readonly align: 'left' | 'right';
}

/** A table of texts. Cells may hold any character that a summary's keys hold: escape them for where they go. */
export interface Table {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  /** Rows that were left out for length. */
  readonly more: number;
}

/** Rows of a table unless said otherwise: a screen shows it, and a longer list is better read as CSV. */
const DEFAULT_ROWS = 20;

/** The tables of a summary; those without a row are left out. At most `maxRows` rows each, the greatest first. */
export function summaryTables(summary: Summary, maxRows: number = DEFAULT_ROWS): readonly Table[] {
  const tables = [
    table('Overview', ['', '='], overviewRows(summary)),
    table('Events', ['event', 'count='], countRows(summary.events_by_type)),
    table('Agents', ['agent', 'uses=', 'success=', 'p50=', 'p95=', 'p99=', 'cost=', 'tokens='], agentRows(summary)),
    table('Skills', ['skill', 'uses=', 'success=', 'p50=', 'p95=', 'p99=', 'rating='], skillRows(summary)),
    table('Commands', ['command', 'runs=', 'failed=', 'p50=', 'p95=', 'p99='], commandRows(summary)),
    table('Errors', ['error', 'component', 'count=', 'agents'], errorRows(summary)),
    table('Features', ['feature', 'action', 'count='], featureRows(summary)),
    table('Quests completed', ['quest', 'count='], questRows(summary)),
    table('Quests failed', ['reason', 'count='], countRows(summary.failures_by_reason)),
    table('Feedback', ['component', 'count='], countRows(summary.feedback_by_component)),
    table('Workflows', ['sequence', 'count=', 'mean=', 'success='], workflowRows(summary)),
    table('Runs', ['run=', 'cycles=', 'steps=', 'decisions', 'time='], runRows(summary)),
  ];
  return tables
    .filter(({ rows }) => rows.length > 0)
    .map((full) => ({ ...full, rows: full.rows.slice(0, maxRows), more: Math.max(0, full.rows.length - maxRows) }));
}

function table(title: string, headers: readonly string[], rows: readonly (readonly string[])[]): Table {
  const columns = headers.map((header) =>
    header.endsWith('=')
      ? { header: header.slice(0, -1), align: 'right' as const }
      : { header, align: 'left' as const },
  );
  return { title, columns, rows, more: 0 };
}

function overviewRows(summary: Summary): string[][] {
  const rows = [
    ['events', formatNumber(summary.events_considered)],
    ['from', summary.window_start ?? 'the beginning'],
    ['to', summary.window_end],
  ];
  if (summary.actor_id_filter !== null) rows.push(['actor', summary.actor_id_filter]);
  if (summary.k !== null) {
    rows.push(['floor', formatNumber(summary.k)], ['figures withheld', formatNumber(summary.suppressed_figures)]);
  }
  const figures: readonly (readonly [string, number, string])[] = [
    ['plans', summary.plans_generated, formatNumber(summary.plans_generated)],
    ['quests per plan', summary.avg_quests_per_plan, formatNumber(summary.avg_quests_per_plan)],
    ['quests completed', summary.completions_total, formatNumber(summary.completions_total)],
    ['quest success', summary.quest_success_rate, formatShare(summary.quest_success_rate)],
    ['daily streak', summary.daily_streak, `${formatNumber(summary.daily_streak)} d`],
    ['weekly streak', summary.weekly_streak, `${formatNumber(summary.weekly_streak)} w`],
    ['total xp', summary.total_xp, formatNumber(summary.total_xp)],
    ['time estimated', summary.timebox_estimates_sum, formatDuration(summary.timebox_estimates_sum * 60_000)],
    ['time observed', summary.observed_duration_sum, formatDuration(summary.observed_duration_sum * 1000)],
    ['risk flags', summary.risk_flags_count, formatNumber(summary.risk_flags_count)],
    ['feedback', summary.feedback_count, formatNumber(summary.feedback_count)],
  ];
  for (const [name, value, text] of figures) if (value !== 0) rows.push([name, text]);
  if (summary.capped.length > 0) rows.push(['capped', summary.capped.join(', ')]);
  return rows;
}

function countRows(counts: ByKey<number>): string[][] {
  return ranked(counts, (count) => count).map(([key, count]) => [key, formatNumber(count)]);
}

function agentRows({ agents }: Summary): string[][] {
  return ranked(agents, ({ uses }) => uses).map(([key, agent]) => [
    key,
    formatNumber(agent.uses),
    formatShare(agent.success_rate),
    ...middleAndTail(agent.duration_ms),
    formatAmount(agent.cost_usd),
    formatNumber(agent.input_tokens + agent.output_tokens),
  ]);
}

function skillRows({ skills }: Summary): string[][] {
  return ranked(skills, ({ uses }) => uses).map(([key, skill]) => [
    key,
    formatNumber(skill.uses),
    formatShare(skill.success_rate),
    ...middleAndTail(skill.duration_ms),
    formatNumber(skill.rating_mean),
  ]);
}

function commandRows({ commands }: Summary): string[][] {
  return ranked(commands, ({ runs }) => runs).map(([key, command]) => [
    key,
    formatNumber(command.runs),
    formatShare(command.failure_rate),
    ...middleAndTail(command.duration_ms),
  ]);
}

function errorRows({ errors }: Summary): string[][] {
  const all = Object.entries(errors).flatMap(([type, components]) =>
    Object.entries(components).map(([component, group]) => ({ type, component, ...group })),
  );
  return all
    .sort((a, b) => b.count - a.count)
    .map(({ type, component, count, agents }) => [
      type,
      component,
      formatNumber(count),
      Object.keys(agents).join(', '),
    ]);
}

function featureRows({ features }: Summary): string[][] {
  const all = Object.entries(features).flatMap(([name, actions]) =>
    Object.entries(actions).map(([action, count]) => ({ name, action, count })),
  );
  return all.sort((a, b) => b.count - a.count).map(({ name, action, count }) => [name, action, formatNumber(count)]);
}

function questRows({ top_quests_completed }: Summary): string[][] {
  return top_quests_completed.map(({ quest_id, count }) => [quest_id, formatNumber(count)]);
}

function workflowRows({ workflows }: Summary): string[][] {
  return workflows.map((workflow) => [
    workflow.sequence.join(' > '),
    formatNumber(workflow.count),
    formatDuration(workflow.mean_duration_ms),
    formatShare(workflow.success_rate),
  ]);
}

function runRows({ runs }: Summary): string[][] {
  return runs.map(({ run, cycles, plan_steps, decisions, duration_ms }) => [
    formatNumber(run),
    formatNumber(cycles),
    formatNumber(plan_steps),
    Object.entries(decisions)
      .map(([verdict, count]) => `${verdict} ${count}`)
      .join(', '),
    formatDuration(duration_ms),
  ]);
}

function middleAndTail({ p50, p95, p99 }: Distribution): [string, string, string] {
  return [formatDuration(p50), formatDuration(p95), formatDuration(p99)];
}

/** Greatest first, equals by key. */
function ranked<Value>(values: ByKey<Value>, size: (value: Value) => number): [string, Value][] {
  return Object.entries(values).sort(([a, x], [b, y]) => size(y) - size(x) || (a < b ? -1 : 1));
}
