/** Which charts stand over which table of a summary. */

import type { Distribution } from '../../metrics/distribution.ts';
import type { ByKey } from '../../metrics/group-by.ts';
import type { Summary } from '../../summary/summary.ts';
import { formatAmount, formatDuration, formatNumber, formatShare } from '../format-figure.ts';
import type { BarRow, SpreadRow } from './charts.ts';
import { barChart, CHART_ROWS, spreadChart } from './charts.ts';
import type { Markup } from './markup.ts';

/** A chart with what it shows in words. */
export interface Chart {
  readonly title: string;
  readonly drawing: Markup;
}

/** What of a group is drawn. */
interface Use {
  readonly uses: number;
  /** The share that the table tells: of what succeeded, or of what failed. */
  readonly share: number | null;
  readonly durations: Distribution;
}

/**
 * The charts by the title of their table; titles without an entry have none.
 *
 * @param maxRows how many rows the tables have: what is beyond them is in no chart either
 */
export function summaryCharts(summary: Summary, maxRows: number): { readonly [table: string]: readonly Chart[] } {
  const errors = pairs(summary.errors, ({ count }) => count);
  const features = pairs(summary.features, (count) => count);
  const quests = Object.fromEntries(summary.top_quests_completed.map(({ quest_id, count }) => [quest_id, count]));
  const ways = Object.fromEntries(summary.workflows.map(({ sequence, count }) => [sequence.join(' > '), count]));
  const used = ranked(summary.agents, ({ uses: count }) => count).slice(0, maxRows);
  const costs = mapValues(Object.fromEntries(used), ({ cost_usd }) => cost_usd);
  return {
    Events: bars('Events by type', summary.events_by_type),
    Agents: [
      ...uses(
        mapValues(summary.agents, (agent) => useOf(agent.uses, agent.success_rate, agent.duration_ms)),
        true,
      ),
      ...bars('Cost in US dollars', costs, formatAmount),
    ],
    Skills: uses(
      mapValues(summary.skills, (skill) => useOf(skill.uses, skill.success_rate, skill.duration_ms)),
      true,
    ),
    Commands: uses(
      mapValues(summary.commands, ({ runs, failure_rate, duration_ms }) => useOf(runs, failure_rate, duration_ms)),
      false,
    ),
    Errors: bars('Errors by type and component', errors),
    Features: bars('Uses by feature and action', features),
    'Quests completed': bars('The quests completed most often', quests),
    'Quests failed': bars('Failures by reason', summary.failures_by_reason),
    Feedback: bars('Feedback by component', summary.feedback_by_component),
    Workflows: bars('Workflows by the order of components', ways),
  };
}

function useOf(uses: number, share: number | null, durations: Distribution): Use {
  return { uses, share, durations };
}

/** @param ofGood whether the share is of what succeeded */
function uses(values: ByKey<Use>, ofGood: boolean): readonly Chart[] {
  const shown = ranked(values, (use) => use.uses).slice(0, CHART_ROWS);
  const most = shown[0]?.[1].uses ?? 0;
  if (most === 0) return [];
  const counted = shown.map(([label, { uses: count, share }]): BarRow => {
    const length = count / most;
    if (share === null) return { label, figure: formatNumber(count), parts: [{ share: length, tone: 'plain' }] };
    const good = ofGood ? share : 1 - share;
    const parts = [
      { share: length * good, tone: 'good' as const },
      { share: length * (1 - good), tone: 'bad' as const },
    ];
    return { label, figure: `${formatNumber(count)} · ${formatShare(share)}`, parts };
  });
  const spreads = shown.flatMap(([label, { durations }]): SpreadRow[] => {
    const { p50, p95, p99 } = durations;
    return p50 === null ? [] : [{ label, p50, p95, p99 }];
  });
  const often = `How often, and the share that ${ofGood ? 'succeeded' : 'failed'}`;
  const first = { title: often, drawing: barChart(often, counted) };
  if (!spreads.some(({ p50, p99 }) => (p99 ?? p50) > 0)) return [first];
  const title = 'How long: median · 95th · 99th percentile';
  return [first, { title, drawing: spreadChart(title, spreads) }];
}

function bars(
  title: string,
  values: ByKey<number>,
  format: (value: number) => string = formatNumber,
): readonly Chart[] {
  const shown = ranked(values, (value) => value)
    .filter(([, value]) => value > 0)
    .slice(0, CHART_ROWS);
  const [, greatest] = shown[0] ?? ['', 0];
  if (greatest === 0) return [];
  const rows = shown.map(([label, value]): BarRow => {
    return { label, figure: format(value), parts: [{ share: value / greatest, tone: 'plain' }] };
  });
  return [{ title, drawing: barChart(title, rows) }];
}

/** Greatest first, equals by key. */
function ranked<Value>(values: ByKey<Value>, size: (value: Value) => number): readonly (readonly [string, Value])[] {
  return Object.entries(values).sort(([a, x], [b, y]) => size(y) - size(x) || (a < b ? -1 : 1));
}

function mapValues<From, To>(values: ByKey<From>, change: (value: From) => To): ByKey<To> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}

/** One figure for each pair of keys, as the rows of a table have them. */
function pairs<Value>(values: ByKey<ByKey<Value>>, figure: (value: Value) => number): ByKey<number> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([first, inner]) =>
      Object.entries(inner).map(([second, value]) => [`${first} · ${second}`, figure(value)]),
    ),
  );
}

/** The overview as tiles: name and figure. */
export function overviewTiles(summary: Summary): readonly (readonly [string, string])[] {
  const all: readonly (readonly [string, number, string])[] = [
    ['Events', summary.events_considered, formatNumber(summary.events_considered)],
    ['Plans', summary.plans_generated, formatNumber(summary.plans_generated)],
    ['Quests per plan', summary.avg_quests_per_plan, formatNumber(summary.avg_quests_per_plan)],
    ['Quests completed', summary.completions_total, formatNumber(summary.completions_total)],
    ['Quest success', summary.quest_success_rate, formatShare(summary.quest_success_rate)],
    ['Daily streak', summary.daily_streak, `${formatNumber(summary.daily_streak)} d`],
    ['Weekly streak', summary.weekly_streak, `${formatNumber(summary.weekly_streak)} w`],
    ['Experience', summary.total_xp, formatNumber(summary.total_xp)],
    ['Time estimated', summary.timebox_estimates_sum, formatDuration(summary.timebox_estimates_sum * 60_000)],
    ['Time observed', summary.observed_duration_sum, formatDuration(summary.observed_duration_sum * 1000)],
    ['Risk flags', summary.risk_flags_count, formatNumber(summary.risk_flags_count)],
    ['Feedback', summary.feedback_count, formatNumber(summary.feedback_count)],
  ];
  return all.filter(([name, value]) => name === 'Events' || value !== 0).map(([name, , text]) => [name, text]);
}
