/** The summary as a list of metrics over the standard catalog: what is counted, under which name. How it is shown stands in finish-summary.ts. */

import { DEFAULT_CAP } from '../capped-map.ts';
import type { EventFields } from '../catalog-fields.ts';
import { UNKNOWN } from '../identifier.ts';
import { count } from '../metrics/count.ts';
import { distribution } from '../metrics/distribution.ts';
import { extent } from '../metrics/extent.ts';
import { countBy, groupBy, groups, topK } from '../metrics/group-by.ts';
import { latest } from '../metrics/latest.ts';
import { rate } from '../metrics/rate.ts';
import { defineReport } from '../metrics/report.ts';
import { sequences } from '../metrics/sequences.ts';
import { streak } from '../metrics/streak.ts';
import { mean, total } from '../metrics/sum.ts';
import { actorKind, cycle, derive, either, eventTime, on } from '../reader.ts';
import type { SummarySource } from './summary-source.ts';
import { recordedSource } from './summary-source.ts';

/** Keys of a map within a map: with the outer cap it bounds the state. */
const INNER_CAP = 1000;

/** Lists of the most frequent have ten lines, of stack hashes five. */
const TOP_QUESTS = 10;
const TOP_STACK_HASHES = 5;

/** Both parts of the summary: what rests on the window alone, and what also looks at the time before it. @param floor none: 0 */
export function summaryMetrics(from: SummarySource = recordedSource(), floor = 0) {
  return { window: windowMetrics(from, floor), history: historyMetrics(from) };
}

/** Both parts. */
export type SummaryMetrics = ReturnType<typeof summaryMetrics>;

/** What is counted within the window. */
export type WindowMetrics = ReturnType<typeof windowMetrics>;

/** What is known at the end of the window. */
export type HistoryMetrics = ReturnType<typeof historyMetrics>;

function historyMetrics({ fields }: SummarySource) {
  const scorecard = fields('scorecard.updated');
  return defineReport({
    completion_days: streak(on('quest.completed')),
    daily_streak: latest(scorecard.number('daily_streak')),
    weekly_streak: latest(scorecard.number('weekly_streak')),
    total_xp: latest(scorecard.number('total_xp')),
  });
}

function windowMetrics(from: SummarySource, floor: number) {
  const { fields, eventName, source, actorId } = from;
  const completed = fields('quest.completed');
  const failed = fields('quest.failed');
  const plan = fields('plan.generated');
  const feedback = fields('feedback.submitted');
  const feature = fields('feature_usage');
  return defineReport({
    events_considered: count(),
    events_by_type: countBy(eventName),
    events_by_actor_kind: countBy(actorKind),
    events_by_actor_id: countBy(actorId),
    completions_total: count(completed.occurs),
    completions_by_actor_kind: countBy(on('quest.completed', actorKind)),
    completions_by_actor_id: countBy(on('quest.completed', actorId)),
    completions_by_source: countBy(on('quest.completed', source)),
    completions_by_proof_tier: countBy(completed.key('proof_tier', UNKNOWN)),
    completions_by_pack: countBy(completed.key('pack_id')),
    completions_by_pillar: countBy(completed.keys('pillars')),
    xp_awarded: total(completed.number('xp_awarded')),
    plans_generated: count(plan.occurs),
    avg_quests_per_plan: mean(plan.number('quest_count'), 3),
    quest_success_rate: rate(
      either(
        derive(completed.occurs, () => true),
        derive(failed.occurs, () => false),
      ),
    ),
    failures_by_reason: countBy(failed.key('reason', UNKNOWN)),
    risk_flags_count: count(on('risk.flagged')),
    top_quests_completed: topK(completed.key('quest_id', UNKNOWN), TOP_QUESTS),
    timebox_estimates_sum: total(completed.number('timebox_estimate_minutes')),
    observed_duration_sum: total(completed.number('observed_duration_seconds')),
    feedback_count: count(feedback.occurs),
    feedback_by_component: countBy(feedback.key('component', UNKNOWN)),
    feedback_by_severity: countBy(feedback.key('severity', UNKNOWN)),
    agents: agentMetrics(fields('agent_execution'), floor),
    skills: skillMetrics(fields('skill_execution'), floor),
    errors: errorMetrics(fields('error')),
    features: groupBy(feature.key('feature_name', UNKNOWN), countBy(feature.key('action', UNKNOWN))),
    workflows: workflowMetrics(fields('workflow'), from),
    commands: commandMetrics(fields('executor.command_completed'), fields('command_completed'), floor),
    runs: runMetrics(fields('review.decision'), from),
  });
}

function agentMetrics(agent: EventFields, floor: number) {
  const each = defineReport({
    uses: count(agent.occurs),
    success_rate: rate(agent.flag('success')),
    duration_ms: distribution(agent.number('duration_ms'), floor),
    error_types: countBy(agent.key('error_type'), INNER_CAP),
    cost_usd: total(agent.number('cost')),
    input_tokens: total(agent.number('input_tokens')),
    output_tokens: total(agent.number('output_tokens')),
  });
  return groupBy(agent.key('agent_type', UNKNOWN), each);
}

function skillMetrics(skill: EventFields, floor: number) {
  const each = defineReport({
    uses: count(skill.occurs),
    success_rate: rate(skill.flag('success')),
    duration_ms: distribution(skill.number('duration_ms'), floor),
    error_types: countBy(skill.key('error_type'), INNER_CAP),
    rating_mean: mean(skill.number('user_satisfaction'), 3),
  });
  return groupBy(skill.key('skill_name', UNKNOWN), each);
}

function errorMetrics(error: EventFields) {
  const each = defineReport({
    count: count(error.occurs),
    agents: countBy(error.key('agent_type'), INNER_CAP),
    stack_hashes: topK(error.key('stack_trace_hash'), TOP_STACK_HASHES, INNER_CAP),
  });
  return groupBy(error.key('error_type', UNKNOWN), groupBy(error.key('component', UNKNOWN), each, INNER_CAP));
}

function workflowMetrics(workflow: EventFields, { component }: SummarySource) {
  return sequences(
    defineReport({
      count: count(workflow.occurs),
      mean_duration_ms: mean(workflow.number('total_duration_ms'), 3),
      success_rate: rate(workflow.flag('success')),
    }),
    DEFAULT_CAP,
    component,
  );
}

function commandMetrics(executed: EventFields, orchestrated: EventFields, floor: number) {
  const failure = either(
    derive(executed.number('exit_code'), (code) => code !== 0),
    derive(orchestrated.flag('success'), (success) => !success),
  );
  const each = defineReport({
    runs: count(either(executed.occurs, orchestrated.occurs)),
    failure_rate: rate(failure),
    duration_ms: distribution(either(executed.number('duration_ms'), orchestrated.number('duration_ms')), floor),
  });
  return groupBy(either(executed.key('command', UNKNOWN), orchestrated.key('command_name', UNKNOWN)), each);
}

function runMetrics(decision: EventFields, { run }: SummarySource) {
  const each = defineReport({
    cycles: extent(cycle),
    decisions: countBy(decision.key('verdict', UNKNOWN)),
    plan_steps: count(on('plan.step_completed')),
    time: extent(eventTime),
  });
  return groups(run, each);
}
