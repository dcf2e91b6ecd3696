/** `replay`: an autonomous run as a timeline; the runs of the log. */

import { TelemetryError } from '@telemetry/schema';
import type { LogLocation } from '@telemetry/store';
import type { RunFacts, RunTimeline, TimelineRow } from '@telemetry/views';
import { defineCommand, flag, text, type ValueOption } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { wantsColour } from '../io.ts';
import { asCount, asObject, asText, asWord, orNull } from '../json-shape.ts';
import { describeSkipped, readEvents } from '../read-events.ts';
import type { Palette } from '../render-timeline.ts';
import { findRunLogs, isLogFile } from '../run-logs.ts';
import { visibleText } from '../visible-text.ts';

/** Columns where no terminal says how many there are. */
const USUAL_COLUMNS = 100;

/** Lines are gathered before they are written. */
const CHUNK_LENGTH = 65_536;

const KINDS = [
  'run',
  'cycle',
  'agent',
  'step',
  'skill',
  'work',
  'command',
  'plan',
  'review',
  'decision',
  'error',
  'quest',
  'proof',
  'note',
];

const speed: ValueOption<number> = {
  kind: 'value',
  placeholder: 'factor',
  summary: 'play it in a terminal: 1 as fast as it was, 10 ten times as fast; idle time is cut',
  preset: '1',
  parse: (given) => {
    const factor = /^[0-9]{1,6}(\.[0-9]{1,3})?$/.test(given) ? Number(given) : 0;
    if (factor > 0) return factor;
    throw new TelemetryError('USAGE_INVALID', '--speed takes a number above 0, such as 1, 0.5 or 20.');
  },
};

export const replay = defineCommand({
  name: 'replay',
  aliases: [],
  summary: 'Show an autonomous run as a timeline: cycles, steps, commands, decisions, errors, and how long each took.',
  args: [
    {
      name: 'run_id',
      summary: 'the run, or a part of its id that no other has, or its log file; default the latest',
      isOptional: true,
    },
  ],
  options: {
    list: flag('name the runs, the latest first'),
    speed,
    from: text(
      'path',
      'look into this log file, or all logs in this folder, instead of the common log and logs/telemetry/',
    ),
  },
  examples: [
    { line: 'replay --list', does: 'which runs there are' },
    { line: 'replay', does: 'the latest run' },
    { line: 'replay nightly/42 --speed 10', does: 'that run, played ten times as fast as it was' },
    { line: 'replay logs/telemetry/nightly/42.jsonl', does: 'the latest run in that file' },
  ],
  output: asObject({
    run_id: asText('the run'),
    depth: asCount('levels below the run, which is at 0; lines come from the top down, as the tree is shown'),
    kind: asWord(KINDS, 'what it is'),
    title: asText('what it is called'),
    detail: asText('what else is known; may be empty'),
    status: orNull(asWord(['ok', 'failed', 'skipped', 'unfinished'], 'how it ended')),
    started_at: asText('RFC 3339'),
    duration_ms: orNull({ type: 'number', description: 'null for what took no time or did not end' }),
    actor: asText('who; empty for runs and cycles'),
    events: asCount('events that the line was made of; of a run in a list: all of them'),
    cycles: orNull(asCount('of a run: how many')),
    errors: orNull(asCount('of a run: how many')),
    outcome: orNull(asWord(['accepted', 'aborted', 'unfinished', 'undecided'], 'of a run: by the last verdict')),
  }),
  outputForm: 'lines',
  async run(context, { args, options }) {
    const [given] = args;
    const isFile = given !== undefined && options.from === undefined && isLogFile(given, context.io.cwd);
    const logs = await findRunLogs(context, isFile ? given : options.from);
    if (options.list) {
      const { runs } = await readRuns(context, logs);
      await printList(context, runs);
      return 0;
    }
    const timeline = await findTimeline(context, logs, isFile ? undefined : given);
    if (context.isJson) await printJsonLines(context, timeline);
    else await printPicture(context, timeline, options.speed);
    return 0;
  },
});

/** Reads for one run; where nothing has that id, for the one whose id it is a part of; without an id, for the latest. */
async function findTimeline(
  context: CommandContext,
  logs: readonly LogLocation[],
  given: string | undefined,
): Promise<RunTimeline> {
  const { found, runs } = await readRuns(context, logs, given);
  if (found !== undefined) return found;
  const matching = given === undefined ? runs.slice(0, 1) : runs.filter(({ runId }) => runId.includes(given));
  const [only] = matching;
  const timeline =
    only !== undefined && matching.length === 1 ? await readTimeline(context, logs, only.runId) : undefined;
  if (timeline !== undefined) return timeline;
  const message =
    runs.length === 0
      ? 'There is no run in the log.'
      : matching.length > 1
        ? `${matching.length} runs have that in their id.`
        : 'No run has that id, or that in its id.';
  throw new TelemetryError('RUN_UNKNOWN', message, { hint: `${context.program} replay --list names them.` });
}

/** All runs at a glance, and the one of that very id in full. */
async function readRuns(context: CommandContext, logs: readonly LogLocation[], runId?: string) {
  const { createRunList, createRunTimeline } = await import('@telemetry/views');
  const runs = createRunList();
  const timeline = runId === undefined ? undefined : createRunTimeline(runId);
  for (const log of logs) {
    const reading = await readEvents(context, log, (event) => event.run_id !== undefined);
    for await (const { value } of reading) {
      runs.add(value.event);
      timeline?.add(value.event);
    }
    await context.note(describeSkipped(reading.skipped));
  }
  return { runs: runs.finish(), found: timeline?.finish() };
}

