import type { RecordedEvent } from '@telemetry/schema';
import { createEventParser } from '@telemetry/schema/parse';
import { describe, expect, it } from 'vitest';
import { createSummary, parseRange } from '../../src/index.ts';
import { makeEvent } from '../make-event.ts';

const GENERATED = new Date('2026-11-20T12:00:00Z');

function summaryOf(events: readonly RecordedEvent[]) {
  const builder = createSummary({ window: parseRange('7d', GENERATED) });
  for (const event of events) builder.add(event);
  return builder.finish({ generatedAt: GENERATED });
}

const human = { kind: 'human' as const, id: 'ada' };
const at = (time: string) => `2026-11-${time}Z`;
const flow = (components: string[], total_duration_ms: number, success: boolean) =>
  makeEvent('workflow', {
    payload: { total_duration_ms, success, actions: components.map((component) => ({ component })) },
  });

const log = [
  makeEvent('plan.generated', {
    timestamp: at('18T10:00:00'),
    source: 'planner',
    run_id: 'r1',
    cycle: 1,
    payload: { quest_count: 2 },
  }),
  makeEvent('plan.generated', {
    timestamp: at('18T10:00:01'),
    source: 'planner',
    run_id: 'r1',
    cycle: 2,
    payload: { quest_count: 3 },
  }),
  makeEvent('plan.generated', { timestamp: at('18T10:00:02'), source: 'planner', payload: { steps: 4 } }),
  makeEvent('plan.step_completed', {
    timestamp: at('18T10:00:03'),
    run_id: 'r1',
    cycle: 2,
    payload: { step_index: 0, duration_ms: 5, status: 'ok' },
  }),
  makeEvent('review.decision', {
    timestamp: at('18T10:00:04'),
    run_id: 'r1',
    cycle: 2,
    payload: { verdict: 'accept' },
  }),
  makeEvent('runner.started', { timestamp: at('17T10:00:00'), run_id: 'r0' }),
  makeEvent('quest.completed', {
    timestamp: at('19T10:00:00'),
    actor: human,
    payload: {
      quest_id: 'q2',
      proof_tier: 'gold',
      xp_awarded: 10,
      timebox_estimate_minutes: 30.5,
      observed_duration_seconds: 90.25,
      pack_id: 'p',
      pillars: ['craft', 'care'],
    },
  }),
  makeEvent('quest.completed', {
    timestamp: at('20T10:00:00'),
    payload: { quest_id: 'q1', xp_awarded: 5, timebox_estimate_minutes: 10 },
  }),
  makeEvent('quest.failed', { timestamp: at('20T10:00:00'), payload: { quest_id: 'q3', reason: 'timeout' } }),
  makeEvent('quest.failed', { timestamp: at('20T10:00:00'), payload: { quest_id: 'q3' } }),
  makeEvent('quest.failed', { timestamp: at('20T10:00:00'), payload: { quest_id: 'q3', reason: 'it was late' } }),
  makeEvent('risk.flagged', { payload: { reason: 'invalid_payload' } }),
  makeEvent('feedback.submitted', { payload: { severity: 'low', component: 'cli' } }),
  makeEvent('agent_execution', {
    payload: { agent_type: 'coder', success: true, duration_ms: 100, cost: 0.1, input_tokens: 10, output_tokens: 1 },
  }),
  makeEvent('agent_execution', {
    payload: { agent_type: 'coder', success: false, duration_ms: 200, cost: 0.2, error_type: 'TypeError' },
  }),
  makeEvent('agent_execution', { payload: { agent_type: 'coder', success: true, duration_ms: 250 } }),
  makeEvent('skill_execution', {
    payload: { skill_name: 'lint', success: true, duration_ms: 7, user_satisfaction: 4 },
  }),
  makeEvent('skill_execution', {
    payload: { skill_name: 'lint', success: true, duration_ms: 8, user_satisfaction: 9 },
  }),
  makeEvent('error', {
    payload: { error_type: 'TypeError', component: 'planner', agent_type: 'coder', stack_trace_hash: 'abcdefabcdef' },
  }),
  makeEvent('error', {
    payload: { error_type: 'TypeError', component: 'planner', stack_trace_hash: 'at main (x.js:1)' },
  }),
  makeEvent('feature_usage', { payload: { feature_name: 'dark', action: 'enabled' } }),
  flow(['planner', 'planner', 'executor'], 10, true),
  flow(['planner', 'executor'], 20.5, false),
  flow(['executor'], 1, true),
  makeEvent('executor.command_completed', { payload: { command: 'git', exit_code: 0, duration_ms: 12 } }),
  makeEvent('executor.command_completed', { payload: { command: 'git', exit_code: 128 } }),
  makeEvent('executor.command_completed', { payload: { exit_code: 0 } }),
  makeEvent('command_completed', {
    payload: { hashed_command_name: '0123456789ab', success: false, duration_ms: 3, executor_type: 'local' },
  }),
];

