/**
 * Random schedules of faults, by a seed: a host records, sends, is closed and comes again, while its collector does what a
 * network and a server can do. Real HTTP over loopback, real files; the clock of retries is set forward.
 */

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createHttpTransport, httpReporter } from '../src/http/index.ts';
import { type OutboxPaths, openOutbox } from '../src/outbox/index.ts';
import { HEADER } from '../test/support/outbox-folder.ts';
import { releasedEvent } from '../test/support/released-events.ts';
import { type CollectorLog, FAULTS, type Fault, type FaultyServer, startFaultyServer } from './faulty-collector.ts';
import { type FaultFamily, type FaultRun, inLanes, judge, outboxPaths, seededRandom } from './finding.ts';

const SCHEDULES = { short: 200, long: 10_000 };
/** The bound that a host gives to `close`. */
const CLOSE_MS = 2_000;
/** Lives of the host before the collector is well. */
const MAX_LIVES = 3;
/** Schedules at once: all in this process, so more would measure its load. */
const LANES = 6;
/** How often this process is asked whether it runs at all. Milliseconds. */
const BEAT_MS = 20;
/** From here on it is a stall of the machine. Milliseconds. */
const STALL_MS = 200;
/** At most so many requests until everything has arrived. */
const MAX_DRAINS = 40;

interface Sums {
  recorded: number;
  acknowledged: number;
  setAside: number;
  requests: number;
  faults: number;
  repeated: number;
  repeatedInOthers: number;
  lost: number;
  twice: number;
  changed: number;
  slowCloses: number;
  slowestMs: number;
  /** For how long this process did not run when it should have, in all. */
  stalledMs: number;
  notEmpty: number;
}

/** The family. */
export const schedules: FaultFamily = {
  title: 'Random schedules of faults',
  about:
    'Each schedule has up to three lives of a host, each with up to 120 events, and up to 14 faults: reset, half-open, cut off ' +
    'after the commit, silence, slowness, 408, 413, 429, 500, 503 with `Retry-After`, 422, single events rejected, a redirect, a ' +
    'login page, wrong JSON, a wrong digest, an endless answer. Then the collector is well, and what waits is sent. Lost: recorded, ' +
    'and neither at the collector nor set aside under `rejected/`. Before deduplication: events that came again since the answer ' +
    'to their batch was lost. After it: by event id, as a collector does.',
  run,
};

async function run(faultRun: FaultRun) {
  const count = SCHEDULES[faultRun.isShort ? 'short' : 'long'];
  const server = await startFaultyServer();
  const sums: Sums = {
    recorded: 0,
    acknowledged: 0,
    setAside: 0,
    requests: 0,
    faults: 0,
    repeated: 0,
    repeatedInOthers: 0,
    lost: 0,
    twice: 0,
    changed: 0,
    slowCloses: 0,
    slowestMs: 0,
    stalledMs: 0,
    notEmpty: 0,
  };
  let lastBeat = performance.now();
  const beat = setInterval(() => {
    const now = performance.now();
    const late = now - lastBeat - BEAT_MS;
    if (late > STALL_MS) sums.stalledMs += late;
    lastBeat = now;
  }, BEAT_MS);
  await inLanes(LANES, count, (index) => oneSchedule(faultRun, server, index, sums));
  clearInterval(beat);
  await server.close();
  return [
    judge(
      'recorded, sent, closed, begun again, under faults',
      `${count.toLocaleString('en-US')} schedules`,
      {
        recorded: sums.recorded,
        requests: sums.requests,
        'faults met': sums.faults,
        acknowledged: sums.acknowledged,
        'set aside': sums.setAside,
        'repeats before deduplication': sums.repeated,
        'of them in another batch (halved after a commit that was not heard of)': sums.repeatedInOthers,
        'slowest close (ms)': Math.round(sums.slowestMs),
      },
      {
        lost: sums.lost,
        'repeats after deduplication': sums.twice,
        'batches sent again with other bytes': sums.changed,
        'closes over 2 s (stalls of this whole process over 0.2 s apart)': sums.slowCloses,
        'outboxes not empty at the end': sums.notEmpty,
      },
    ),
  ];
}

