/** What a summary and its quantiles cost, against whom, and the goals: the list of all that is measured here. */

import type { Group, Row } from '../measure/group.ts';
import type { Contender } from '../measure/run-rounds.ts';
import type { ExportLog } from './measure-export.ts';
import * as notes from './notes.ts';

const MAIN = 'node_modules/@telemetry/cli/dist/main.js';
const EXPORT = [MAIN, 'export', '--format', 'json'] as const;

const ROUNDS = 5;
/** Rounds of what takes a minute or more each time, and shows only how it grows. */
const LONG_ROUNDS = 1;
/** What is recorded between two summaries. */
const NEWER_EVENTS = 1_000;

const MILLISECONDS = { name: 'ms', divisor: 1 } as const;
const MILLISECONDS_OF_NS = { name: 'ms', divisor: 1_000_000 } as const;
const MEGABYTES = { name: 'MB', divisor: 1_000_000 } as const;
const NANOSECONDS = { name: 'ns', divisor: 1 } as const;

const PEAK = { name: 'peak_bytes', title: 'peak memory' } as const;
const USED = [
  { name: 'wall_ms', title: 'wall' },
  { name: 'cpu_ms', title: 'CPU' },
] as const;
const INSIDE = [
  { name: 'wall', title: 'wall' },
  { name: 'cpu', title: 'CPU' },
] as const;

/** Everything, in the order of the page. `logs` by size, `main` is the one that the goals speak of. */
export function exportGroups(logs: readonly ExportLog[], main: ExportLog): readonly Group[] {
  return [coldGroup(main), againGroup(main), growthGroup(logs), grownGroup(logs), QUANTILES];
}

function coldGroup(log: ExportLog): Group {
  const what = `\`export\` of ${named(log)}`;
  const row = (more: Partial<Row>): Row => ({
    what: `${what}, nothing folded, process included`,
    against: 'DuckDB',
    ours: { contender: 'telemetry export' },
    peer: { contender: 'DuckDB' },
    figures: USED,
    ...more,
  });
  return {
    title: 'A first summary',
    text: `\`telemetry export --format json\` as packed, over ${named(log)}, with no state folded before: they are deleted before each round. DuckDB reads the same files with typed columns and two threads in one pass with one set of groups for each map of the summary; both have counted every event, or the run fails.`,
    contenders: [firstExport('telemetry export', log), duckDb('DuckDB', log)],
    rounds: ROUNDS,
    unit: MILLISECONDS,
    shown: [...USED, { ...PEAK, unit: MEGABYTES }],
    rows: [
      row({ goal: 0.9, ifMissed: notes.FIRST }),
      row({ what: `peak memory of that`, figures: [PEAK], goal: 0.3, ifMissed: notes.PEAK }),
    ],
  };
}

function againGroup(log: ExportLog): Group {
  return {
    title: 'A summary again',
    text: `The same once more, where an \`export\` has run before and left what it folds beside the log. The time is that inside the process: from before the modules of either side are loaded to the summary.`,
    contenders: [
      { name: 'telemetry export, again', args: ['ours-export.js'], measured: 'figures', env: envOf(log) },
      { name: 'DuckDB, raw files', args: ['duckdb-export.js'], measured: 'figures', env: envOf(log) },
    ],
    rounds: ROUNDS,
    unit: MILLISECONDS_OF_NS,
    shown: INSIDE,
    rows: [
      {
        what: `\`export\` of ${named(log)} again, folds known, inside the process`,
        against: 'DuckDB over the raw files',
        ours: { contender: 'telemetry export, again' },
        peer: { contender: 'DuckDB, raw files' },
        figures: INSIDE,
        goal: 0.05,
        ifMissed: notes.AGAIN,
      },
    ],
  };
}

function growthGroup(logs: readonly ExportLog[]): Group {
  return {
    title: 'Growth',
    text: 'The first summary of logs of several sizes, nothing folded, whole processes. `bench export --large` adds one of 10,000,000 events.',
    contenders: logs.flatMap((log) => [firstExport(`ours, ${named(log)}`, log), duckDb(`DuckDB, ${named(log)}`, log)]),
    rounds: LONG_ROUNDS,
    unit: MILLISECONDS,
    shown: [...USED, { ...PEAK, unit: MEGABYTES }],
    rows: [],
  };
}

function grownGroup(logs: readonly ExportLog[]): Group {
  return {
    title: 'Growth, summed up before',
    text: `The same logs and processes, where an \`export\` has run before: once with nothing recorded since, once with ${NEWER_EVENTS.toLocaleString('en-US')} events more of today before each round.`,
    contenders: logs.flatMap((log) => [
      anyExport(`nothing new, ${named(log)}`, log),
      {
        ...anyExport(`newer events, ${named(log)}`, log),
        before: ['make-log.js', String(NEWER_EVENTS), log.directory, '0'],
      },
    ]),
    rounds: ROUNDS,
    unit: MILLISECONDS,
    shown: [...USED, { ...PEAK, unit: MEGABYTES }],
    rows: [],
  };
}

const QUANTILES: Group = {
  title: 'Quantiles',
  text: 'A million log-normal durations into a thousand sketches, a thousand sketches into one; CPU of one value and of one merge, after two rounds of warming up. The error is the greatest of seven quantiles, relative to the true value of that rank, in per cent. DDSketch has its default accuracy of 1 %.',
  contenders: [
    { name: 'ours', args: ['ours-quantiles.js'], measured: 'figures' },
    { name: 'DDSketch', args: ['ddsketch-quantiles.js'], measured: 'figures' },
  ],
  rounds: ROUNDS,
  unit: NANOSECONDS,
  shown: [
    { name: 'insert', title: 'a value' },
    { name: 'merge', title: 'a merge' },
    { name: 'error', title: 'greatest error', unit: { name: '%', divisor: 1 } },
  ],
  rows: [
    quantileRow('quantile insertion', 'insert', 1),
    quantileRow('quantile merge', 'merge', 1),
    {
      what: 'quantile error, in per cent',
      against: 'the true quantile',
      ours: { contender: 'ours', figure: 'error' },
      peer: { contender: 'ours', figure: 'nothing' },
      figures: [{ name: 'error', title: '%' }],
      by: 'difference',
      goal: 1,
    },
  ],
};

function quantileRow(what: string, figure: string, goal: number): Row {
  return {
    what,
    against: 'DDSketch',
    ours: { contender: 'ours' },
    peer: { contender: 'DDSketch' },
    figures: [{ name: figure, title: 'CPU' }],
    goal,
    ifMissed: notes.QUANTILES,
  };
}

function firstExport(name: string, log: ExportLog): Contender {
  return { ...anyExport(name, log), fresh: log.folds };
}

function anyExport(name: string, log: ExportLog): Contender {
  return { name, args: [...EXPORT], measured: 'usage', env: envOf(log) };
}

function duckDb(name: string, log: ExportLog): Contender {
  return { name, args: ['duckdb-export.js'], measured: 'usage', env: envOf(log) };
}

function envOf({ home, directory, events }: ExportLog): { readonly [name: string]: string } {
  return { TELEMETRY_HOME: home, BENCH_LOG: directory, BENCH_EVENTS: String(events) };
}

function named({ events }: ExportLog): string {
  return `${events.toLocaleString('en-US')} events`;
}
