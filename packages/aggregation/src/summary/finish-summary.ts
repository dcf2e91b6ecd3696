/** From the results of the metrics to the summary: names, order, rounding of what is missing, ordinals for runs. */

import { dayOf } from '../instant.ts';
import type { ResultOf } from '../metric.ts';
import { standingStreak } from '../metrics/streak.ts';
import type { Summary, WorkflowSequence } from './summary.ts';
import { SUMMARY_VERSION } from './summary.ts';
import type { HistoryMetrics, WindowMetrics } from './summary-metrics.ts';
import type { Window } from './window.ts';

type WindowResult = ResultOf<WindowMetrics>;
type HistoryResult = ResultOf<HistoryMetrics>;

/** Sequences of components that are shown. */
const TOP_WORKFLOWS = 10;

/** What stands around the figures. */
export interface SummaryFrame {
  readonly window: Window;
  readonly actorIdFilter: string | null;
  readonly generatedAt: Date;
  readonly capped: readonly string[];
  /** Default: none. */
  readonly k?: number;
  readonly suppressedFigures?: number;
  /** `YYYY-MM-DD`. Default: not said. */
  readonly rawFrom?: string | null;
}

/** Puts a summary together. */
export function finishSummary(frame: SummaryFrame, found: WindowResult, history: HistoryResult): Summary {
  const { window } = frame;
  const computed = standingStreak(history.completion_days, dayOf(window.end.getTime()));
  return {
    schema_version: SUMMARY_VERSION,
    generated_at: frame.generatedAt.toISOString(),
    range: window.range,
    window_start: window.start?.toISOString() ?? null,
    window_end: window.end.toISOString(),
    actor_id_filter: frame.actorIdFilter,
    k: frame.k ?? null,
    suppressed_figures: frame.suppressedFigures ?? null,
    raw_from: frame.rawFrom ?? null,
    events_considered: found.events_considered,
    events_by_type: found.events_by_type,
    events_by_actor_kind: found.events_by_actor_kind,
    events_by_actor_id: found.events_by_actor_id,
    completions_total: found.completions_total,
    completions_by_actor: found.completions_by_actor_kind,
    completions_by_actor_kind: found.completions_by_actor_kind,
    completions_by_actor_id: found.completions_by_actor_id,
    completions_by_source: found.completions_by_source,
    completions_by_proof_tier: found.completions_by_proof_tier,
    completions_by_pack: found.completions_by_pack,
    completions_by_pillar: found.completions_by_pillar,
    daily_streak: history.daily_streak ?? computed.days,
    weekly_streak: history.weekly_streak ?? computed.weeks,
    total_xp: history.total_xp ?? found.xp_awarded,
    plans_generated: found.plans_generated,
    avg_quests_per_plan: found.avg_quests_per_plan ?? 0,
    quest_success_rate: found.quest_success_rate ?? 0,
    failures_by_reason: found.failures_by_reason,
    risk_flags_count: found.risk_flags_count,
    top_quests_completed: found.top_quests_completed.top.map(({ key, count }) => ({ quest_id: key, count })),
    timebox_estimates_sum: found.timebox_estimates_sum,
    observed_duration_sum: found.observed_duration_sum,
    feedback_count: found.feedback_count,
    feedback_by_component: found.feedback_by_component,
    feedback_by_severity: found.feedback_by_severity,
    agents: found.agents,
    skills: found.skills,
    errors: errorsOf(found),
    features: found.features,
    workflows: workflowsOf(found),
    commands: found.commands,
    runs: runsOf(found),
    capped: frame.capped,
  };
}

function errorsOf({ errors }: WindowResult): Summary['errors'] {
  const groups = Object.entries(errors).map(([type, components]) => {
    const shown = Object.entries(components).map(([component, { count, agents, stack_hashes }]) => {
      const top = stack_hashes.top.map((entry) => ({ stack_trace_hash: entry.key, count: entry.count }));
      return [component, { count, agents, top_stack_hashes: top }] as const;
    });
    return [type, Object.fromEntries(shown)] as const;
  });
  return Object.fromEntries(groups);
}

function workflowsOf({ workflows }: WindowResult): readonly WorkflowSequence[] {
  // Sequences come sorted, and sorting keeps the order of equals.
  return workflows
    .map(({ sequence, result }) => ({ sequence, ...result }))
    .sort((a, b) => b.count - a.count)
    .slice(0, TOP_WORKFLOWS);
}

function runsOf({ runs }: WindowResult): Summary['runs'] {
  // By their first event; runs that began in the same millisecond keep the order of their hashed ids.
  return runs.entries
    .map(([, run]) => ({ ...run, time: run.time ?? { min: 0, max: 0 } }))
    .sort((a, b) => a.time.min - b.time.min)
    .map(({ cycles, decisions, plan_steps, time }, at) => ({
      run: at + 1,
      cycles: cycles?.max ?? 0,
      decisions,
      plan_steps,
      duration_ms: time.max - time.min,
    }));
}