async function readTimeline(
  context: CommandContext,
  logs: readonly LogLocation[],
  runId: string,
): Promise<RunTimeline | undefined> {
  const { createRunTimeline } = await import('@telemetry/views');
  const timeline = createRunTimeline(runId);
  // A backslash may be an escape for anything in the id.
  const mayBeOfRun = (line: string) => line.includes(runId) || line.includes('\\');
  for (const log of logs) {
    const reading = await readEvents(context, log, (event) => event.run_id === runId, mayBeOfRun);
    for await (const { value } of reading) timeline.add(value.event);
  }
  return timeline.finish();
}

async function printList(context: CommandContext, runs: readonly RunFacts[]): Promise<void> {
  if (runs.length === 0) return context.note('There is no run in the log.');
  const { renderRunLine } = await import('../render-timeline.ts');
  const palette = await paletteOf(context);
  // A pipe has no width: what reads it wants a line a run.
  const columns = context.io.stdout.columns ?? Number.POSITIVE_INFINITY;
  await printLines(
    context,
    runs.map((facts) => (context.isJson ? jsonOfRun(facts) : renderRunLine(facts, palette, columns))),
  );
}

async function printJsonLines(context: CommandContext, { facts, root }: RunTimeline): Promise<void> {
  const { timelineRows } = await import('@telemetry/views');
  await printLines(
    context,
    [...timelineRows(root)].map((row) => (row.depth === 0 ? jsonOfRun(facts) : jsonOfRow(facts.runId, row))),
  );
}

function jsonOfRun({ runId, startMs, durationMs, events, cycles, errors, outcome }: RunFacts): string {
  const status =
    outcome === 'accepted' ? 'ok' : outcome === 'aborted' ? 'failed' : outcome === 'unfinished' ? 'unfinished' : null;
  return jsonLine({
    run_id: runId,
    depth: 0,
    kind: 'run',
    title: runId,
    detail: outcome,
    status,
    started_at: new Date(startMs).toISOString(),
    duration_ms: durationMs,
    actor: '',
    events,
    cycles,
    errors,
    outcome,
  });
}

function jsonOfRow(runId: string, { node, depth }: TimelineRow): string {
  const { kind, title, detail, status, startMs, durationMs, actor, events } = node;
  return jsonLine({
    run_id: runId,
    depth,
    kind,
    title,
    detail,
    status,
    started_at: new Date(startMs).toISOString(),
    duration_ms: durationMs,
    actor,
    events,
    cycles: null,
    errors: null,
    outcome: null,
  });
}

/** Within JSON an escaped character is the same value. */
function jsonLine(value: object): string {
  return visibleText(JSON.stringify(value));
}

async function printPicture(
  context: CommandContext,
  timeline: RunTimeline,
  speedFactor: number | undefined,
): Promise<void> {
  const { stdout } = context.io;
  const [{ timelineRows }, { renderRow, renderRunHeader }, palette] = await Promise.all([
    import('@telemetry/views'),
    import('../render-timeline.ts'),
    paletteOf(context),
  ]);
  const style = { root: timeline.root, columns: columnsOf(context), palette };
  await stdout.write(`${renderRunHeader(timeline, style)}\n\n`);
  const rows = [...timelineRows(timeline.root)]
    .slice(1)
    .map((row) => ({ line: renderRow(row, style), startMs: row.node.startMs }));
  if (speedFactor === undefined || !stdout.isTerminal) {
    if (speedFactor !== undefined) await context.note('Shown at once: only a terminal is played to.');
    await printLines(
      context,
      rows.map(({ line }) => line),
    );
  } else await play(context, rows, speedFactor);
}

/** Prints line by line in scaled time; ctrl-c ends it. */
async function play(
  context: CommandContext,
  rows: readonly { readonly line: string; readonly startMs: number }[],
  speedFactor: number,
): Promise<void> {
  const { pause, pausesOf } = await import('../play-lines.ts');
  const pauses = pausesOf(
    rows.map(({ startMs }) => startMs),
    speedFactor,
  );
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once('SIGINT', stop);
  try {
    for (const [at, { line }] of rows.entries()) {
      await pause(pauses[at] ?? 0, abort.signal);
      if (abort.signal.aborted) break;
      await context.print(line);
    }
  } finally {
    process.removeListener('SIGINT', stop);
  }
}

async function printLines(context: CommandContext, lines: Iterable<string>): Promise<void> {
  let chunk = '';
  for (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length < CHUNK_LENGTH) continue;
    await context.io.stdout.write(chunk);
    chunk = '';
  }
  if (chunk !== '') await context.io.stdout.write(chunk);
}

async function paletteOf({ io }: CommandContext): Promise<Palette> {
  const { default: colours } = await import('picocolors');
  return colours.createColors(wantsColour(io.stdout, io.env));
}

/** As wide as the terminal; in a pipe as `COLUMNS` says. */
function columnsOf({ io }: CommandContext): number {
  const said = Number(io.env['COLUMNS']);
  return io.stdout.columns ?? (Number.isSafeInteger(said) && said > 0 ? said : USUAL_COLUMNS);
}
