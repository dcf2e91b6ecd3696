/** A sample of the schedules of faults with each life of the host in a process of its own: how long it takes to end by itself. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createHttpTransport, createSender } from '../src/http/index.ts';
import { openOutbox } from '../src/outbox/index.ts';
import { HEADER } from '../test/support/outbox-folder.ts';
import { FAULTS, type Fault, type FaultyServer } from './faulty-collector.ts';
import { type FaultRun, type Finding, inLanes, judge, outboxPaths, seededRandom } from './finding.ts';
import type { HostTask } from './host-child.ts';
import { emptySums, figuresOf, settle } from './schedule-tally.ts';

const SCHEDULES = { short: 6, long: 200 };
/** The bound that a host gives to `close`, and that of its whole end. */
const EXIT_MS = 2_000;
const MAX_LIVES = 3;
/** Processes at once: more would measure each other. */
const LANES = 2;
/** At most so many passes until everything has arrived. */
const MAX_DRAINS = 40;
const HOUR_MS = 3_600_000;

/** The row. */
export async function processExits(faultRun: FaultRun, server: FaultyServer): Promise<Finding> {
  const count = SCHEDULES[faultRun.isShort ? 'short' : 'long'];
  const sums = emptySums();
  const exits: number[] = [];
  const wrong = { codes: 0, notEmpty: 0, faults: 0 };

  await inLanes(LANES, count, async (index) => {
    const random = seededRandom(faultRun.seed * 1_000_003 + index);
    const name = `p${index}`;
    const paths = outboxPaths(faultRun, name);
    let faultsLeft = Math.floor(random() * 15);
    const log = server.collector(name, (): Fault => {
      if (faultsLeft <= 0) return 'none';
      faultsLeft -= 1;
      wrong.faults += 1;
      return FAULTS[Math.floor(random() * FAULTS.length)] ?? 'none';
    });
    const endpoint = `${server.origin}/${name}`;
    let nowMs = Date.now();
    let recorded = 0;
    const lives = 1 + Math.floor(random() * MAX_LIVES);
    for (let life = 0; life < lives; life += 1) {
      const bursts = Array.from({ length: Math.floor(random() * 4) }, () => Math.floor(random() * 90));
      const task = { paths, endpoint, first: recorded, bursts, startMs: nowMs, closeMs: EXIT_MS };
      const { next, exitMs, code } = await live(task);
      recorded = next;
      exits.push(exitMs);
      if (code !== 0) wrong.codes += 1;
      nowMs += Math.floor(random() * 2 * HOUR_MS);
    }
    faultsLeft = 0;
    const outbox = openOutbox({ paths, header: HEADER, now: () => nowMs });
    const transport = createHttpTransport({ env: {} });
    const sender = createSender({ outbox, endpoint, mayUpload: () => 'allowed', now: () => nowMs, transport });
    for (let drain = 0; drain < MAX_DRAINS; drain += 1) {
      nowMs += HOUR_MS + 1;
      if ((await sender.send()).ended === 'empty') break;
    }
    if (!(await outbox.isEmpty())) wrong.notEmpty += 1;
    await outbox.close();
    settle(paths, log, recorded, sums);
    server.remove(name);
    rmSync(join(faultRun.folder, name), { recursive: true });
  });

  const [seen, must] = figuresOf(sums);
  exits.sort((a, b) => a - b);
  return judge(
    'the same, each life of a host in a process of its own, which ends by itself',
    `${count} schedules, ${exits.length} processes`,
    {
      ...seen,
      'faults met': wrong.faults,
      'exit in the middle (ms)': Math.round(exits[Math.floor(exits.length / 2)] ?? 0),
      'slowest exit (ms)': Math.round(exits.at(-1) ?? 0),
    },
    {
      ...must,
      'exits over 2 s': exits.filter((exitMs) => exitMs > EXIT_MS).length,
      'exit codes that are not 0': wrong.codes,
      'outboxes not empty at the end': wrong.notEmpty,
    },
  );
}

/** From what the process says before it closes to its end, by the same clock. */
async function live(
  task: HostTask,
): Promise<{ readonly next: number; readonly exitMs: number; readonly code: number }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'host-child.ts'), JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] },
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
  });
  let endedAt = 0;
  child.on('exit', () => {
    endedAt = performance.timeOrigin + performance.now();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  const [next = task.first, closingAt = 0] = text.split(' ').map(Number);
  return { next, exitMs: endedAt - closingAt, code: code ?? -1 };
}
