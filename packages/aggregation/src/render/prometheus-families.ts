/**
 * Which metrics Prometheus gets of a summary: names, units, labels, help. The list is a contract (docs/metrics.md), and the
 * Grafana dashboard uses just these names. No label holds an id of an actor, an event or a run.
 */

import { OTHER } from '../identifier.ts';
import type { Distribution } from '../metrics/distribution.ts';
import type { ByKey } from '../metrics/group-by.ts';
import type { Summary } from '../summary/summary.ts';
import type { Labels, MetricFamily, Sample } from './exposition.ts';
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
    counter('telemetry_events_total', 'Events, by type.', counted('event', summary.events_by_type)),
    counter(
      'telemetry_agent_executions_total',
      'Tasks that agents worked on.',
      agents.counts(({ uses }) => uses),
    ),
    gauge(
      'telemetry_agent_success_ratio',
      'Share of those tasks that succeeded, 0 to 1.',
      agents.own(({ success_rate }, labels) => [orNone(labels, success_rate)]),
    ),
    quantiles(
      'telemetry_agent_duration_seconds',
      'How long agents worked on a task.',
      agents.own(({ duration_ms }, labels) => quantileSamples(duration_ms, labels)),
    ),
    counter(
      'telemetry_agent_cost_usd_total',
      'What models charged, in US dollars.',
      agents.counts(({ cost_usd }) => cost_usd),
    ),
    counter(
      'telemetry_agent_input_tokens_total',
      'Tokens that models read.',
      agents.counts(({ input_tokens }) => input_tokens),
    ),
    counter(
      'telemetry_agent_output_tokens_total',
      'Tokens that models wrote.',
      agents.counts(({ output_tokens }) => output_tokens),
    ),
    counter(
      'telemetry_skill_executions_total',
      'Uses of skills.',
      skills.counts(({ uses }) => uses),
    ),
    gauge(
      'telemetry_skill_success_ratio',
      'Share of those uses that succeeded, 0 to 1.',
      skills.own(({ success_rate }, labels) => [orNone(labels, success_rate)]),
    ),
    quantiles(
      'telemetry_skill_duration_seconds',
      'How long skills took.',
      skills.own(({ duration_ms }, labels) => quantileSamples(duration_ms, labels)),
    ),
    gauge(
      'telemetry_skill_rating_mean',
      'Mean rating of users, 1 to 5.',
      skills.own(({ rating_mean }, labels) => [orNone(labels, rating_mean)]),
    ),
    counter(
      'telemetry_command_executions_total',
      'Commands that ran.',
      commands.counts(({ runs }) => runs),
    ),
    gauge(
      'telemetry_command_failure_ratio',
      'Share of those commands that failed, 0 to 1.',
      commands.own(({ failure_rate }, labels) => [orNone(labels, failure_rate)]),
    ),
    quantiles(
      'telemetry_command_duration_seconds',
      'How long commands took.',
      commands.own(({ duration_ms }, labels) => quantileSamples(duration_ms, labels)),
    ),
    counter('telemetry_errors_total', 'Errors, by type.', counted('error_type', errorCounts(summary))),
    counter('telemetry_feature_uses_total', 'What was done with features.', counted('feature', featureCounts(summary))),
    counter('telemetry_plans_generated_total', 'Plans that were made.', one(summary.plans_generated)),
    counter(
      'telemetry_quests_completed_total',
      'Quests that were completed, by tier of proof.',
      counted('proof_tier', summary.completions_by_proof_tier),
    ),
    counter(
      'telemetry_quests_failed_total',
      'Quests that failed, by reason.',
      counted('reason', summary.failures_by_reason),
    ),
    counter(
      'telemetry_risk_flags_total',
      'What the recorder or a host flagged as a risk.',
      one(summary.risk_flags_count),
    ),
    counter(
      'telemetry_feedback_total',
      'Feedback of users, by severity.',
      counted('severity', summary.feedback_by_severity),
    ),
    gauge('telemetry_daily_streak', 'Days in a row with a completed quest.', one(summary.daily_streak)),
    gauge('telemetry_weekly_streak', 'Weeks in a row with a completed quest.', one(summary.weekly_streak)),
    gauge('telemetry_experience_points', 'Experience points by the latest scorecard.', one(summary.total_xp)),
  ];
}

/** Adds up samples of equal labels, and sorts them by these. */
export function addUp(samples: readonly Sample[]): readonly Sample[] {
  const sums = new Map<string, Sample>();
  for (const sample of samples) {
    const key = JSON.stringify([sample.labels, sample.suffix]);
    sums.set(key, { ...sample, value: (sums.get(key)?.value ?? 0) + sample.value });
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sample]) => sample);
}

function counter(name: string, help: string, samples: readonly Sample[]): MetricFamily {
  return { name, help, type: 'counter', samples };
}

function gauge(name: string, help: string, samples: readonly Sample[]): MetricFamily {
  return { name, help, type: 'gauge', samples };
}

function quantiles(name: string, help: string, samples: readonly Sample[]): MetricFamily {
  return { name, help, type: 'summary', samples };
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
