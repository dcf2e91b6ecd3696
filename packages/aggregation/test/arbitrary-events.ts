/** Random events of all types that the summary reads, with payloads that lack fields or hold wrong types now and then. */

import type { RecordedEvent } from '@telemetry/schema';
import fc from 'fast-check';
import { makeEvent } from './make-event.ts';

/** Values that fit no field, or that a careless writer left. */
const wrong = fc.oneof(
  fc.constantFrom<unknown>(null, '', 'Bob was here', '/home/bob/x', -1, 1.5, 1e300, -0, true, [], {}, [{ a: 1 }], '12'),
);

/** Missing, wrong, or right. */
function perhaps(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 6, arbitrary: value }, { weight: 1, arbitrary: wrong }, fc.constant(undefined));
}

const word = fc.constantFrom('alpha', 'beta', 'gamma', 'other', 'unknown', '10', '9', '__proto__', '@scope/pkg');
const millis = fc.oneof(fc.nat(100_000), fc.double({ min: 0, max: 1e7, noNaN: true }));
const hash = fc.constantFrom('0123456789ab', 'ffffffffffff', 'sha256:0123456789abcdef');

const payloads: { readonly [event: string]: { readonly [field: string]: fc.Arbitrary<unknown> } } = {
  'quest.completed': {
    quest_id: word,
    proof_tier: word,
    xp_awarded: fc.nat(50),
    timebox_estimate_minutes: fc.double({ min: 0, max: 500, noNaN: true }),
    observed_duration_seconds: fc.double({ min: 0, max: 5000, noNaN: true }),
    pack_id: word,
    pillars: fc.array(fc.oneof(word, wrong), { maxLength: 3 }),
  },
  'quest.failed': { quest_id: word, reason: word },
  'scorecard.updated': { daily_streak: fc.nat(9), weekly_streak: fc.nat(9), total_xp: fc.integer() },
  'plan.generated': { quest_count: fc.nat(9) },
  'plan.step_completed': {},
  'review.decision': { verdict: fc.constantFrom('accept', 'revise', 'abort', 'shrug') },
  'risk.flagged': { reason: word },
  'feedback.submitted': { severity: word, component: word },
  agent_execution: {
    agent_type: word,
    success: fc.boolean(),
    duration_ms: millis,
    error_type: word,
    cost: fc.double({ min: 0, max: 3, noNaN: true }),
    input_tokens: fc.nat(9999),
    output_tokens: fc.nat(9999),
  },
  skill_execution: {
    skill_name: word,
    success: fc.boolean(),
    duration_ms: millis,
    error_type: word,
    user_satisfaction: fc.nat(7),
  },
  error: { error_type: word, component: word, agent_type: word, stack_trace_hash: hash },
  feature_usage: { feature_name: word, action: fc.constantFrom('enabled', 'used', 'broken') },
  workflow: {
    total_duration_ms: millis,
    success: fc.boolean(),
    actions: fc.array(fc.oneof(fc.record({ component: fc.oneof(word, wrong) }), wrong), { maxLength: 15 }),
  },
  'executor.command_completed': { exit_code: fc.integer({ min: -1, max: 2 }), duration_ms: millis, command: word },
  command_completed: { success: fc.boolean(), duration_ms: millis, hashed_command_name: hash },
  'something.else': {},
};

const envelope = {
  // Few ids, so that ties and repeats occur.
  event_id: fc.integer({ min: 0, max: 99 }).map((n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`),
  timestamp: fc
    .date({ min: new Date('2026-10-25T00:00:00Z'), max: new Date('2026-11-25T00:00:00Z'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  source: fc.constantFrom('cli', 'planner', 'a sentence', '10', '9'),
  actor: fc.record({
    kind: fc.constantFrom('human' as const, 'agent' as const, 'system' as const),
    id: fc.constantFrom('unknown', 'a1', 'a2', 'bob@example.org', '7d0e0b3f-3c7b-4a11-8f0e-4c579d0e0b3f'),
  }),
};

/** The names of the events below. */
export const EVENT_NAMES = Object.keys(payloads);

/** One event of one of these types. */
export function arbitraryEventOf(names: readonly string[]): fc.Arbitrary<RecordedEvent> {
  return fc.constantFrom(...names).chain((event) => eventCalled(event));
}

function eventCalled(event: string): fc.Arbitrary<RecordedEvent> {
  return fc
    .record({
      ...envelope,
      run_id: fc.option(fc.constantFrom('run-1', 'run-2', 'alpha'), { nil: undefined }),
      cycle: fc.option(fc.nat(4), { nil: undefined }),
      payload: fc.record(
        Object.fromEntries(Object.entries(payloads[event] ?? {}).map(([field, value]) => [field, perhaps(value)])),
      ),
    })
    .map((parts) => JSON.parse(JSON.stringify(makeEvent(event, parts as object))) as RecordedEvent);
}

/** One event. */
export const arbitraryEvent = arbitraryEventOf(EVENT_NAMES);

/** A log. */
export const arbitraryLog = fc.array(arbitraryEvent, { maxLength: 60 });