const nothing = { avg: null, p50: null, p95: null, p99: null };
const all = (value: number) => ({ avg: value, p50: value, p95: value, p99: value });

describe('the summary of a small log, by hand', () => {
  it('has every row, with its names, meaning and rounding', () => {
    expect(summaryOf(log)).toEqual({
      schema_version: '1.0',
      generated_at: '2026-11-20T12:00:00.000Z',
      range: '7d',
      window_start: '2026-11-13T12:00:00.000Z',
      window_end: '2026-11-20T12:00:00.000Z',
      actor_id_filter: null,
      k: null,
      suppressed_figures: null,
      raw_from: null,
      events_considered: 28,
      events_by_type: {
        agent_execution: 3,
        command_completed: 1,
        error: 2,
        'executor.command_completed': 3,
        feature_usage: 1,
        'feedback.submitted': 1,
        'plan.generated': 3,
        'plan.step_completed': 1,
        'quest.completed': 2,
        'quest.failed': 3,
        'review.decision': 1,
        'risk.flagged': 1,
        'runner.started': 1,
        skill_execution: 2,
        workflow: 3,
      },
      events_by_actor_kind: { agent: 27, human: 1 },
      events_by_actor_id: { ada: 1, unknown: 27 },
      completions_total: 2,
      completions_by_actor: { agent: 1, human: 1 },
      completions_by_actor_kind: { agent: 1, human: 1 },
      completions_by_actor_id: { ada: 1, unknown: 1 },
      completions_by_source: { cli: 2 },
      completions_by_proof_tier: { gold: 1, unknown: 1 },
      completions_by_pack: { p: 1 },
      completions_by_pillar: { care: 1, craft: 1 },
      daily_streak: 2,
      weekly_streak: 1,
      total_xp: 15,
      plans_generated: 3,
      avg_quests_per_plan: 2.5,
      quest_success_rate: 0.4,
      failures_by_reason: { other: 1, timeout: 1, unknown: 1 },
      risk_flags_count: 1,
      top_quests_completed: [
        { quest_id: 'q1', count: 1 },
        { quest_id: 'q2', count: 1 },
      ],
      timebox_estimates_sum: 40.5,
      observed_duration_sum: 90.25,
      feedback_count: 1,
      feedback_by_component: { cli: 1 },
      feedback_by_severity: { low: 1 },
      agents: {
        coder: {
          uses: 3,
          success_rate: 0.6667,
          duration_ms: { avg: 183.333, p50: 200, p95: 250, p99: 250 },
          error_types: { TypeError: 1 },
          cost_usd: 0.3,
          input_tokens: 10,
          output_tokens: 1,
        },
      },
      skills: {
        lint: {
          uses: 2,
          success_rate: 1,
          duration_ms: { avg: 7.5, p50: 7, p95: 8, p99: 8 },
          error_types: {},
          rating_mean: 4,
        },
      },
      errors: {
        TypeError: {
          planner: {
            count: 2,
            agents: { coder: 1 },
            top_stack_hashes: [{ stack_trace_hash: 'abcdefabcdef', count: 1 }],
          },
        },
      },
      features: { dark: { enabled: 1 } },
      workflows: [
        { sequence: ['planner', 'executor'], count: 2, mean_duration_ms: 15.25, success_rate: 0.5 },
        { sequence: ['executor'], count: 1, mean_duration_ms: 1, success_rate: 1 },
      ],
      commands: {
        '0123456789ab': { runs: 1, failure_rate: 1, duration_ms: all(3) },
        git: { runs: 2, failure_rate: 0.5, duration_ms: all(12) },
        unknown: { runs: 1, failure_rate: 0, duration_ms: nothing },
      },
      runs: [
        { run: 1, cycles: 0, decisions: {}, plan_steps: 0, duration_ms: 0 },
        { run: 2, cycles: 2, decisions: { accept: 1 }, plan_steps: 1, duration_ms: 4000 },
      ],
      capped: [],
    });
  });

  it('of no events is all zeros and nothing', () => {
    expect(summaryOf([])).toMatchObject({
      events_considered: 0,
      events_by_type: {},
      daily_streak: 0,
      avg_quests_per_plan: 0,
      quest_success_rate: 0,
      top_quests_completed: [],
      agents: {},
      runs: [],
    });
  });
});

