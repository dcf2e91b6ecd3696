/** `export`: the shareable summary of a window. Counts only. */

import type { Summary, SummaryFormat } from '@telemetry/aggregation';
import { TelemetryError } from '@telemetry/schema';
import { defineCommand, oneOf, text } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { wantsColour } from '../io.ts';
import { asDescribed } from '../json-shape.ts';
import { summarize, WINDOW_OPTIONS } from '../summarize.ts';
import { visibleLines } from '../visible-text.ts';

export const exportSummary = defineCommand({
  name: 'export',
  aliases: [],
  summary: 'Sum the log up: counts, rates and durations that can be shared, and no event.',
  options: {
    ...WINDOW_OPTIONS,
    format: oneOf(
      'format',
      ['json', 'csv', 'markdown', 'prometheus', 'html'],
      'how; default tables in a terminal, else json',
    ),
    out: text('file', 'write into this file instead'),
  },
  examples: [
    { line: 'export --range 7d', does: 'the last seven days, as tables' },
    { line: 'export --format csv --out week.csv', does: 'everything, for a spreadsheet' },
  ],
  output: asDescribed('The summary as docs/formats/summary.md describes it; with `--out`: `{ file, format, bytes }`.'),
  async run(context, { options }) {
    const { isTerminal } = context.io.stdout;
    const isForPeople = isTerminal && !context.isJson && options.out === undefined && options.format === undefined;
    const summary = await summarize(context, options);
    if (options.actorId !== undefined && summary.events_considered === 0)
      await context.note('No event of this actor is in the window.');
    if (isForPeople) await printTables(context, summary);
    else await printAs(context, summary, options.format ?? 'json', options.out);
    return 0;
  },
});

async function printAs(
  context: CommandContext,
  summary: Summary,
  format: SummaryFormat,
  file: string | undefined,
): Promise<void> {
  const { renderSummary } = await import('@telemetry/aggregation');
  const rendered = visibleLines(renderSummary(summary, format));
  if (file === undefined) {
    await context.io.stdout.write(rendered);
    return;
  }
  const [{ writeWhole }, { resolve }] = await Promise.all([import('../write-whole.ts'), import('node:path')]);
  try {
    writeWhole(resolve(context.io.cwd, file), rendered);
  } catch (cause) {
    const { code } = cause as { readonly code?: unknown };
    if (typeof code !== 'string') throw cause;
    throw new TelemetryError('OUT_UNWRITABLE', `The file of --out cannot be written (${code}).`, {
      hint: 'Name a file in a folder that is there and is yours.',
      cause,
    });
  }
  const bytes = Buffer.byteLength(rendered);
  if (context.isJson) await context.printJson({ file, format, bytes });
  else await context.note(`Written: ${file} (${bytes} bytes).`);
}

async function printTables(context: CommandContext, summary: Summary): Promise<void> {
  const [{ summaryTables }, { renderTable }] = await Promise.all([
    import('@telemetry/aggregation'),
    import('../render-table.ts'),
  ]);
  const hasColour = wantsColour(context.io.stdout, context.io.env);
  const { columns } = context.io.stdout;
  for (const table of summaryTables(summary)) await context.print(`${renderTable(table, hasColour, columns)}\n`);
}
