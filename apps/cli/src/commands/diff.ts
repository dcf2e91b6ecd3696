/** `diff`: what changed between two summaries. */

import type { Summary, SummaryDiff } from '@telemetry/aggregation';
import { TelemetryError } from '@telemetry/schema';
import { defineCommand, flag } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { wantsColour } from '../io.ts';
import { asObject, asText, listOf, orNull } from '../json-shape.ts';

/** A summary takes some hundred kilobytes; a larger file is not read. 64 MiB. */
const MAX_BYTES = 67_108_864;

/** The name of a baseline. */
const BASELINE = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

const FRAME = asObject(
  {
    range: orNull(asText('as it was asked for')),
    window_start: orNull(asText('RFC 3339')),
    window_end: asText('RFC 3339'),
    actor_id_filter: orNull(asText('the actor')),
    k: orNull({ type: 'number', description: 'the floor under which groups are suppressed' }),
  },
  'what the summary is of',
);
const FIGURE = orNull({ type: 'number', description: 'null when there was nothing to measure' });

export const diff = defineCommand({
  name: 'diff',
  aliases: [],
  summary: 'Say what changed between two summaries.',
  args: [
    { name: 'before', summary: 'a file that export has written as json, or the name of a baseline' },
    { name: 'after', summary: 'the same' },
  ],
  options: { all: flag('figures that did not change, too') },
  examples: [{ line: 'diff before-upgrade after-upgrade', does: 'two baselines' }],
  output: asObject({
    before: FRAME,
    after: FRAME,
    changes: listOf(
      asObject({ metric: asText('agents / planner / uses'), before: FIGURE, after: FIGURE, delta: FIGURE }),
      'every figure of either, those that did not change only with --all',
    ),
  }),
  async run(context, { args, options }) {
    const { diffSummaries } = await import('@telemetry/aggregation');
    const [before = '', after = ''] = args;
    const { changes, ...frames } = diffSummaries(await readSummary(context, before), await readSummary(context, after));
    const shown = options.all ? changes : changes.filter((change) => change.before !== change.after);
    if (context.isJson) await context.printJson({ ...frames, changes: shown });
    else await context.print(await describeChanges(context, shown));
    return 0;
  },
});

async function readSummary(context: CommandContext, given: string): Promise<Summary> {
  const [{ readFileSync, statSync }, { join, resolve }, { parseSummary }] = await Promise.all([
    import('node:fs'),
    import('node:path'),
    import('@telemetry/aggregation'),
  ]);
  const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  const plain = resolve(context.io.cwd, given);
  // The application is only looked for when a baseline may be meant.
  const baseline = () => (BASELINE.test(given) ? join(context.paths.baselinesDir, `${given}.json`) : plain);
  const file = isFile(plain) ? plain : [baseline()].find(isFile);
  if (file === undefined) {
    throw new TelemetryError('SUMMARY_ABSENT', 'There is no such file and no such baseline.', {
      hint: `${context.program} snapshot makes baselines, ${context.program} export --out makes files.`,
    });
  }
  if (statSync(file).size > MAX_BYTES)
    throw new TelemetryError('SUMMARY_INVALID', 'This file is too large for a summary.');
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new TelemetryError('SUMMARY_INVALID', 'This file is no JSON, hence no summary.', { cause });
  }
  return parseSummary(json);
}

async function describeChanges(context: CommandContext, changes: SummaryDiff['changes']): Promise<string> {
  if (changes.length === 0) return 'Nothing changed.';
  const { renderTable } = await import('../render-table.ts');
  const figure = (value: number | null) => (value === null ? 'none' : String(value));
  const rows = changes.map(({ metric, before, after, delta }) => [
    metric,
    figure(before),
    figure(after),
    delta === null ? '' : `${delta > 0 ? '+' : ''}${delta}`,
  ]);
  const columns = ['metric', 'before', 'after', 'change'].map((header, index) => ({
    header,
    align: index === 0 ? ('left' as const) : ('right' as const),
  }));
  const { stdout, env } = context.io;
  return renderTable({ title: 'Changes', columns, rows, more: 0 }, wantsColour(stdout, env), stdout.columns);
}
