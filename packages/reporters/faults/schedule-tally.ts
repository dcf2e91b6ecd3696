/** What became of the events of schedules of faults: sums over the collector and the folder of what was set aside. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { OutboxPaths } from '../src/outbox/index.ts';
import { releasedEvent } from '../test/support/released-events.ts';
import type { CollectorLog } from './faulty-collector.ts';

/** Sums over schedules. */
export interface ScheduleSums {
  recorded: number;
  acknowledged: number;
  setAside: number;
  requests: number;
  repeated: number;
  repeatedInOthers: number;
  lost: number;
  /** At the collector under an id that no host recorded. */
  unknown: number;
  /** Came again under the same event id, and was another event. */
  altered: number;
  /** Batches that came again under the same id with other bytes. */
  changed: number;
}

/** Nothing yet. */
export function emptySums(): ScheduleSums {
  return {
    recorded: 0,
    acknowledged: 0,
    setAside: 0,
    requests: 0,
    repeated: 0,
    repeatedInOthers: 0,
    lost: 0,
    unknown: 0,
    altered: 0,
    changed: 0,
  };
}

/** Adds one schedule, whose events have the numbers from 0 up to `recorded`. */
export function settle(paths: OutboxPaths, log: CollectorLog, recorded: number, sums: ScheduleSums): void {
  const aside = new Set(rejectedIds(paths.rejectedDir));
  // Deduplicated by event id: each counts once, however often it came.
  const arrived = new Set(log.events.keys());
  sums.recorded += recorded;
  sums.requests += log.requests;
  sums.acknowledged += arrived.size;
  sums.setAside += [...aside].filter((id) => !arrived.has(id)).length;
  sums.changed += log.changed;
  sums.altered += log.altered;
  for (const times of log.events.values()) sums.repeated += times - 1;
  for (const times of log.eventsOfNewBatches.values()) sums.repeatedInOthers += times - 1;
  for (let index = 0; index < recorded; index += 1) {
    const id = releasedEvent(index).event.event_id;
    if (!arrived.has(id) && !aside.has(id)) sums.lost += 1;
    arrived.delete(id);
  }
  sums.unknown += arrived.size;
}

/** The figures of a row: what is seen, and what must be 0. */
export function figuresOf(sums: ScheduleSums): readonly [Record<string, number>, Record<string, number>] {
  return [
    {
      recorded: sums.recorded,
      requests: sums.requests,
      'at the collector, each event id once': sums.acknowledged,
      'set aside': sums.setAside,
      'repeats before deduplication': sums.repeated,
      'of them in another batch (halved after a commit that was not heard of)': sums.repeatedInOthers,
    },
    {
      lost: sums.lost,
      'at the collector but never recorded': sums.unknown,
      'two events under one id': sums.altered,
      'batches sent again with other bytes': sums.changed,
    },
  ];
}

function rejectedIds(folder: string): readonly string[] {
  let names: readonly string[] = [];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json.gz'));
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const { events } = JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString('utf8')) as {
      readonly events: readonly { readonly event_id: string }[];
    };
    return events.map(({ event_id: id }) => id);
  });
}
