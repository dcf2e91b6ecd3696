/**
 * The summary of a window of the log: what `export` and `snapshot` have in common. What was folded of the log before is not read
 * again; a summary of one actor reads the events that are still there.
 */

import type { CutRead, FoldedSummary, LineScanner, Summary, SummaryFold, Window } from '@telemetry/aggregation';
import type { Catalog, RecordedEvent } from '@telemetry/schema';
import { isTelemetryError, TelemetryError } from '@telemetry/schema';
import type { FoldOptions, FoldResult, LogLocation } from '@telemetry/store';
import type { ValueOption } from './command.ts';
import { text } from './command.ts';
import type { CommandContext } from './context.ts';
import { findConfiguredLog } from './context.ts';

/** The least size of a group that a user may ask for: below 2 nothing is kept back. */
const LEAST_FLOOR = 2;
/** And the greatest: no log of one machine holds more. */
const GREATEST_FLOOR = 1_000_000_000;

/** Lines between two looks at the clock. */
const LINES_PER_LOOK = 1_024;

const floor: ValueOption<number> = {
  kind: 'value',
  placeholder: 'N',
  summary: 'fit for strangers: closed UTC days, and no figure of fewer than N events',
  parse: (given) => {
    const k = Number(given);
    if (/^[0-9]{1,10}$/.test(given) && k >= LEAST_FLOOR && k <= GREATEST_FLOOR) return k;
    throw new TelemetryError('USAGE_INVALID', '--k takes a whole number from 2 to 1,000,000,000.', {
      hint: 'Write --k 20.',
    });
  },
};

/** Of what a summary is asked. */
export const WINDOW_OPTIONS = {
  range: text('range', 'the last days or hours: 7d, 12h'),
  since: text('time', 'from then on, like 2026-11-20T00:00:00Z'),
  until: text('time', 'up to then; default now'),
  actorId: text('id', 'only events of this actor'),
  k: floor,
} as const;

/** The values of those options. */
export interface WindowOptions {
  readonly range: string | undefined;
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly actorId: string | undefined;
  readonly k: number | undefined;
}

/** Sums a window of the log up. @throws TelemetryError `RANGE_INVALID`, `USAGE_INVALID` for a floor and an actor together */
export async function summarize(context: CommandContext, options: WindowOptions): Promise<Summary> {
  const { readWindow } = await import('./window-options.ts');
  const generatedAt = new Date(context.io.now());
  const { actorId, k } = options;
  if (k === undefined) {
    const window = readWindow(options, generatedAt, false);
    if (actorId !== undefined) return summarizeActor(context, window, actorId, generatedAt);
    return summarizeAll(context, window, generatedAt);
  }
  if (actorId !== undefined) {
    throw new TelemetryError(
      'USAGE_INVALID',
      '--k and --actor-id exclude each other: with a floor no actor is told from the others.',
      {
        hint: 'Leave out --k or --actor-id.',
      },
    );
  }
  return summarizeForStrangers(context, readWindow(options, generatedAt, true), k, generatedAt);
}

async function summarizeAll(context: CommandContext, window: Window, generatedAt: Date): Promise<Summary> {
  const { createSummary, createSummaryFold, cutReads, foldRange } = await import('@telemetry/aggregation');
  const catalog = await knownCatalog(context);
  const fold = createSummaryFold({ window, catalog });
  const log = await findConfiguredLog(context);
  const { state, skipped, rawFrom } = await foldEvents(context, log, fold, catalog, foldRange(window));
  const cuts: [CutRead, FoldedSummary][] = [];
  for (const read of cutReads(state, window))
    cuts.push([read, (await foldEvents(context, log, fold, catalog, read)).state]);
  const builder = createSummary({ window, catalog });
  builder.addFolded(state, cuts);
  await noteSkipped(context, skipped);
  return builder.finish({ generatedAt, rawFrom });
}

async function summarizeForStrangers(
  context: CommandContext,
  window: Window,
  k: number,
  generatedAt: Date,
): Promise<Summary> {
  const { createFloorSummary, createSummaryFold } = await import('@telemetry/aggregation');
  const catalog = await knownCatalog(context);
  const fold = createSummaryFold({ window, catalog, keepsDays: true });
  const { start, end: to } = window;
  const range = start === null ? { to } : { from: start, to };
  const { state, skipped, rawFrom } = await foldEvents(context, await findConfiguredLog(context), fold, catalog, range);
  await noteSkipped(context, skipped);
  const summary = createFloorSummary(state, { window, k, generatedAt, rawFrom });
  const withheld = summary.suppressed_figures ?? 0;
  if (withheld > 0) await context.note(`${withheld} figures of single days were withheld for the floor of ${k}.`);
  return summary;
}

async function summarizeActor(
  context: CommandContext,
  window: Window,
  actorId: string,
  generatedAt: Date,
): Promise<Summary> {
  const { createSummary } = await import('@telemetry/aggregation');
  const { describeSkipped, readEvents } = await import('./read-events.ts');
  const builder = createSummary({ window, actorId, catalog: context.host.catalog });
  const reading = await readEvents(context, await findConfiguredLog(context), () => true);
  let rawFrom: string | undefined;
  for await (const { value } of reading) {
    builder.add(value.event);
    const day = value.event.timestamp.slice(0, 10);
    if (rawFrom === undefined || day < rawFrom) rawFrom = day;
  }
  await context.note(describeSkipped(reading.skipped));
  return builder.finish({ generatedAt, rawFrom });
}

/** The catalog, if it is known: by it former names are told, and of days whose events are gone the words that may be kept. */
async function knownCatalog(context: CommandContext): Promise<Catalog | undefined> {
  try {
    return (await context.findCatalog()).catalog;
  } catch (error) {
    if (isTelemetryError(error)) return context.host.catalog;
    throw error;
  }
}

/** Folds the log, and shows how far it is when that takes long. */
async function foldEvents(
  { io, host }: CommandContext,
  log: LogLocation,
  fold: SummaryFold,
  catalog: Catalog | undefined,
  range: Pick<FoldOptions<RecordedEvent>, 'from' | 'to'>,
): Promise<FoldResult<FoldedSummary>> {
  const [{ createSummaryScanner }, { foldLog, listLogFiles }, { createLineParser }, { createProgress }] =
    await Promise.all([
      import('@telemetry/aggregation'),
      import('@telemetry/store'),
      import('./read-events.ts'),
      import('./progress.ts'),
    ]);
  const parseLine = await createLineParser(host.catalog);
  const parse = (line: string): RecordedEvent | undefined => parseLine(line)?.event;
  const scanLine = createSummaryScanner([host.catalog, catalog]);
  const total = listLogFiles(log).reduce((sum, { facts }) => sum + Number(facts.size), 0);
  const progress = createProgress(io.stderr, 'Reading', io.now);
  let lines = 0;
  let bytesRead = 0;
  const scan: LineScanner = (bytes, from, to) => {
    lines += 1;
    bytesRead += to - from + 1;
    if (lines % LINES_PER_LOOK === 0) progress.advance(Math.min(1, bytesRead / total));
    return scanLine(bytes, from, to);
  };
  try {
    return await foldLog({ ...log, ...range, parse, scan, now: io.now }, fold);
  } finally {
    progress.end();
  }
}

async function noteSkipped(context: CommandContext, skipped: number): Promise<void> {
  if (skipped > 0) await context.note(`${skipped} ${skipped === 1 ? 'line was' : 'lines were'} skipped; see verify.`);
}
