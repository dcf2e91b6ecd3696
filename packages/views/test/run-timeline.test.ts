import type { RecordedEvent } from '@telemetry/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRunList, createRunTimeline, type TimelineNode, timelineRows } from '../src/index.ts';
import { arbitraryCycles, arbitraryPairedCycles, makeEvent, pausesFrom, play, RUN, type Work } from './make-run.ts';

function timelineOf(events: readonly RecordedEvent[]): TimelineNode | undefined {
  const timeline = createRunTimeline(RUN);
  for (const event of events) timeline.add(event);
  return timeline.finish()?.root;
}

type Shape = readonly [kind: string, parts: readonly Shape[]];

function shapeOf({ kind, children }: Pick<TimelineNode, 'kind' | 'children'>): Shape {
  return [kind, children.map(shapeOf)];
}

function shapeOfWork({ kind, parts }: Work): Shape {
  return [kind, parts.map(shapeOfWork)];
}

const names = ['plan.step_started', 'plan.step_completed', 'executor.command_started', 'executor.command_completed'];
const more = ['agent_execution', 'skill_execution', 'error', 'executor.error', 'review.decision', 'risk.flagged'];
const strange = ['repo.indexed', 'constructor', '__proto__', 'workflow'];
const value = fc.oneof(fc.nat(2000), fc.constantFrom<unknown>('node', 'ok', 'revise', null, -1, 1e300, true, [], {}));
const fields = ['step_index', 'duration_ms', 'status', 'command', 'exit_code', 'success', 'verdict', 'error_type'];

/** Whatever a log may hold. */
const arbitraryEvent = fc
  .record({
    name: fc.constantFrom(...names, ...more, ...strange),
    timeMs: fc.nat(50),
    payload: fc.dictionary(fc.constantFrom(...fields, 'reason'), value),
    cycle: fc.option(fc.constantFrom(1, 2, -1, 1.5), { nil: undefined }),
    actor: fc.constantFrom('a', 'b'),
  })
  .map(({ name, timeMs, payload, cycle, actor }) =>
    makeEvent(name, 1e12 + timeMs, payload, { cycle, actor: { kind: 'agent', id: actor } }),
  );
const arbitraryLog = fc.array(arbitraryEvent, { maxLength: 60 });

