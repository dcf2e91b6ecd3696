/** Shows the batches that wait to be sent: the bytes of one, or all of them for people. */

import { TelemetryError } from '@telemetry/schema';
import type { CommandContext } from './context.ts';
import { counted, formatBytes } from './render-list.ts';
import { visibleText } from './visible-text.ts';
import type { WaitingBatch } from './waiting-batches.ts';

/** Writes the bytes of one batch as they will leave. @throws TelemetryError `FILE_ABSENT` */
export async function writeRaw(
  context: CommandContext,
  waiting: readonly WaitingBatch[],
  batchId: string | undefined,
): Promise<void> {
  const batch = batchId === undefined ? waiting[0] : waiting.find((one) => one.batchId === batchId);
  if (batch === undefined && batchId !== undefined) {
    throw new TelemetryError('FILE_ABSENT', 'There is no such batch.', { hint: `See ${context.program} preview.` });
  }
  if (batch === undefined) await context.note('Nothing waits to be sent.');
  else await context.io.stdout.write(batch.text);
  if (waiting.length > 1) {
    await context.note(`This is one of ${waiting.length} batches; the others: --raw --batch <batch_id>.`);
  }
}

/** Shows the batches, with the first events of each, and summaries as tables. */
export async function printBatches(
  context: CommandContext,
  waiting: readonly WaitingBatch[],
  limit: number,
): Promise<void> {
  if (waiting.length === 0) {
    await context.note('Nothing waits to be sent.');
    return;
  }
  for (const { batchId, bytes, sha256, events, summaries } of waiting) {
    const what = summaries.length > 0 ? `${summaries.length} daily summaries` : counted(events.length, 'event');
    await context.note(`Batch ${batchId}: ${what}, ${formatBytes(bytes)}, SHA-256 ${sha256}`);
    for (const event of events.slice(0, limit)) await context.print(visibleText(JSON.stringify(event)));
    if (events.length > limit) await context.note(`and ${counted(events.length - limit, 'more event')}`);
    if (summaries.length > 0) await printSummaries(context, summaries);
  }
  await context.note(`${context.program} send sends it; preview --raw shows the bytes alone.`);
}

async function printSummaries(context: CommandContext, summaries: readonly unknown[]): Promise<void> {
  const [{ readableDays }, { renderTable }] = await Promise.all([
    import('./daily-summaries.ts'),
    import('./render-table.ts'),
  ]);
  for (const { day, part, events, tables } of await readableDays(context, summaries)) {
    await context.note(`The day ${day}, part ${part}: ${counted(events, 'event')}`);
    for (const table of tables) await context.print(renderTable(table, false, context.io.stdout.columns));
  }
}
