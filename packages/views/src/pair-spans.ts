/**
 * Makes items with a beginning and an end out of single events. Killed processes leave beginnings without an end, torn or
 * purged logs ends without a beginning, and workers do the same step at the same time; each event is in exactly one item.
 */

import type { EventMeaning } from './describe-event.ts';
import type { NodeKind, NodeStatus } from './timeline-node.ts';

/** One event, cut down to what a timeline needs. */
export interface TimelineEvent extends EventMeaning {
  /** Its place among the events of the run by time, and by arrival where times are equal. */
  readonly place: number;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly actor: string;
  /** 0 for none. */
  readonly cycle: number;
}

/** What a node is made of: one event, or a beginning with its end. */
export interface Item {
  /** Places of its first event and of its last; the same for what is one event. */
  readonly first: number;
  readonly last: number;
  readonly kind: NodeKind;
  readonly title: string;
  readonly detail: string;
  readonly status: NodeStatus;
  readonly startMs: number;
  /** Null while nothing says when it ended. Equal to the start for instants. */
  readonly endMs: number | null;
  readonly durationMs: number | null;
  readonly actor: string;
  readonly cycle: number;
  readonly events: number;
}

/** Two reports of one error by one actor within this time are one error: an executor and its host both tell. Milliseconds. */
const SAME_ERROR_MS = 5;

/** Beginnings that are looked through for one end, the latest first. Bounds the time. */
const MAX_WAITING = 256;

/** Makes items. `events` are in the order of their places; so are the items, by their beginning. */
export function pairSpans(events: readonly TimelineEvent[]): readonly Item[] {
  const open = new Map<string, TimelineEvent[]>();
  const items: Item[] = [];
  let lastError: Item | undefined;
  for (const event of beginningsFirst(events)) {
    const key = JSON.stringify([event.pair, event.cycle, event.actor]);
    if (event.form === 'begin') {
      const waiting = open.get(key);
      if (waiting === undefined) open.set(key, [event]);
      else waiting.push(event);
    } else if (event.form === 'end') {
      items.push(ended(event, takeNearest(open.get(key), event)));
    } else if (event.kind === 'error') {
      const isAgain =
        lastError?.title === event.title &&
        lastError.actor === event.actor &&
        lastError.cycle === event.cycle &&
        event.timeMs - lastError.startMs <= SAME_ERROR_MS;
      const item = single(event);
      if (isAgain && lastError !== undefined) {
        items.splice(items.lastIndexOf(lastError), 1);
        const detail = [...new Set([lastError.detail, item.detail])].filter((part) => part !== '').join(', ');
        lastError = { ...lastError, detail, events: lastError.events + 1 };
      } else lastError = item;
      items.push(lastError);
    } else items.push(single(event));
  }
  for (const waiting of open.values()) for (const event of waiting) items.push({ ...single(event), endMs: null });
  return items.sort(byBeginning);
}

/** By beginning; of equal beginnings the longer first, then by place. */
export function byBeginning(a: Item, b: Item): number {
  return a.startMs - b.startMs || lengthOf(b) - lengthOf(a) || a.first - b.first;
}

/** Milliseconds; endless while unfinished. */
export function lengthOf({ startMs, endMs }: Pick<Item, 'startMs' | 'endMs'>): number {
  return endMs === null ? Number.POSITIVE_INFINITY : endMs - startMs;
}

/** Within a millisecond an end may have arrived before its beginning. */
function beginningsFirst(events: readonly TimelineEvent[]): readonly TimelineEvent[] {
  const isEnd = ({ form }: TimelineEvent) => (form === 'begin' ? 0 : 1);
  return events.toSorted((a, b) => a.timeMs - b.timeMs || isEnd(a) - isEnd(b) || a.place - b.place);
}

/** The beginning that fits the duration best, of those that were written before if there are any; the oldest when the end says no duration. */
function takeNearest(waiting: TimelineEvent[] | undefined, end: TimelineEvent): TimelineEvent | undefined {
  if (waiting === undefined || waiting.length === 0) return undefined;
  const { durationMs } = end;
  const before = waiting.slice(-MAX_WAITING).filter(({ place }) => place < end.place);
  const candidates = before.length > 0 ? before : waiting.slice(-MAX_WAITING);
  const startMs = end.timeMs - (durationMs ?? Number.POSITIVE_INFINITY);
  const distance = (begin: TimelineEvent) => Math.abs(startMs - begin.timeMs);
  const nearest = candidates.reduce((best, begin) => (distance(begin) < distance(best) ? begin : best));
  waiting.splice(waiting.lastIndexOf(nearest), 1);
  return nearest;
}

function ended(end: TimelineEvent, begin: TimelineEvent | undefined): Item {
  const startMs = begin?.timeMs ?? end.timeMs - (end.durationMs ?? 0);
  const details = [begin?.detail, end.detail].filter((part) => part !== undefined && part !== '');
  return {
    ...single(end),
    // An end may repeat what the beginning said, and add to it.
    detail: end.detail.startsWith(begin?.detail ?? '') ? end.detail : details.join(', '),
    first: Math.min(begin?.place ?? end.place, end.place),
    startMs: Math.min(startMs, end.timeMs),
    durationMs: end.durationMs ?? (begin === undefined ? null : end.timeMs - begin.timeMs),
    events: begin === undefined ? 1 : 2,
  };
}

function single(event: TimelineEvent): Item {
  const { place, kind, title, detail, status, timeMs, actor, cycle, durationMs } = event;
  const startMs = event.form === 'span' ? timeMs - (durationMs ?? 0) : timeMs;
  const own = event.form === 'span' || event.form === 'end' ? (durationMs ?? null) : null;
  return {
    first: place,
    last: place,
    kind,
    title,
    detail,
    status,
    startMs,
    endMs: timeMs,
    durationMs: own,
    actor,
    cycle,
    events: 1,
  };
}