describe('an old log of mixed dialects, with torn and foreign lines', () => {
  const lines = [
    '{"ts":"2026-11-18T09:00:00Z","event_type":"quest.completed","source":"runner","actor":"human:ada","data":{"quest_id":"q1","proof_tier":"silver","xp_awarded":10},"build":{"runner_version":"0.1.4","python_version":"3.12"}}',
    '{"ts":"2026-11-19T09:00:00.123456+00:00","event_type":"quest.completed","source":"runner","actor":"agent","data":{"quest_id":"q1","xp_awarded":"ten"}}',
    '{"ts":"2026-11-19T09:00:00Z","event_type":"quest.failed","source":"runner","data":{"quest_id":"q2"}}',
    '{"schema_version":"0.1","timestamp":"2026-11-19T10:00:00Z","event":"plan.generated","source":"planner","payload":{"quest_count":3}}',
    '{"schema_version":"0.1","timestamp":"2026-11-19T10:00:00Z","event":"plan.generated","source":"planner","payload":{"quest_count":3}}',
    '{"schema_version":"0.1","timestamp":"2026-11-19T10:00:01Z","event":"plan.generated","source":"planner","payload":{"quest_count":"four"}}',
    '{"event":"agent_execution","anonymous_id":"3f2504e0-4f89-41d3-9a0c-0305e82c3301","timestamp":"2026-11-19T11:00:00Z","agent_type":"coder","success":true,"duration_ms":1200,"node_version":"20.10.0","os_platform":"linux"}',
    '{"event":"command_completed","anonymous_install_id":"3f2504e0-4f89-41d3-9a0c-0305e82c3301","timestamp":"2026-11-19T12:00:00Z","success":false,"duration_ms":40,"executor_type":"local","python_version":"3.12","os":"linux","arch":"x64"}',
    '{"ts":"2026-11-19T09:00:00Z","event_type":"quest.comp',
    'not json at all',
    '',
    '{"hello":"world"}',
    '[1,2,3]',
  ];

  it('gives the right figures', () => {
    const parse = createEventParser();
    const events = lines.flatMap((line) => {
      const parsed = parse(line);
      return parsed.ok ? [parsed.event] : [];
    });
    expect(events).toHaveLength(8);
    const summary = summaryOf(events);
    expect(summary).toMatchObject({
      events_considered: 8,
      events_by_type: {
        agent_execution: 1,
        command_completed: 1,
        'plan.generated': 3,
        'quest.completed': 2,
        'quest.failed': 1,
      },
      completions_total: 2,
      completions_by_actor: { agent: 1, human: 1 },
      completions_by_proof_tier: { silver: 1, unknown: 1 },
      daily_streak: 2,
      total_xp: 10,
      plans_generated: 3,
      avg_quests_per_plan: 3,
      quest_success_rate: 0.6667,
      failures_by_reason: { unknown: 1 },
      top_quests_completed: [{ quest_id: 'q1', count: 2 }],
      agents: { coder: { uses: 1, success_rate: 1, duration_ms: all(1200), cost_usd: 0 } },
      commands: { unknown: { runs: 1, failure_rate: 1 } },
    });
    expect(JSON.stringify(summary)).not.toContain('3f2504e0');
  });
});
