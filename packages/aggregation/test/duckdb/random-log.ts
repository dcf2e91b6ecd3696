/** Random events as an honest recorder writes them: declared fields of the right type, optional ones missing now and then. The same seed gives the same log. */

import type { RecordedEvent } from '@telemetry/schema';

/** One event after the other, without end. */
export type EventSource = () => RecordedEvent;

const DAY_MS = 86_400_000;

/** Events over forty days up to `endMs`, of few or many keys as the seed wants it. */
export function createRandomLog(seed: number, endMs: number): EventSource {
  const random = createRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const maybe = <T>(value: T): T | undefined => (below(5) === 0 ? undefined : value);
  const breadth = 1 + below(40);
  const word = (kind: string) => `${kind}-${below(breadth)}`;
  const millis = () => (below(3) === 0 ? below(300) : Math.round(1_000_000 * Math.exp(4 * random())) / 1000);
  const hash = (digits: number) => (below(breadth) * 7919 + 1).toString(16).padStart(digits, '0');
  const millionths = (limit: number) => below(limit * 1_000_000) / 1_000_000;
  const payloads: { readonly [event: string]: () => object } = {
    'quest.completed': () => ({
      quest_id: word('quest'),
      proof_tier: maybe(pick(['bronze', 'silver', 'gold'])),
      xp_awarded: maybe(below(50)),
      timebox_estimate_minutes: maybe(millionths(90)),
      observed_duration_seconds: maybe(millionths(900)),
      pack_id: maybe(word('pack')),
      pillars: maybe([...new Set([word('pillar'), word('pillar')])]),
    }),
    'quest.failed': () => ({ quest_id: word('quest'), reason: maybe(pick(['abort', 'timeout'])) }),
    'scorecard.updated': () => ({ daily_streak: maybe(below(9)), weekly_streak: below(9), total_xp: below(999) }),
    'plan.generated': () => ({ quest_count: maybe(below(9)) }),
    'plan.step_completed': () => ({ step_index: 1, duration_ms: millis(), status: 'ok' }),
    'review.decision': () => ({ verdict: pick(['accept', 'revise', 'abort']) }),
    'risk.flagged': () => ({ reason: 'invalid_payload' }),
    'feedback.submitted': () => ({ severity: maybe(pick(['low', 'high'])), component: maybe(word('component')) }),
    agent_execution: () => ({
      agent_type: maybe(word('agent')),
      success: maybe(below(4) > 0),
      duration_ms: maybe(millis()),
      error_type: maybe(word('Error')),
      cost: maybe(millionths(3)),
      input_tokens: maybe(below(9999)),
      output_tokens: maybe(below(9999)),
    }),
    skill_execution: () => ({
      skill_name: maybe(word('skill')),
      success: maybe(below(4) > 0),
      duration_ms: maybe(millis()),
      error_type: maybe(word('Error')),
      user_satisfaction: maybe(1 + below(5)),
    }),
    error: () => ({
      error_type: maybe(word('Error')),
      component: maybe(word('component')),
      agent_type: maybe(word('agent')),
      stack_trace_hash: maybe(hash(16)),
    }),
    feature_usage: () => ({ feature_name: maybe(word('feature')), action: maybe(pick(['enabled', 'used'])) }),
    workflow: () => ({
      total_duration_ms: maybe(millis()),
      success: maybe(below(2) === 0),
      actions: Array.from({ length: below(15) }, () => ({ component: maybe(pick(['api', 'cli', 'core'])) ?? 'api' })),
    }),
    'executor.command_completed': () => ({
      exit_code: maybe(below(2)),
      duration_ms: maybe(millis()),
      command: maybe(word('cmd')),
    }),
    command_completed: () => ({
      success: maybe(below(3) > 0),
      duration_ms: maybe(millis()),
      hashed_command_name: maybe(hash(12)),
    }),
    'something.else': () => ({}),
  };
  const names = Object.keys(payloads);
  return () => {
    const event = pick(names);
    const digits = `${below(1_000_000)}`.padStart(12, '0');
    return JSON.parse(
      JSON.stringify({
        schema_version: '1.0',
        event_id: `00000000-0000-4000-8000-${digits}`,
        timestamp: new Date(endMs - below(40 * DAY_MS) + below(2 * DAY_MS)).toISOString(),
        event,
        source: pick(['cli', 'planner', 'executor']),
        actor: { kind: pick(['human', 'agent', 'system']), id: word('actor') },
        run_id: maybe(`runs/${below(20)}`),
        cycle: maybe(1 + below(4)),
        build: {},
        payload: payloads[event]?.() ?? {},
      }),
    ) as RecordedEvent;
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
