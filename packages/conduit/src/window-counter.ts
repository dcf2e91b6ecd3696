/**
 * Gives events their ticks and counts them by bucket until a window is full. Memory: one window's counts and the marks of the
 * last ids, however long the log.
 */

import type { RecordedEvent } from '@telemetry/schema';
import type { Partition } from './partition.ts';

/** Ids that are remembered, so that an event which is repeated soon after is counted once. Some 60 KB on disk. */
export const MAX_RECENT = 4_096;

/** A closed window: a run of ticks, and what it holds. */
export interface ClosedWindow {
  readonly startTick: number;
  /** Included. */
  readonly endTick: number;
  /** Samples by bucket, by map. Every map is there. */
  readonly counts: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Repeated events within it, which have no tick. */
  readonly duplicates: number;
}

/** Counts the events of a stream in their order. */
export interface WindowCounter {
  /** Takes one event. Gives the window that it filled, if it did. */
  add(event: RecordedEvent): ClosedWindow | undefined;
  /** Closes a window that is not full. `undefined` when it is empty. */
  closeEarly(): ClosedWindow | undefined;
  /** The last tick of a closed window. */
  readonly closedTick: number;
  /** Marks of the last ids up to the last closed window, oldest first: what the next counter begins with. */
  closedMarks(): readonly string[];
}

/** What a counter begins with. */
export interface WindowCounterOptions {
  readonly partition: Partition;
  readonly windowTicks: number;
  /** The last tick that was given before. */
  readonly tick: number;
  /** As `closedMarks` gave them. */
  readonly recentMarks: readonly string[];
  /** What is kept of an event's id. */
  mark(eventId: string): string;
}

/** Makes a counter. */
export function createWindowCounter({ partition, windowTicks, mark, ...begin }: WindowCounterOptions): WindowCounter {
  let { tick } = begin;
  let startTick = tick + 1;
  let duplicates = 0;
  let counts = emptyCounts(partition);
  // A set keeps its members in the order of their coming.
  const recent = new Set(begin.recentMarks);
  let marks = [...begin.recentMarks];
  let closedMarks = marks.length;

  const close = (): ClosedWindow => {
    const closed = { startTick, endTick: tick, counts, duplicates };
    startTick = tick + 1;
    duplicates = 0;
    counts = emptyCounts(partition);
    if (marks.length > 2 * MAX_RECENT) marks = marks.slice(-MAX_RECENT);
    closedMarks = marks.length;
    return closed;
  };

  return {
    add: (event) => {
      const seen = mark(event.event_id);
      if (recent.has(seen)) {
        duplicates += 1;
        return undefined;
      }
      recent.add(seen);
      marks.push(seen);
      forgetOldest(recent);
      tick += 1;
      const { map, bucket } = partition.bucketOf(event);
      const buckets = counts.get(map);
      buckets?.set(bucket, (buckets.get(bucket) ?? 0) + 1);
      return tick - startTick + 1 >= windowTicks ? close() : undefined;
    },
    closeEarly: () => (tick < startTick ? undefined : close()),
    get closedTick() {
      return startTick - 1;
    },
    closedMarks: () => marks.slice(0, closedMarks).slice(-MAX_RECENT),
  };
}

function forgetOldest(recent: Set<string>): void {
  if (recent.size <= MAX_RECENT) return;
  for (const oldest of recent) {
    recent.delete(oldest);
    return;
  }
}

function emptyCounts(partition: Partition): Map<string, Map<string, number>> {
  return new Map(partition.maps.map((map) => [map, new Map<string, number>()]));
}
