/** What an agent says in the course of its work: events of the standard catalog in the shares in which a busy one records them. Pure. */

import type { StandardEvents } from '@telemetry/schema';

/** One thing that is said. */
export interface Said {
  readonly event: StandardEvents[number]['name'];
  readonly payload: { readonly [field: string]: unknown };
  /** Stays the same object as long as the run and its speaker do. */
  readonly scope: {
    readonly source: string;
    readonly actor: { readonly kind: 'agent'; readonly id: string };
    readonly runId: string;
    readonly cycle: number;
  };
}

/** Events of one run. */
const RUN_LENGTH = 1_000;
/** Events said by one speaker, one after the other. */
const TURN_LENGTH = 20;
const SEED = 20_261_121;

const AGENTS = ['planner', 'coder', 'reviewer', 'tester', 'writer', 'researcher'];
const SKILLS = ['search', 'read_file', 'write_file', 'run_tests', 'browser', 'summarize', 'lint', 'format'];
const COMMANDS = ['git', 'node', 'npm', 'tsc', 'make', 'python', 'docker', 'cargo', 'bash', 'pnpm'];
const ERRORS = ['TimeoutError', 'TypeError', 'AbortError', 'RangeError', 'Error'];
const COMPONENTS = ['api', 'cli', 'core', 'executor', 'planner', 'reviewer', 'runner'];
const MODELS = ['large-2', 'small-2', 'reasoner-1'];
const HEX = '0123456789abcdef';

/** Makes an agent; the same each time. */
export function createAgent(): { next(): Said } {
  const random = createRandom(SEED);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  /** Most are quick and some are not: log-normal around 400 ms. */
  const millis = () => Math.round(400_000 * Math.exp(1.2 * (random() + random() + random() - 1.5) * 2)) / 1_000;
  const digest = () => Array.from({ length: 64 }, () => HEX[below(16)]).join('');
  const agentRun = () => ({
    agent_type: pick(AGENTS),
    success: random() < 0.9,
    duration_ms: millis(),
    ...(random() < 0.1 ? { error_type: pick(ERRORS) } : {}),
    cost: below(100_000) / 1_000_000,
    task_type: pick(['bugfix', 'docs', 'feature', 'refactor']),
    model: pick(MODELS),
    provider: pick(['anthropic', 'openai', 'google', 'local']),
    input_tokens: below(20_000),
    output_tokens: below(4_000),
    tool_calls: below(12),
  });
  const skillRun = () => ({
    skill_name: pick(SKILLS),
    success: random() < 0.95,
    duration_ms: millis(),
    ...(random() < 0.05 ? { error_type: pick(ERRORS) } : {}),
    ...(random() < 0.1 ? { user_satisfaction: 1 + below(5) } : {}),
    used_with_agent: pick(AGENTS),
  });
  const action = () => ({
    action_type: pick(['command', 'edit', 'execute', 'plan', 'read', 'review', 'test', 'write']),
    component: pick(COMPONENTS),
    timestamp_offset: millis(),
  });
  /** In hundredths. */
  const shares: readonly (readonly [number, Said['event'], () => Said['payload']])[] = [
    [14, 'executor.command_started', () => ({ arg_count: below(8), command: pick(COMMANDS) })],
    [
      14,
      'executor.command_completed',
      () => ({ exit_code: below(8) === 0 ? 1 : 0, duration_ms: millis(), command: pick(COMMANDS) }),
    ],
    [18, 'agent_execution', agentRun],
    [14, 'skill_execution', skillRun],
    [7, 'plan.step_started', () => ({ step_index: below(12), tool: pick(SKILLS) })],
    [
      7,
      'plan.step_completed',
      () => ({ step_index: below(12), duration_ms: millis(), status: pick(['ok', 'ok', 'ok', 'failed', 'skipped']) }),
    ],
    [
      6,
      'feature_usage',
      () => ({
        feature_name: pick(['dark_mode', 'sandbox', 'voice', 'cache']),
        action: pick(['enabled', 'disabled', 'configured', 'used']),
      }),
    ],
    [
      5,
      'error',
      () => ({
        error_type: pick(ERRORS),
        error_category: 'internal',
        component: pick(COMPONENTS),
        agent_type: pick(AGENTS),
        stack_trace_hash: digest(),
      }),
    ],
    [
      3,
      'workflow',
      () => ({
        total_duration_ms: millis(),
        total_steps: 4,
        success: random() < 0.8,
        actions: [action(), action(), action(), action()],
      }),
    ],
    [3, 'review.decision', () => ({ verdict: pick(['accept', 'accept', 'revise', 'abort']) })],
    [
      2,
      'plan.generated',
      () => ({
        steps: below(12),
        quest_count: below(4),
        confidence: below(100) / 100,
        tools: [pick(SKILLS), pick(SKILLS)],
      }),
    ],
    [
      3,
      'quest.completed',
      () => ({
        quest_id: `quest-${below(200)}`,
        proof_tier: pick(['bronze', 'silver', 'gold']),
        xp_awarded: below(100),
        timebox_estimate_minutes: below(60),
        observed_duration_seconds: below(3_600),
        pack_id: `pack-${below(9)}`,
        pillars: [pick(['craft', 'care', 'pace'])],
      }),
    ],
    [1, 'quest.failed', () => ({ quest_id: `quest-${below(200)}`, reason: pick(['abort', 'budget', 'timeout']) })],
    [1, 'scorecard.updated', () => ({ daily_streak: below(30), weekly_streak: below(5), total_xp: below(100_000) })],
    [
      1,
      'feedback.submitted',
      () => ({ severity: pick(['low', 'medium', 'high']), component: pick(COMPONENTS), tag_count: below(4) }),
    ],
    [
      1,
      'proof.submitted',
      () => ({
        quest_id: `quest-${below(200)}`,
        proof_tier: 'gold',
        artifact_type: 'patch',
        byte_size: below(100_000),
        sha256: digest(),
      }),
    ],
  ];
  const byHundredth = shares.flatMap((share) => new Array<typeof share>(share[0]).fill(share));
  let said = 0;
  let scope: Said['scope'] | undefined;
  return {
    next: () => {
      if (scope === undefined || said % TURN_LENGTH === 0) {
        const run = Math.floor(said / RUN_LENGTH);
        const cycle = 1 + Math.floor((said % RUN_LENGTH) / 100);
        const actor = { kind: 'agent', id: `worker-${below(12)}` } as const;
        scope = { source: pick(COMPONENTS), actor, runId: `nightly/${run}`, cycle };
      }
      said += 1;
      const [, event, payload] = pick(byHundredth);
      return { event, payload: payload(), scope };
    },
  };
}

/** Mulberry32: 32 bits of state, numbers from 0 up to 1. Source: T. Ettinger, public domain. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
