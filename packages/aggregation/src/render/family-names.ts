/**
 * The names that Prometheus gets, with their help: a contract (docs/metrics.md), which the Grafana dashboard is built on. Base units,
 * `_total` for counters. A name means the same in `telemetry metrics` and in `export --format prometheus`.
 */

import type { MetricFamily, Sample } from './exposition.ts';

/** Help by name, in the order of the output. */
export const FAMILY_HELP = {
  telemetry_events_total: 'Events, by type.',
  telemetry_agent_executions_total: 'Tasks that agents worked on.',
  telemetry_agent_failures_total: 'Tasks of agents that failed.',
  telemetry_agent_success_ratio: 'Share of the tasks of agents that succeeded, 0 to 1.',
  telemetry_agent_duration_seconds: 'How long agents worked on a task.',
  telemetry_agent_cost_usd_total: 'What models charged, in US dollars.',
  telemetry_agent_input_tokens_total: 'Tokens that models read.',
  telemetry_agent_output_tokens_total: 'Tokens that models wrote.',
  telemetry_skill_executions_total: 'Uses of skills.',
  telemetry_skill_failures_total: 'Uses of skills that failed.',
  telemetry_skill_success_ratio: 'Share of the uses of skills that succeeded, 0 to 1.',
  telemetry_skill_duration_seconds: 'How long skills took.',
  telemetry_skill_rating_mean: 'Mean rating of users, 1 to 5.',
  telemetry_command_executions_total: 'Commands that ran.',
  telemetry_command_failures_total: 'Commands that failed.',
  telemetry_command_failure_ratio: 'Share of the commands that failed, 0 to 1.',
  telemetry_command_duration_seconds: 'How long commands took.',
  telemetry_errors_total: 'Errors, by type.',
  telemetry_feature_uses_total: 'What was done with features.',
  telemetry_plans_generated_total: 'Plans that were made.',
  telemetry_plan_steps_total: 'Steps of plans that ended, by how.',
  telemetry_decisions_total: 'Decisions of reviewers, by verdict.',
  telemetry_quests_completed_total: 'Quests that were completed, by tier of proof.',
  telemetry_quests_failed_total: 'Quests that failed, by reason.',
  telemetry_risk_flags_total: 'What the recorder or a host flagged as a risk.',
  telemetry_feedback_total: 'Feedback of users, by severity.',
  telemetry_daily_streak: 'Days in a row with a completed quest.',
  telemetry_weekly_streak: 'Weeks in a row with a completed quest.',
  telemetry_experience_points: 'Experience points by the latest scorecard.',
  telemetry_last_event_timestamp_seconds: 'When the latest event happened, in seconds since 1970.',
  telemetry_dropped_events_total: 'Events that were lost before they were recorded, by reason.',
  telemetry_log_size_bytes: 'Size of the log.',
  telemetry_log_files: 'Files of the log.',
} as const;

/** One of the names. */
export type FamilyName = keyof typeof FAMILY_HELP;

/** A family of one of the names; a counter when the name says so, else a gauge unless said otherwise. */
export function family(
  name: FamilyName,
  samples: readonly Sample[],
  type: MetricFamily['type'] = name.endsWith('_total') ? 'counter' : 'gauge',
): MetricFamily {
  return { name, help: FAMILY_HELP[name], type, samples };
}
