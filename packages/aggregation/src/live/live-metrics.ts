/**
 * What is counted of a log for as long as it lasts: counters and histograms for a monitoring system, which takes differences by
 * itself. Exact, bounded in keys, and a metric like any other, so that a store can keep its states.
 */

import { type Catalog, extendStandardCatalog } from '@telemetry/schema';
import type { EventFields } from '../catalog-fields.ts';
import { fieldsOf } from '../catalog-fields.ts';
import { UNKNOWN } from '../identifier.ts';
import type { ResultOf } from '../metric.ts';
import { count } from '../metrics/count.ts';
import { extent } from '../metrics/extent.ts';
import { countBy, groupBy } from '../metrics/group-by.ts';
import { histogram } from '../metrics/histogram.ts';
import { defineReport } from '../metrics/report.ts';
import { sum } from '../metrics/sum.ts';
import type { Reader } from '../reader.ts';
import { derive, either, eventName, eventTime, on } from '../reader.ts';

/** Keys of a map: far more than get a series of their own, far fewer than could fill a memory. */
const MAX_KEYS = 1_000;

/** Upper bounds of durations in milliseconds: from an edit of a file to an hour of work of an agent. */
const BOUNDS_MS = [
  5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000,
];

/** What has been counted. */
export type LiveFigures = ResultOf<ReturnType<typeof liveMetrics>>;

/** The metrics, over the standard catalog. */
export function liveMetrics() {
  const catalog: Catalog = extendStandardCatalog();
  const agent = fieldsOf(catalog, 'agent_execution');
  const skill = fieldsOf(catalog, 'skill_execution');
  const error = fieldsOf(catalog, 'error');
  return defineReport({
    events: countBy(eventName, MAX_KEYS),
    last_event: extent(eventTime),
    agents: groupBy(
      agent.key('agent_type', UNKNOWN),
      defineReport({
        ...usage(agent),
        cost_usd: sum(agent.number('cost')),
        input_tokens: sum(agent.number('input_tokens')),
        output_tokens: sum(agent.number('output_tokens')),
      }),
      MAX_KEYS,
    ),
    skills: groupBy(skill.key('skill_name', UNKNOWN), defineReport(usage(skill)), MAX_KEYS),
    commands: commandMetrics(fieldsOf(catalog, 'executor.command_completed'), fieldsOf(catalog, 'command_completed')),
    errors: countBy(error.key('error_type', UNKNOWN), MAX_KEYS),
    features: countBy(fieldsOf(catalog, 'feature_usage').key('feature_name', UNKNOWN), MAX_KEYS),
    plans_generated: count(on('plan.generated')),
    plan_steps: countBy(fieldsOf(catalog, 'plan.step_completed').key('status', UNKNOWN), MAX_KEYS),
    decisions: countBy(fieldsOf(catalog, 'review.decision').key('verdict', UNKNOWN), MAX_KEYS),
    quests_completed: countBy(fieldsOf(catalog, 'quest.completed').key('proof_tier', UNKNOWN), MAX_KEYS),
    quests_failed: countBy(fieldsOf(catalog, 'quest.failed').key('reason', UNKNOWN), MAX_KEYS),
    risk_flags: count(on('risk.flagged')),
    feedback: countBy(fieldsOf(catalog, 'feedback.submitted').key('severity', UNKNOWN), MAX_KEYS),
  });
}

function usage(event: EventFields) {
  return {
    executions: count(event.occurs),
    failures: count(onlyTrue(derive(event.flag('success'), (success) => !success))),
    duration_ms: histogram(event.number('duration_ms'), BOUNDS_MS),
  };
}

function commandMetrics(executed: EventFields, orchestrated: EventFields) {
  const hasFailed = either(
    derive(executed.number('exit_code'), (code) => code !== 0),
    derive(orchestrated.flag('success'), (success) => !success),
  );
  const duration = either(executed.number('duration_ms'), orchestrated.number('duration_ms'));
  return groupBy(
    // Commands of an orchestrator are recorded as hashes alone: one series for all of them says as much.
    either(executed.key('command', UNKNOWN), { ...orchestrated.key('command_name', UNKNOWN), read: orchestratedKey }),
    defineReport({
      executions: count(either(executed.occurs, orchestrated.occurs)),
      failures: count(onlyTrue(hasFailed)),
      duration_ms: histogram(duration, BOUNDS_MS),
    }),
    MAX_KEYS,
  );
}

function orchestratedKey({ event }: { readonly event: string }): string | undefined {
  return event === 'command_completed' ? UNKNOWN : undefined;
}

function onlyTrue(reader: Reader<boolean>): Reader<unknown> {
  return derive(reader, (value) => (value ? true : undefined));
}