describe('the timeline of a run', () => {
  const givesBack = (cycles: readonly (readonly Work[])[], pauses: readonly number[]) => {
    const root = timelineOf(play(cycles, pauses));
    const wanted = cycles.map((steps) => ['cycle', [...steps.map(shapeOfWork), ['decision', []]]]);
    expect(root?.children.map(shapeOf)).toEqual(wanted);
  };

  it('gives back what lay in what, from times that are cut to milliseconds', () => {
    fc.assert(fc.property(arbitraryCycles, pausesFrom(2000), givesBack), { numRuns: 200 });
  });

  it('gives it back within a millisecond, too, where beginnings were recorded', () => {
    fc.assert(fc.property(arbitraryPairedCycles, pausesFrom(1), givesBack), { numRuns: 300 });
  });

  it('has every event in exactly one node, whatever the log holds', () => {
    fc.assert(
      fc.property(arbitraryLog, (events) => {
        const root = timelineOf(events);
        const counted = root === undefined ? 0 : [...timelineRows(root)].reduce((so, { node }) => so + node.events, 0);
        expect(counted).toBe(events.length);
      }),
      { numRuns: 300 },
    );
  });

  it('is the same for every order and for repeated events, where no two are of one millisecond', () => {
    fc.assert(
      fc.property(arbitraryLog, fc.infiniteStream(fc.nat()), (events, chance) => {
        const apart = events.map((event, at) => ({ ...event, timestamp: new Date(1e12 + at * 7).toISOString() }));
        const shuffled = [...apart, ...apart.slice(0, 5)]
          .map((event) => ({ event, at: chance.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ event }) => event);
        expect(timelineOf(shuffled)).toEqual(timelineOf(apart));
      }),
      { numRuns: 200 },
    );
  });

  it('never shows a part that begins before the whole or outlasts it', () => {
    const slackMs = 2.01;
    const check = (node: TimelineNode): void => {
      for (const child of node.children) {
        if (node.kind !== 'run') expect(child.startMs).toBeGreaterThanOrEqual(node.startMs - slackMs);
        // Of a pair both ends are times of the log, whatever its duration claims.
        const endMs = child.startMs + (child.events === 2 ? 0 : (child.durationMs ?? 0));
        if (node.kind !== 'run' && node.durationMs !== null && node.status !== 'unfinished') {
          expect(endMs).toBeLessThanOrEqual(node.startMs + Math.max(node.durationMs, 60) + slackMs);
        }
        check(child);
      }
    };
    fc.assert(
      fc.property(arbitraryLog, (events) => {
        const root = timelineOf(events);
        if (root !== undefined) check(root);
      }),
      { numRuns: 200 },
    );
  });

  it('shows what a killed process began, and what the resumed one did of the same step', () => {
    const root = timelineOf([
      makeEvent('plan.step_started', 1000, { step_index: 0 }, { cycle: 1 }),
      makeEvent('executor.command_started', 1100, { command: 'npm' }, { cycle: 1 }),
      makeEvent('plan.step_started', 9000, { step_index: 0 }, { cycle: 1 }),
      makeEvent('plan.step_completed', 9500, { step_index: 0, duration_ms: 500, status: 'ok' }, { cycle: 1 }),
    ]);
    const [cycle] = root?.children ?? [];
    expect(cycle?.children.map(({ title, status, durationMs }) => [title, status, durationMs])).toEqual([
      ['step 0', 'unfinished', null],
      ['step 0', 'ok', 500],
    ]);
    expect(cycle?.children[0]?.children.map(({ title, status }) => [title, status])).toEqual([['$ npm', 'unfinished']]);
  });

  it('keeps apart what two workers do at the same time', () => {
    const by = (id: string) => ({ cycle: 1, actor: { kind: 'agent', id } });
    const root = timelineOf([
      makeEvent('plan.step_started', 1000, { step_index: 0 }, by('a')),
      makeEvent('plan.step_started', 1000, { step_index: 0 }, by('b')),
      makeEvent('skill_execution', 1050, { skill_name: 'of-b', duration_ms: 20, success: true }, by('b')),
      makeEvent('skill_execution', 1060, { skill_name: 'of-a', duration_ms: 20, success: false }, by('a')),
      makeEvent('plan.step_completed', 1100, { step_index: 0, duration_ms: 100, status: 'ok' }, by('b')),
      makeEvent('plan.step_completed', 1200, { step_index: 0, duration_ms: 200, status: 'failed' }, by('a')),
    ]);
    const steps = root?.children[0]?.children.map(({ actor, children }) => [actor, children.map(({ title }) => title)]);
    expect(steps).toEqual([
      ['a', ['of-a']],
      ['b', ['of-b']],
    ]);
  });

  it('cuts long texts without halving a character, and believes no duration of more than a year', () => {
    const root = timelineOf([
      makeEvent('agent_execution', 1000, { agent_type: '😀'.repeat(150), duration_ms: 1e15, success: true }),
    ]);
    const [agent] = root?.children ?? [];
    expect(agent?.title.isWellFormed()).toBe(true);
    expect(agent?.title.length).toBeLessThanOrEqual(200);
    expect(agent?.durationMs).toBeNull();
  });

  it('stays shallow however deep agents call agents, and loses none', () => {
    const nested = Array.from({ length: 5000 }, (_, n) =>
      makeEvent(
        'agent_execution',
        1e12 + 2e4 - n,
        { agent_type: 'x', duration_ms: 2e4 - 2 * n, success: true },
        { actor: { kind: 'agent', id: `agent-${n}` } },
      ),
    );
    const root = timelineOf(nested);
    const rows = root === undefined ? [] : [...timelineRows(root)];
    expect(rows).toHaveLength(5001);
    expect(Math.max(...rows.map(({ depth }) => depth))).toBeLessThan(40);
    expect(Math.max(...rows.map(({ depth }) => depth))).toBeGreaterThan(20);
  });

  it('holds every one of 20,000 spans that all overlap', () => {
    const many = Array.from({ length: 20_000 }, (_, n) =>
      makeEvent('agent_execution', 1e12 + n, { agent_type: 'x', duration_ms: 1e9, success: true }),
    );
    const root = timelineOf(many);
    expect(root === undefined ? 0 : [...timelineRows(root)].length).toBe(20_001);
  });
});

describe('the list of runs', () => {
  it('says when, how long, how many cycles and errors, and how it ended; the latest first', () => {
    const list = createRunList();
    const old = { run_id: 'old', cycle: 3 };
    list.add(makeEvent('review.decision', 5000, { verdict: 'accept' }, old));
    list.add(makeEvent('review.decision', 4000, { verdict: 'revise' }, old));
    list.add(makeEvent('executor.error', 1000, { error_type: 'E', handled: true }, old));
    list.add(makeEvent('error', 1001, { error_type: 'E' }, old));
    list.add(makeEvent('runner.started', 9000));
    list.add(makeEvent('runner.started', 9000, {}, { run_id: undefined }));
    expect(list.finish()).toEqual([
      { runId: RUN, startMs: 9000, durationMs: 0, events: 1, cycles: 0, errors: 0, outcome: 'undecided' },
      { runId: 'old', startMs: 1000, durationMs: 4000, events: 4, cycles: 3, errors: 1, outcome: 'accepted' },
    ]);
  });
});
