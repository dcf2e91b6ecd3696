/** Runs for tests: a tree of work is played, and records what an agent would. */

import type { RecordedEvent } from '@telemetry/schema';
import fc from 'fast-check';

export const RUN = 'nightly/42';

/** An envelope of the run. */
export function makeEvent(event: string, timeMs: number, payload: object = {}, parts: object = {}): RecordedEvent {
  return {
    schema_version: '1.0',
    event_id: crypto.randomUUID(),
    timestamp: new Date(timeMs).toISOString(),
    event,
    source: 'executor',
    actor: { kind: 'agent', id: 'worker' },
    run_id: RUN,
    build: {},
    payload,
    ...parts,
  } as RecordedEvent;
}

/** What is done: what holds others has parts. */
export interface Work {
  readonly kind: 'step' | 'skill' | 'command' | 'note';
  readonly parts: readonly Work[];
}

const command: fc.Arbitrary<Work> = fc.record({ kind: fc.constant('command' as const), parts: fc.constant([]) });
const note: fc.Arbitrary<Work> = fc.record({ kind: fc.constant('note' as const), parts: fc.constant([]) });
const skill: fc.Arbitrary<Work> = fc.record({
  kind: fc.constant('skill' as const),
  parts: fc.array(fc.oneof(command, note), { maxLength: 3 }),
});
const step: fc.Arbitrary<Work> = fc.record({
  kind: fc.constant('step' as const),
  parts: fc.array(fc.oneof(skill, command, note), { maxLength: 4 }),
});

const paired: fc.Arbitrary<Work> = fc.record({
  kind: fc.constant('step' as const),
  parts: fc.array(fc.oneof(command, note), { maxLength: 4 }),
});

const cyclesOf = (steps: fc.Arbitrary<Work>) =>
  fc.array(fc.array(steps, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 });

/** The steps of some cycles: all kinds of work; and those alone whose beginnings are recorded, too. */
export const arbitraryCycles = cyclesOf(step);
export const arbitraryPairedCycles = cyclesOf(paired);

/** Microseconds between two things that happen. */
export const pausesFrom = (least: number) =>
  fc.array(fc.integer({ min: least, max: least + 3000 }), { minLength: 1, maxLength: 20 });

const START_MS = Date.UTC(2026, 10, 20, 12);

/** Plays cycles of work, and gives the events in the order in which one process writes them. */
export function play(cycles: readonly (readonly Work[])[], pausesUs: readonly number[]): readonly RecordedEvent[] {
  const events: RecordedEvent[] = [];
  let nowUs = 0;
  let turn = 0;
  const pass = () => {
    nowUs += pausesUs[turn++ % pausesUs.length] ?? 1;
    return nowUs;
  };
  const record = (event: string, payload: object, cycle: number) => {
    // Timestamps are cut to milliseconds.
    events.push(makeEvent(event, START_MS + Math.floor(nowUs / 1000), payload, { cycle }));
  };
  const work = ({ kind, parts }: Work, place: number, cycle: number) => {
    const beganUs = pass();
    if (kind === 'note') return record('feature_usage', { feature_name: `n${turn}`, action: 'used' }, cycle);
    if (kind === 'step') record('plan.step_started', { step_index: place }, cycle);
    if (kind === 'command') record('executor.command_started', { command: 'node' }, cycle);
    parts.forEach((part, at) => void work(part, at, cycle));
    pass();
    const duration_ms = (nowUs - beganUs) / 1000;
    if (kind === 'step') record('plan.step_completed', { step_index: place, duration_ms, status: 'ok' }, cycle);
    if (kind === 'command') record('executor.command_completed', { command: 'node', exit_code: 0, duration_ms }, cycle);
    if (kind === 'skill') record('skill_execution', { skill_name: 's', success: true, duration_ms }, cycle);
  };
  cycles.forEach((steps, at) => {
    for (const [place, one] of steps.entries()) work(one, place, at + 1);
    pass();
    record('review.decision', { verdict: at === cycles.length - 1 ? 'accept' : 'revise' }, at + 1);
  });
  return events;
}
