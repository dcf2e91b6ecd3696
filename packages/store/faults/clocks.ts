/** Clocks that jump by years in both directions, and days that pass in a second: libfaketime, under processes that write. */
import { writeFileSync } from 'node:fs';
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
    'ahead to different days are more than the rule of retention can tell from time that passed. Days that really pass (one a ' +
    'second) end files and let retention take the days beyond its limit, and no others.',
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

/** The library that the command would preload; in a process of many threads its second form is needed. */
function preload(...settings: string[]): string[] {
  const library = runCommand('faketime', '-f', '+0', 'printenv', 'LD_PRELOAD').replace(
    /libfaketime\.so/,
    'libfaketimeMT.so',
  );
  return ['env', `LD_PRELOAD=${library}`, 'FAKETIME_DONT_FAKE_MONOTONIC=1', ...settings];
}

async function jump(run: FaultRun, what: string, years: readonly number[], isPromised: boolean): Promise<Finding> {
  const folder = run.folder();
  const directory = join(folder, 'log');
  const clock = join(folder, 'clock');
  // At noon, so that no day ends meanwhile.
  const setClock = (year: number): void => {
    writeFileSync(clock, `${((Date.UTC(year, 5, 15, 12) - Date.now()) / 1000).toFixed(0).replace(/^(?=\d)/, '+')}\n`);
  };
  setClock(RIGHT);
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
    setClock(year);
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
  const directory = run.folder();
  const retentionDays = 3;
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
        pauseMs: 10,
      },
      preload(`FAKETIME=@2026-01-01 12:00:00 x${DAY_MS / 1000}`),
    ),
  );
  await new Promise((resolve) => setTimeout(resolve, run.isShort ? 9_000 : 30_000));
  for (const one of running) one.kill();
  const { found, repeated, acknowledged, results } = await acknowledgedAndFound(directory, running);
  const days = new Set(linesOf(directory).flatMap((line) => /^{"timestamp":"(\d{4}-\d\d-\d\d)T/.exec(line)?.[1] ?? []));
  const newest = Math.max(...[...days].map((day) => Date.parse(day))) / DAY_MS;
  const oldest = Math.min(...[...days].map((day) => Date.parse(day))) / DAY_MS;
  const gone = (newest ?? 0) - Date.parse('2026-01-01') / DAY_MS - days.size + 1;
  // From its first line of the last two days on, every acknowledged line of each writer must be there.
  const recent = countByWriter(
    linesOf(directory).filter((line) => Date.parse(line.slice(14, 38)) / DAY_MS >= newest - 1),
  ).found;
  let lost = 0;
  running.forEach(({ id }, at) => {
    const first = Math.min(...(recent.get(id) ?? [0]));
    for (let n = first; n < (results[at]?.acknowledged ?? 0); n += 1) if (found.get(id)?.has(n) !== true) lost += 1;
  });
  run.remove(directory);
  return judge(
    `a day a second under ${WRITERS} writers, ${retentionDays} days of retention`,
    `${Math.round(newest - Date.parse('2026-01-01') / DAY_MS)} days`,
    { acknowledged, 'days kept': days.size, 'days removed': Math.round(gone) },
    {
      'lost of the last two days': lost,
      repeated,
      'none removed': Number(gone < 1),
      // One day to be beyond the limit, one to confirm it, one that has not ended.
      'kept too long': Math.max(0, Math.round(newest - oldest) - retentionDays - 3),
    },
  );
}
