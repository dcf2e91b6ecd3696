/**
 * What Prometheus gets of a summary: values and labels; names and help stand in family-names.ts. No label holds an id of an actor, an event or a run.
 */

import { OTHER } from '../identifier.ts';
import type { Distribution } from '../metrics/distribution.ts';
import type { ByKey } from '../metrics/group-by.ts';
import type { Summary } from '../summary/summary.ts';
import { addUp, type Labels, type MetricFamily, type Sample } from './exposition.ts';
import { type FamilyName, family } from './family-names.ts';
import type { LabelLimits } from './label-limits.ts';

/** Fields are in milliseconds, Prometheus wants seconds. */
const MILLIS = 1000;

/** Turns a map into samples: which label its keys are, how large each is, and what is shown of it. */
interface Grouped<Value> {
  readonly label: string;
  readonly values: ByKey<Value>;
  readonly rank: (value: Value) => number;
}

/** The families of a summary, in the order of docs/metrics.md; those without a figure have no samples. */
export function summaryFamilies(summary: Summary, limits: LabelLimits): readonly MetricFamily[] {
  const grouped = <Value>({ label, values, rank }: Grouped<Value>) => {
    const ranked = Object.entries(values).sort(([a, x], [b, y]) => rank(y) - rank(x) || (a < b ? -1 : 1));
    const admitted = limits.admit(
      label,
      ranked.map(([key]) => key),
    );
    return {
      /** Counts, those without a series of their own added up under `other`; by key, so that sums round alike each time. */
      counts: (figure: (value: Value) => number) =>
        addUp(
          Object.entries(values)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, value]) => ({ labels: { [label]: admitted.has(key) ? key : OTHER }, value: figure(value) })),
        ),
      /** What cannot be added up: only of those that have a series. */
      own: (samples: (value: Value, labels: Labels) => readonly (Sample | undefined)[]) =>
        ranked
          .filter(([key]) => admitted.has(key))
          .flatMap(([key, value]) => samples(value, { [label]: key }))
          .filter((sample) => sample !== undefined),
    };
  };
  const counted = (label: string, values: ByKey<number>) =>
    grouped({ label, values, rank: (count) => count }).counts((count) => count);
  const agents = grouped({ label: 'agent', values: summary.agents, rank: ({ uses }) => uses });
  const skills = grouped({ label: 'skill', values: summary.skills, rank: ({ uses }) => uses });
  const commands = grouped({ label: 'command', values: summary.commands, rank: ({ runs }) => runs });
  return [
    family('telemetry_events_total', counted('event', summary.events_by_type)),
    family(
      'telemetry_agent_executions_total',
      agents.counts(({ uses }) => uses),
    ),
    family(
      'telemetry_agent_success_ratio',
      agents.own(({ success_rate }, labels) => [orNone(labels, success_rate)]),
    ),
    quantiles(
      'telemetry_agent_duration_seconds',
      agents.own(({ duration_ms }, labels) => quantileSamples(duration_ms, labels)),
    ),
    family(
      'telemetry_agent_cost_usd_total',
      agents.counts(({ cost_usd }) => cost_usd),
    ),
    family(
      'telemetry_agent_input_tokens_total',
      agents.counts(({ input_tokens }) => input_tokens),
    ),
    family(
      'telemetry_agent_output_tokens_total',
      agents.counts(({ output_tokens }) => output_tokens),
    ),
    family(
      'telemetry_skill_executions_total',
      skills.counts(({ uses }) => uses),
    ),
    family(
      'telemetry_skill_success_ratio',
      skills.own(({ success_rate }, labels) => [orNone(labels, success_rate)]),
    ),
    quantiles(
      'telemetry_skill_duration_seconds',
      skills.own(({ duration_ms }, labels) => quantileSamples(duration_ms, labels)),
    ),
    family(
      'telemetry_skill_rating_mean',
      skills.own(({ rating_mean }, labels) => [orNone(labels, rating_mean)]),
    ),
    family(
      'telemetry_command_executions_total',
      commands.counts(({ runs }) => runs),
    ),
    family(
      'telemetry_command_failure_ratio',
      commands.own(({ failure_rate }, labels) => [orNone(labels, failure_rate)]),
    ),
    quantiles(
      'telemetry_command_duration_seconds',
      commands.own(({ duration_ms }, labels) => quantileSamples(duration_ms, labels)),
    ),
    family('telemetry_errors_total', counted('error_type', errorCounts(summary))),
    family('telemetry_feature_uses_total', counted('feature', featureCounts(summary))),
    family('telemetry_plans_generated_total', one(summary.plans_generated)),
    family('telemetry_quests_completed_total', counted('proof_tier', summary.completions_by_proof_tier)),
    family('telemetry_quests_failed_total', counted('reason', summary.failures_by_reason)),
    family('telemetry_risk_flags_total', one(summary.risk_flags_count)),
    family('telemetry_feedback_total', counted('severity', summary.feedback_by_severity)),
    family('telemetry_daily_streak', one(summary.daily_streak)),
    family('telemetry_weekly_streak', one(summary.weekly_streak)),
    family('telemetry_experience_points', one(summary.total_xp)),
  ];
}

function quantiles(name: FamilyName, samples: readonly Sample[]): MetricFamily {
  return family(name, samples, 'summary');
}

function one(value: number): readonly Sample[] {
  return [{ labels: {}, value }];
}

function orNone(labels: Labels, value: number | null): Sample | undefined {
  return value === null ? undefined : { labels, value };
}

/** A summary holds quantiles alone; `telemetry metrics` counts buckets instead, which can be added up over time. */
function quantileSamples({ p50, p95, p99 }: Distribution, labels: Labels): readonly (Sample | undefined)[] {
  return Object.entries({ '0.5': p50, '0.95': p95, '0.99': p99 }).map(([quantile, millis]) =>
    orNone({ ...labels, quantile }, millis === null ? null : millis / MILLIS),
  );
}

function errorCounts({ errors }: Summary): ByKey<number> {
  return mapValues(errors, (components) => sumOf(Object.values(components).map(({ count }) => count)));
}

function featureCounts({ features }: Summary): ByKey<number> {
  return mapValues(features, (actions) => sumOf(Object.values(actions)));
}

function mapValues<Value>(values: ByKey<Value>, change: (value: Value) => number): ByKey<number> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}

function sumOf(figures: readonly number[]): number {
  return figures.reduce((so, figure) => so + figure, 0);
}
