/**
 * Random schedules of faults, by a seed: a host records, sends, is closed and comes again, while its collector does what a
 * network and a server can do. Real HTTP over loopback, real files; the clock of retries is set forward.
 */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createHttpTransport, httpReporter } from '../src/http/index.ts';
import { openOutbox } from '../src/outbox/index.ts';
import { HEADER } from '../test/support/outbox-folder.ts';
import { releasedEvent } from '../test/support/released-events.ts';
import { FAULTS, type Fault, type FaultyServer, startFaultyServer } from './faulty-collector.ts';
import { type FaultFamily, type FaultRun, inLanes, judge, outboxPaths, seededRandom } from './finding.ts';
import { processExits } from './process-exits.ts';
import { emptySums, figuresOf, type ScheduleSums, settle } from './schedule-tally.ts';

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

interface Sums extends ScheduleSums {
  faults: number;
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
    'to their batch was lost. After it each event id counts once, as a collector does. Of the closes some are of real processes: ' +
    'exit is from before `close({ timeoutMs: 2000 })` to the end of the process by itself.',
  run,
};

async function run(faultRun: FaultRun) {
  const count = SCHEDULES[faultRun.isShort ? 'short' : 'long'];
  const server = await startFaultyServer();
  const sums: Sums = { ...emptySums(), faults: 0, slowCloses: 0, slowestMs: 0, stalledMs: 0, notEmpty: 0 };
  let lastBeat = performance.now();
  const beat = setInterval(() => {
    const now = performance.now();
    const late = now - lastBeat - BEAT_MS;
    if (late > STALL_MS) sums.stalledMs += late;
    lastBeat = now;
  }, BEAT_MS);
  await inLanes(LANES, count, (index) => oneSchedule(faultRun, server, index, sums));
  clearInterval(beat);
  const exits = await processExits(faultRun, server);
  await server.close();
  const [seen, must] = figuresOf(sums);
  return [
    judge(
      'recorded, sent, closed, begun again, under faults',
      `${count.toLocaleString('en-US')} schedules`,
      { ...seen, 'faults met': sums.faults, 'slowest close (ms)': Math.round(sums.slowestMs) },
      {
        ...must,
        'closes over 2 s (stalls of this whole process over 0.2 s apart)': sums.slowCloses,
        'outboxes not empty at the end': sums.notEmpty,
      },
    ),
    exits,
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
