/** What a monitoring system gets of the live figures: counters and histograms, from which it makes rates and quantiles itself. */

import { OTHER } from '../identifier.ts';
import type { LiveFigures } from '../live/live-metrics.ts';
import type { ByKey } from '../metrics/group-by.ts';
import type { Histogram } from '../metrics/histogram.ts';
import { addUp, type Labels, type MetricFamily, type Sample } from './exposition.ts';
import { family } from './family-names.ts';
import type { LabelLimits } from './label-limits.ts';

/** Fields are in milliseconds, Prometheus wants seconds. */
const MILLIS = 1000;

interface Use {
  readonly executions: number;
  readonly failures: number;
  readonly duration_ms: Histogram;
}

/** The families of live figures. `limits` lives as long as they are served. */
export function liveFamilies(figures: LiveFigures, limits: LabelLimits): readonly MetricFamily[] {
  const each = <Value>(
    label: string,
    values: ByKey<Value>,
    size: (value: Value) => number,
    samplesOf: (value: Value, labels: Labels) => readonly Sample[],
  ): readonly Sample[] => {
    const entries = Object.entries(values);
    const ranked = entries.toSorted(([a, x], [b, y]) => size(y) - size(x) || (a < b ? -1 : 1));
    const admitted = limits.admit(
      label,
      ranked.map(([key]) => key),
    );
    // In the order of keys, so that sums of doubles round alike each time and never fall.
    return addUp(entries.flatMap(([key, value]) => samplesOf(value, { [label]: admitted.has(key) ? key : OTHER })));
  };
  const counts = (label: string, values: ByKey<number>) => each(label, values, (count) => count, one);
  const uses = <Value extends Use>(label: string, values: ByKey<Value>, figure: (value: Value) => number) =>
    each(
      label,
      values,
      ({ executions }) => executions,
      (value, labels) => one(figure(value), labels),
    );
  const durations = (label: string, values: ByKey<Use>) =>
    each(
      label,
      values,
      ({ executions }) => executions,
      ({ duration_ms }, labels) => histogramSamples(duration_ms, labels),
    );
  const { agents, skills, commands, last_event } = figures;
  return [
    family('telemetry_events_total', counts('event', figures.events)),
    family(
      'telemetry_agent_executions_total',
      uses('agent', agents, ({ executions }) => executions),
    ),
    family(
      'telemetry_agent_failures_total',
      uses('agent', agents, ({ failures }) => failures),
    ),
    family('telemetry_agent_duration_seconds', durations('agent', agents), 'histogram'),
    family(
      'telemetry_agent_cost_usd_total',
      uses('agent', agents, ({ cost_usd }) => cost_usd),
    ),
    family(
      'telemetry_agent_input_tokens_total',
      uses('agent', agents, ({ input_tokens }) => input_tokens),
    ),
    family(
      'telemetry_agent_output_tokens_total',
      uses('agent', agents, ({ output_tokens }) => output_tokens),
    ),
    family(
      'telemetry_skill_executions_total',
      uses('skill', skills, ({ executions }) => executions),
    ),
    family(
      'telemetry_skill_failures_total',
      uses('skill', skills, ({ failures }) => failures),
    ),
    family('telemetry_skill_duration_seconds', durations('skill', skills), 'histogram'),
    family(
      'telemetry_command_executions_total',
      uses('command', commands, ({ executions }) => executions),
    ),
    family(
      'telemetry_command_failures_total',
      uses('command', commands, ({ failures }) => failures),
    ),
    family('telemetry_command_duration_seconds', durations('command', commands), 'histogram'),
    family('telemetry_errors_total', counts('error_type', figures.errors)),
    family('telemetry_feature_uses_total', counts('feature', figures.features)),
    family('telemetry_plans_generated_total', one(figures.plans_generated)),
    family('telemetry_plan_steps_total', counts('status', figures.plan_steps)),
    family('telemetry_decisions_total', counts('verdict', figures.decisions)),
    family('telemetry_quests_completed_total', counts('proof_tier', figures.quests_completed)),
    family('telemetry_quests_failed_total', counts('reason', figures.quests_failed)),
    family('telemetry_risk_flags_total', one(figures.risk_flags)),
    family('telemetry_feedback_total', counts('severity', figures.feedback)),
    family('telemetry_last_event_timestamp_seconds', last_event === null ? [] : one(last_event.max / MILLIS)),
  ];
}

function one(value: number, labels: Labels = {}): readonly Sample[] {
  return [{ labels, value }];
}

function histogramSamples({ atMost, count, sum }: Histogram, labels: Labels): readonly Sample[] {
  const buckets = atMost.map(({ bound, count: below }) => ({ le: String(bound / MILLIS), value: below }));
  return [
    ...[...buckets, { le: '+Inf', value: count }].map(({ le, value }) => ({
      suffix: '_bucket' as const,
      labels: { ...labels, le },
      value,
    })),
    { suffix: '_sum', labels, value: sum / MILLIS },
    { suffix: '_count', labels, value: count },
  ];
}