async function oneSchedule(faultRun: FaultRun, server: FaultyServer, index: number, sums: Sums): Promise<void> {
  const random = seededRandom(faultRun.seed * 1_000_003 + index);
  const name = `s${index}`;
  const paths = outboxPaths(faultRun, name);
  let faultsLeft = Math.floor(random() * 15);
  const choose = (): Fault => {
    if (faultsLeft <= 0) return 'none';
    faultsLeft -= 1;
    sums.faults += 1;
    return FAULTS[Math.floor(random() * FAULTS.length)] ?? 'none';
  };
  const log = server.collector(name, choose);
  let nowMs = Date.now();
  let recorded = 0;

  const lives = 1 + Math.floor(random() * MAX_LIVES);
  for (let life = 0; life <= lives; life += 1) {
    const isLast = life === lives;
    if (isLast) faultsLeft = 0;
    const outbox = openOutbox({ paths, header: HEADER, now: () => nowMs });
    // Now and then a silence lasts until the bound of close; else it ends soon.
    const isPatient = !isLast && random() < 0.05;
    const reporter = httpReporter({
      outbox,
      endpoint: `${server.origin}/${name}`,
      mayUpload: () => 'allowed',
      send: 'auto',
      now: () => nowMs,
      random,
      transport: createHttpTransport({ env: {}, headTimeoutMs: isPatient ? 60_000 : 40, totalTimeoutMs: 60_000 }),
    });
    const bursts = isLast ? 0 : Math.floor(random() * 4);
    for (let burst = 0; burst < bursts; burst += 1) {
      const events = Math.floor(random() * 40);
      for (let event = 0; event < events; event += 1) {
        reporter.report(releasedEvent(recorded));
        recorded += 1;
      }
      if (!isPatient && random() < 0.5) await reporter.send({ isAsked: random() < 0.5 });
      nowMs += Math.floor(random() * 20_000);
    }
    for (let drain = 0; isLast && drain < MAX_DRAINS; drain += 1) {
      nowMs += 3_600_001;
      if ((await reporter.send()).ended === 'empty') break;
    }
    if (isLast && !(await outbox.isEmpty())) sums.notEmpty += 1;
    const start = performance.now();
    const stalledMs = sums.stalledMs;
    await reporter.close({ timeoutMs: CLOSE_MS });
    const took = performance.now() - start;
    sums.slowestMs = Math.max(sums.slowestMs, took);
    if (took - (sums.stalledMs - stalledMs) > CLOSE_MS) sums.slowCloses += 1;
    nowMs += Math.floor(random() * 7_200_000);
  }
  settle(paths, log, recorded, sums);
  server.remove(name);
  rmSync(join(faultRun.folder, name), { recursive: true });
}

function settle(paths: OutboxPaths, log: CollectorLog, recorded: number, sums: Sums): void {
  const aside = new Set(rejectedIds(paths.rejectedDir));
  // Deduplicated by event id: each counts once, however often it came.
  const arrived = new Set(log.events.keys());
  sums.recorded += recorded;
  sums.requests += log.requests;
  sums.acknowledged += arrived.size;
  sums.setAside += [...aside].filter((id) => !arrived.has(id)).length;
  sums.changed += log.changed;
  for (const times of log.events.values()) sums.repeated += times - 1;
  for (let index = 0; index < recorded; index += 1) {
    const id = releasedEvent(index).event.event_id;
    if (!arrived.has(id) && !aside.has(id)) sums.lost += 1;
  }
  for (const times of log.eventsOfNewBatches.values()) sums.repeatedInOthers += times - 1;
  // The rows of a collector that inserts each event id once.
  sums.twice += [...log.events.keys()].length - arrived.size;
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
