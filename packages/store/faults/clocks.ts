/** Clocks that jump by years in both directions, and days that pass quickly: libfaketime, under processes that write. */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eachLineOf, linesOf } from '../test/support/log-text.ts';
import { acknowledgedAndFound, countByWriter, startWriter } from '../test/support/processes.ts';
import type { FaultFamily, FaultRun, Finding } from './fault-run.ts';
import { ensureCommand, judge, notShown, runCommand } from './fault-run.ts';

const WRITERS = 8;
const DAY_MS = 86_400_000;
/** The year in which the clock is right. */
const RIGHT = 2030;

export const clocks: FaultFamily = {
  title: 'Clocks',
  about:
    'libfaketime moves the clock under running writers. A jump of years and back deletes nothing, in either direction; two jumps ' +
    'ahead to different days are more than the rule of retention can tell from time that passed. Days that really pass, ' +
    'each ended when all have written in it, end files and let retention take the days beyond its limit, and no others.',
  async run(run) {
    if (!ensureCommand('faketime', 'faketime')) return [notShown('clock jumps', 'libfaketime is not installed')];
    return [
      await jump(run, 'ahead by 40 years and back', [RIGHT, RIGHT + 40, RIGHT, RIGHT + 40, RIGHT], true),
      await jump(run, 'back by 30 years and ahead again', [RIGHT, RIGHT - 30, RIGHT, RIGHT - 30, RIGHT], true),
      await jump(run, 'to two different days ahead: beyond the rule', [RIGHT, RIGHT + 1, RIGHT + 40, RIGHT], false),
      await letDaysPass(run),
    ];
  },
};

/** Where the library keeps what each process that it is loaded into shares, named for the process. */
const SHARED_MEMORY = '/dev/shm';
const OF_PROCESS = /^(?:sem\.)?faketime_(?:sem|shm)_(\d+)$/;

/** A killed process leaves its part behind, and the library ends a later process of the same number. */
function removeLeftBehind(): void {
  for (const name of readdirSync(SHARED_MEMORY)) {
    const [, process] = OF_PROCESS.exec(name) ?? [];
    if (process !== undefined && !existsSync(`/proc/${process}`)) rmSync(join(SHARED_MEMORY, name), { force: true });
  }
}

/** The library that the command would preload; in a process of many threads its second form is needed. */
function preload(...settings: string[]): string[] {
  removeLeftBehind();
  const library = runCommand('faketime', '-f', '+0', 'printenv', 'LD_PRELOAD').replace(
    /libfaketime\.so/,
    'libfaketimeMT.so',
  );
  return ['env', `LD_PRELOAD=${library}`, 'FAKETIME_DONT_FAKE_MONOTONIC=1', ...settings];
}

/** Has all processes that were started with this file see that time. */
function setClock(file: string, timeMs: number): void {
  writeFileSync(file, `${((timeMs - Date.now()) / 1000).toFixed(0).replace(/^(?=\d)/, '+')}\n`);
}

async function jump(run: FaultRun, what: string, years: readonly number[], isPromised: boolean): Promise<Finding> {
  const folder = run.folder();
  const directory = join(folder, 'log');
  const clock = join(folder, 'clock');
  // At noon, so that no day ends meanwhile.
  const setYear = (year: number): void => setClock(clock, Date.UTC(year, 5, 15, 12));
  setYear(RIGHT);
  const wrapper = preload(`FAKETIME_TIMESTAMP_FILE=${clock}`, 'FAKETIME_NO_CACHE=1');
  const running = Array.from({ length: WRITERS }, (_, at) =>
    startWriter(
      {
        store: { directory, maxFileBytes: 200_000 },
        id: `w${at}`,
        seed: run.seed + at,
        turns: -1,
        maxLineBytes: 500,
        end: 'natural',
        timestamps: true,
        pauseMs: 2,
      },
      wrapper,
    ),
  );
  const perJump = run.isShort ? 100 : 500;
  let lines = 0;
  for (const year of years) {
    setYear(year);
    lines += perJump;
    await Promise.all(running.map((one) => one.reached(lines)));
  }
  for (const one of running) one.kill();
  const { acknowledged, lost, repeated } = await acknowledgedAndFound(directory, running);
  const seen = new Set<string>();
  for (const line of eachLineOf(directory)) seen.add(line.slice(14, 18));
  run.remove(folder);
  const title = `${what}, ${WRITERS} writers`;
  const amount = `${years.length - 1} jumps`;
  if (!isPromised) {
    const rule = judge(title, amount, { acknowledged, 'deleted by retention': lost.length }, { repeated });
    return { ...rule, outcome: rule.outcome === 'broken' ? 'broken' : 'no promise' };
  }
  return judge(
    title,
    amount,
    { acknowledged, 'years among the lines': seen.size },
    { lost: lost.length, repeated, 'clock not moved': Number(seen.size !== 2) },
  );
}

async function letDaysPass(run: FaultRun): Promise<Finding> {
  const folder = run.folder();
  const directory = join(folder, 'log');
  const retentionDays = 3;
  const days = run.isShort ? 9 : 30;
  const first = Date.UTC(2026, 0, 1, 12);
  const clock = join(folder, 'clock');
  setClock(clock, first);
  const running = Array.from({ length: WRITERS }, (_, at) =>
    startWriter(
      {
        store: { directory, retentionDays },
        id: `w${at}`,
        seed: run.seed + at,
        turns: -1,
        maxLineBytes: 500,
        end: 'natural',
        timestamps: true,
        pauseMs: 2,
      },
      preload(`FAKETIME_TIMESTAMP_FILE=${clock}`, 'FAKETIME_NO_CACHE=1'),
    ),
  );
  const perDay = 100;
  for (let day = 0; day < days; day += 1) {
    setClock(clock, first + day * DAY_MS);
    // A day ends when every writer has written in it, however slow the machine is.
    await Promise.all(running.map((one) => one.reached((day + 1) * perDay)));
  }
  for (const one of running) one.kill();
  const { found, repeated, acknowledged, results } = await acknowledgedAndFound(directory, running);
  const dayOf = (line: string): number =>
    Math.floor((Date.parse(/^{"timestamp":"([^"]*)"/.exec(line)?.[1] ?? '') - first) / DAY_MS + 0.5);
  const kept = new Set(
    linesOf(directory)
      .map(dayOf)
      .filter((day) => !Number.isNaN(day)),
  );
  // From its first line of the last two days on, every acknowledged line of each writer must be there.
  const recent = countByWriter(linesOf(directory).filter((line) => dayOf(line) >= days - 2)).found;
  let lost = 0;
  running.forEach(({ id }, at) => {
    const from = Math.min(...(recent.get(id) ?? [0]));
    for (let n = from; n < (results[at]?.acknowledged ?? 0); n += 1) if (found.get(id)?.has(n) !== true) lost += 1;
  });
  run.remove(folder);
  return judge(
    `days that pass under ${WRITERS} writers, ${retentionDays} days of retention`,
    `${days} days`,
    { acknowledged, 'days kept': kept.size, 'days removed': days - kept.size },
    {
      'lost of the last two days': lost,
      repeated,
      'none removed': Number(kept.size === days),
      // One day to be beyond the limit, one to confirm it, one that has not ended.
      'kept too long': Math.max(0, days - 1 - Math.min(...kept) - retentionDays - 3),
    },
  );
}
