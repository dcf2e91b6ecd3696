/** `kill -9` of senders at random moments, several on one outbox at once; and senders on one outbox without kills. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createHttpTransport, createSender } from '../src/http/index.ts';
import { type OutboxPaths, openOutbox } from '../src/outbox/index.ts';
import { HEADER } from '../test/support/outbox-folder.ts';
import { releasedEvent } from '../test/support/released-events.ts';
import { type CollectorLog, type Fault, startFaultyServer } from './faulty-collector.ts';
import { type FaultFamily, type FaultRun, type Finding, inLanes, judge, outboxPaths, seededRandom } from './finding.ts';

const KILLS = { short: 15, long: 500 };
const SENDERS = { short: { times: 1, rounds: 6 }, long: { times: 10, rounds: 25 } };
/** Processes at once on one outbox. */
const LANES = 3;
/** Kills on one outbox, before the next one is taken: its `sent` folder grows. */
const KILLS_PER_OUTBOX = 50;
/** After its first word a process lives so long at most. Milliseconds. */
const MAX_LIFE_MS = 400;
/** Numbers of events of one process. */
const EVENTS_PER_PROCESS = 100_000;
/** None that makes halves: so an event must never be in two batches. */
const FAULTS: readonly Fault[] = ['none', 'none', 'none', 'slow', 'slow', 'slow', 'reset_after_commit', 'status_500'];

/** The family. */
export const kills: FaultFamily = {
  title: 'kill -9 of the sender, and several senders on one outbox',
  about:
    'Processes that record, cut and send without a pause on one outbox are killed at random moments. Recorded: what a process had ' +
    'said was written. In the end the outbox is emptied, and each recorded event must be at the collector, whatever came twice. At ' +
    'once: a request for a batch while another living process had one under way for the same batch.',
  async run(run) {
    return [await runKills(run), await runSenders(run)];
  },
};

interface Seen {
  readonly recorded: Set<number>;
  readonly living: Set<number>;
}

async function runKills(run: FaultRun): Promise<Finding> {
  const count = KILLS[run.isShort ? 'short' : 'long'];
  const random = seededRandom(run.seed + 17);
  const seen: Seen = { recorded: new Set(), living: new Set() };
  const server = await startFaultyServer((pid) => seen.living.has(pid));
  const totals = emptyTotals();
  for (let done = 0; done < count; done += KILLS_PER_OUTBOX) {
    seen.recorded.clear();
    const name = `k${done}`;
    const paths = outboxPaths(run, name);
    let isWell = false;
    const choose = (): Fault => FAULTS[Math.floor(random() * FAULTS.length)] ?? 'none';
    const log = server.collector(name, () => (isWell ? 'none' : choose()));
    const endpoint = `${server.origin}/${name}`;
    await inLanes(LANES, Math.min(KILLS_PER_OUTBOX, count - done), async (index) => {
      const child = start({ paths, endpoint, first: index * EVENTS_PER_PROCESS, seed: run.seed + done + index }, seen);
      await once(child, 'spoke');
      await pause(random() * MAX_LIFE_MS);
      const ended = once(child, 'close');
      child.kill('SIGKILL');
      await ended;
    });
    isWell = true;
    await drain(paths, endpoint);
    addTotals(totals, log, seen.recorded);
    rmSync(join(run.folder, name), { recursive: true });
  }
  await server.close();
  return judge(`kill -9, ${LANES} processes at once`, `${count} kills`, ...figures(totals));
}

async function runSenders(run: FaultRun): Promise<Finding> {
  const { times, rounds } = SENDERS[run.isShort ? 'short' : 'long'];
  const seen: Seen = { recorded: new Set(), living: new Set() };
  const server = await startFaultyServer((pid) => seen.living.has(pid));
  const totals = emptyTotals();
  for (let time = 0; time < times; time += 1) {
    seen.recorded.clear();
    const name = `t${time}`;
    const paths = outboxPaths(run, name);
    const log = server.collector(name, () => 'slow');
    const endpoint = `${server.origin}/${name}`;
    await inLanes(2, 2, async (index) => {
      const child = start({ paths, endpoint, first: index * EVENTS_PER_PROCESS, rounds, seed: run.seed + index }, seen);
      await once(child, 'close');
    });
    await drain(paths, endpoint);
    addTotals(totals, log, seen.recorded);
    rmSync(join(run.folder, name), { recursive: true });
  }
  await server.close();
  const [{ repeats, ...seenHere }, must] = figures(totals);
  return judge('2 senders on one outbox', `${times} × ${rounds} rounds each`, seenHere, { ...must, repeats });
}

interface Totals {
  recorded: number;
  arrived: number;
  requests: number;
  repeats: number;
  inOtherBatches: number;
  lost: number;
  atOnce: number;
  changed: number;
}

function emptyTotals(): Totals {
  return { recorded: 0, arrived: 0, requests: 0, repeats: 0, inOtherBatches: 0, lost: 0, atOnce: 0, changed: 0 };
}

function addTotals(totals: Totals, log: CollectorLog, recorded: ReadonlySet<number>): void {
  totals.recorded += recorded.size;
  totals.arrived += log.events.size;
  totals.requests += log.requests;
  totals.atOnce += log.atOnce;
  totals.changed += log.changed;
  for (const times of log.events.values()) totals.repeats += times - 1;
  for (const times of log.eventsOfNewBatches.values()) totals.inOtherBatches += times - 1;
  for (const number of recorded) if (!log.events.has(releasedEvent(number).event.event_id)) totals.lost += 1;
}

function figures(
  totals: Totals,
): readonly [{ readonly repeats: number; readonly [figure: string]: number }, Record<string, number>] {
  return [
    {
      recorded: totals.recorded,
      'at the collector': totals.arrived,
      requests: totals.requests,
      repeats: totals.repeats,
    },
    {
      lost: totals.lost,
      'events in two batches': totals.inOtherBatches,
      'the same batch at once': totals.atOnce,
      'batches sent again with other bytes': totals.changed,
    },
  ];
}

/** Starts a process; it emits `spoke` with its first line. */
function start(task: object, { recorded, living }: Seen): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'sender-child.ts'), JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { pid = 0 } = child;
  living.add(pid);
  child.on('exit', () => living.delete(pid));
  let rest = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [from = 0, to = 0] = line.split(' ').map(Number);
      for (let number = from; number < to; number += 1) recorded.add(number);
    }
    if (lines.length > 0) child.emit('spoke');
  });
  return child;
}

/** Sends what is left. */
async function drain(paths: OutboxPaths, endpoint: string): Promise<void> {
  const outbox = openOutbox({ paths, header: HEADER });
  const transport = createHttpTransport({ env: {} });
  const sender = createSender({ outbox, endpoint, mayUpload: () => 'allowed', transport });
  await sender.send({ isAsked: true });
  await outbox.close();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
