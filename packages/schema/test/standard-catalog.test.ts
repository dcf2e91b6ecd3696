import { describe, expect, it } from 'vitest';
import type { Field, NumberField } from '../src/index.ts';
import { DEFAULT_PER_MINUTE, declaredFields, extendStandardCatalog, STANDARD_EVENTS } from '../src/index.ts';

/**
 * The table of standard events, as it is published: level letter, fields with `?` where optional, and what each is where it is
 * no plain identifier. A change here is a change of what users are told.
 */
const TABLE: { readonly [event: string]: string } = {
  'runner.started': 'm: session_kind?',
  'plan.generated': 'm: steps? (count), quest_count? (count), confidence? (0..1) s: tools?[] d: inputs?[] (local)',
  'plan.step_started': 'm: step_index (none) s: tool? d: step_description? (hashed)',
  'plan.step_completed':
    'm: step_index (none), duration_ms (milliseconds), status (ok failed skipped) d: result_summary? (local)',
  'executor.command_started': 'm: arg_count? (count) s: command d: args?[] (hashed)',
  'executor.command_completed':
    'm: exit_code (none), duration_ms? (milliseconds) s: command? d: stdout_digest? (digest), stderr_digest? (digest)',
  'executor.error': 'm: error_type, handled (flag)',
  'review.feedback_generated': 'm: confidence_delta (delta), comments (count), blocking_issues (count)',
  'review.decision': 'm: verdict (accept revise abort)',
  'optimizer.profile_selected': 's: hardware_signature (hashed), profile',
  'optimizer.benchmark_completed': 's: tokens_per_second (per_second), latency_ms (milliseconds)',
  'proof.submitted': 'm: quest_id, proof_tier, artifact_type, byte_size (bytes), sha256 (digest)',
  'quest.completed':
    'm: quest_id, proof_tier, xp_awarded? (count), timebox_estimate_minutes? (minutes), observed_duration_seconds? (seconds) s: pack_id?, pillars?[]',
  'quest.failed': 'm: quest_id, reason',
  'scorecard.updated': 'm: daily_streak (days), weekly_streak (weeks), total_xp (none)',
  'profile.updated': 'm: fields_changed_count (count)',
  'capability.granted': 'm: capability s: scope?',
  'capability.revoked': 'm: capability s: scope?',
  'capability.denied': 'm: capability s: scope?',
  'risk.flagged':
    'm: reason, trigger_event_type?, fields_redacted_count? (count), fields_truncated_count? (count), fields_dropped_count? (count), fields?[], kind?',
  agent_execution:
    'm: agent_type, success (flag), duration_ms (milliseconds), error_type?, agent_version? s: cost? (usd), task_type?, model?, provider?, input_tokens? (tokens), output_tokens? (tokens), tool_calls? (count)',
  skill_execution:
    'm: skill_name, success (flag), duration_ms (milliseconds), error_type?, skill_version? s: user_satisfaction? (1..5), used_with_agent?, task_type?',
  feature_usage: 'm: feature_name, action (enabled disabled configured used)',
  error: 'm: error_type, error_category, component s: agent_type?, skill_name?, stack_trace_hash? (fingerprint)',
  performance:
    'm: metric_type (agent_duration skill_duration api_latency), scope, avg (milliseconds), p50 (milliseconds), p95 (milliseconds), p99 (milliseconds), period_start (instant), period_end (instant)',
  workflow:
    'm: total_duration_ms (milliseconds), total_steps (count), success (flag) s: actions[] of { action_type, component, timestamp_offset (milliseconds) }',
  orchestrator_started:
    'm: executor_type, command_count (count), has_triggers (flag) s: trigger_count (count), has_wildcard_triggers (flag), avg_concurrent_runs (count), most_common_on_retrigger_policy',
  command_completed:
    'm: success (flag), duration_ms (milliseconds), executor_type s: manual (flag) d: command_name (hashed), trigger_patterns[] (hashed), command_arg_count (count), cwd_prefix (hashed)',
  trigger_fired: 's: trigger_count (count) d: trigger_patterns[] (hashed)',
  'feedback.submitted': 'm: severity, component s: tag_count (count)',
};

function kindInWords(field: Field): string {
  switch (field.kind) {
    case 'name':
      return '';
    case 'enumeration':
      return ` (${field.values.join(' ')})`;
    case 'number':
      return ` (${rangeInWords(field)})`;
    case 'list':
      return `[]${field.item.kind === 'record' ? ' of' : ''}${kindInWords(field.item)}`;
    case 'record':
      return ` { ${Object.entries(field.fields).map(inWords).join(', ')} }`;
    default:
      return ` (${field.kind})`;
  }
}

function rangeInWords(field: NumberField): string {
  return field.max === undefined ? field.unit : `${field.min}..${field.max}`;
}

function inWords([name, field]: readonly [string, Field]): string {
  return `${name}${field.optional ? '?' : ''}${kindInWords(field)}`;
}

describe('the standard catalog', () => {
  it('holds exactly the events of the table, in its order', () => {
    expect(STANDARD_EVENTS.map((event) => event.name)).toEqual(Object.keys(TABLE));
  });

  it.each(STANDARD_EVENTS.map((event) => [event.name, event] as const))(
    'declares %s as the table says',
    (name, event) => {
      const levels = (['minimal', 'standard', 'debug'] as const).flatMap((level) => {
        const fields = declaredFields(event).filter((declared) => declared.level === level);
        return fields.length === 0
          ? []
          : [`${level[0]}: ${fields.map((one) => inWords([one.name, one.field])).join(', ')}`];
      });
      expect(levels.join(' ')).toBe(TABLE[name]);
    },
  );

  it('says for every field why it is collected, within groups too', () => {
    const without = STANDARD_EVENTS.flatMap((event) =>
      declaredFields(event).flatMap(({ name, field }) => [
        ...(field.purpose === undefined ? [`${event.name}.${name}`] : []),
        ...(field.kind === 'list' && field.item.kind === 'record'
          ? Object.entries(field.item.fields).flatMap(([inner, one]) =>
              one.purpose === undefined ? [`${name}.${inner}`] : [],
            )
          : []),
      ]),
    );
    expect(without).toEqual([]);
  });

  it('lets the three reasons of this toolkit leave as themselves', () => {
    const risk = extendStandardCatalog().byName.get('risk.flagged');
    const reason = risk && declaredFields(risk).find(({ name }) => name === 'reason')?.field;
    expect(reason?.kind === 'name' && reason.words).toEqual([
      'invalid_event_type',
      'invalid_payload',
      'telemetry_sanitized',
    ]);
  });

  it('lets a fingerprint leave as itself in one place alone', () => {
    const fingerprints = STANDARD_EVENTS.flatMap((event) =>
      declaredFields(event)
        .filter(({ field }) => field.kind === 'fingerprint')
        .map(({ name }) => `${event.name}.${name}`),
    );
    expect(fingerprints).toEqual(['error.stack_trace_hash']);
  });

  it('allows ten events of a type a second', () => {
    expect(DEFAULT_PER_MINUTE).toBe(600);
  });
});
