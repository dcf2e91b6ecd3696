/**
 * The timeline of one run: a tree of cycles, agents, steps, skills and commands, with what was decided and what went wrong. A
 * function of the set of its events: repeats, and how they were spread over processes and files, change nothing; nor does their
 * order, but among those of one millisecond.
 */

import type { RecordedEvent } from '@telemetry/schema';
import { describeEvent, isSanitizerFlag } from './describe-event.ts';
import { type Draft, nestItems } from './nest-items.ts';
import { type Item, pairSpans, type TimelineEvent } from './pair-spans.ts';
import type { RunFacts } from './run-list.ts';
import { createRunList } from './run-list.ts';
import type { TimelineNode } from './timeline-node.ts';

export type { NodeKind, NodeStatus, TimelineNode } from './timeline-node.ts';

/** A run as a tree. */
export interface RunTimeline {
  readonly facts: RunFacts;
  /** The run itself, of the kind `run`; everything else is below. */
  readonly root: TimelineNode;
}

/** Takes the events of a run in any order. */
export interface TimelineBuilder {
  /** True when the event is of this run and was not there before. Keeps some 500 bytes of it, not the event; `finish` takes twice that again while it works. */
  add(event: RecordedEvent): boolean;
  /** The timeline so far; undefined when there was no event. */
  finish(): RunTimeline | undefined;
}

/** Begins the timeline of a run. Pure. */
export function createRunTimeline(runId: string): TimelineBuilder {
  const events: TimelineEvent[] = [];
  const seen = new Set<string>();
  let hidden = 0;
  const list = createRunList();
  return {
    add: (event) => {
      const timeMs = Date.parse(event.timestamp);
      if (event.run_id !== runId || seen.has(event.event_id) || Number.isNaN(timeMs)) return false;
      const cycle = Number.isSafeInteger(event.cycle) && (event.cycle ?? 0) > 0 ? (event.cycle ?? 0) : 0;
      seen.add(event.event_id);
      list.add(event);
      if (isSanitizerFlag(event)) hidden += 1;
      else events.push({ ...describeEvent(event), place: events.length, timeMs, cycle, actor: event.actor.id });
      return true;
    },
    finish: () => {
      const [facts] = list.finish();
      if (facts === undefined) return undefined;
      const ordered = events.toSorted((a, b) => a.timeMs - b.timeMs).map((event, place) => ({ ...event, place }));
      return { facts, root: { ...rootOf(facts, hidden), children: childrenOf(pairSpans(ordered)) } };
    },
  };
}

function childrenOf(items: readonly Item[]): readonly TimelineNode[] {
  const byCycle = Map.groupBy(items, ({ cycle }) => cycle);
  const filled = new Map<Item, readonly Draft[]>();
  for (const [cycle, own] of byCycle) {
    if (cycle !== 0) filled.set(cycleItem(cycle, own), nestItems(own, new Map()));
  }
  return nestItems([...(byCycle.get(0) ?? []), ...filled.keys()], filled).map(fold);
}

/** A cycle lasts from the first to the last that is known of it. */
function cycleItem(cycle: number, items: readonly Item[]): Item {
  const startMs = items.reduce((first, item) => Math.min(first, item.startMs), Number.POSITIVE_INFINITY);
  const endMs = items.reduce((last, item) => Math.max(last, item.endMs ?? item.startMs), startMs);
  const decision = items.findLast(({ kind }) => kind === 'decision');
  return {
    first: items.reduce((first, item) => Math.min(first, item.first), Number.POSITIVE_INFINITY),
    last: items.reduce((last, item) => Math.max(last, item.last), 0),
    kind: 'cycle',
    title: `cycle ${cycle}`,
    detail: decision?.title ?? '',
    status: decision?.status ?? null,
    startMs,
    endMs,
    durationMs: rounded(endMs - startMs),
    actor: '',
    cycle: 0,
    events: 0,
  };
}

/** Notes that say the same one after the other become one. */
function fold(draft: Draft): TimelineNode {
  const children: TimelineNode[] = [];
  for (const child of draft.children.map(fold)) {
    const last = children.at(-1);
    if (last !== undefined && isSameNote(last, child)) {
      children[children.length - 1] = { ...last, events: last.events + child.events };
    } else children.push(child);
  }
  return { ...draft, children };
}

function isSameNote(a: TimelineNode, b: TimelineNode): boolean {
  return a.kind === 'note' && b.kind === 'note' && a.title === b.title && a.detail === b.detail && a.actor === b.actor;
}

function rootOf(facts: RunFacts, hidden: number): Omit<TimelineNode, 'children'> {
  const { runId, startMs, durationMs, outcome } = facts;
  const status =
    outcome === 'accepted' ? 'ok' : outcome === 'aborted' ? 'failed' : outcome === 'unfinished' ? outcome : null;
  return { kind: 'run', title: runId, detail: outcome, status, startMs, durationMs, actor: '', events: hidden };
}

/** Microseconds: sums of doubles have more digits than meaning. */
function rounded(millis: number): number {
  return Math.round(millis * 1000) / 1000;
}
