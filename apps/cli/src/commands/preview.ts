/** `preview`: the batches that the next send would carry, to the byte; where nothing may leave, what would leave of the newest events. */

import type { ReleaseOutcome } from '@telemetry/payload';
import type { Json, RecordingLevel } from '@telemetry/schema';
import { LEVELS, RECORDING_LEVELS, TelemetryError } from '@telemetry/schema';
import { defineCommand, flag, text } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { asCount, asDescribed, asFlag, asObject, asText, asWord, listOf, mapOf, orNull } from '../json-shape.ts';
import type { LeavingEvent } from '../released-events.ts';
import { counted, formatBytes } from '../render-list.ts';
import { visibleText } from '../visible-text.ts';
import type { WaitingBatch } from '../waiting-batches.ts';

/** Events that are shown unless said otherwise. */
const DEFAULT_LIMIT = 5;

export const preview = defineCommand({
  name: 'preview',
  aliases: ['review'],
  summary: 'Show exactly what the next send would carry, to the byte. Sends nothing.',
  options: {
    limit: {
      kind: 'value',
      placeholder: 'count',
      summary: `how many events of each batch, or of the log; default ${DEFAULT_LIMIT}`,
      parse: parseLimit,
    },
    raw: flag('the bytes of the next batch alone; where nothing may leave, events one a line'),
    batch: text('batch_id', 'with --raw: of this batch'),
    diff: {
      kind: 'values',
      placeholder: 'levels...',
      summary: 'the fields that the second level adds to the first',
      choices: RECORDING_LEVELS,
      parse: parseLevels,
    },
  },
  examples: [
    { line: 'preview --limit 20', does: 'the next batches, with their first twenty events' },
    { line: 'preview --diff minimal standard', does: 'what agreeing to more would add' },
    { line: 'preview --raw | sha256sum', does: 'the digest of those bytes, which the receipt will name' },
  ],
  output: asObject({
    app: asText('the application'),
    upload: asWord(['off', 'summary', 'events'], 'what may leave'),
    leaves: asFlag('whether anything leaves at all'),
    level: asWord(LEVELS, 'at which they are released'),
    endpoint: orNull(asText('where to')),
    batches: listOf(
      asObject({
        batch_id: asText('the batch'),
        bytes: asCount('that will leave, before they are packed'),
        sha256: asText('of these bytes'),
        body: asDescribed('what they say, docs/formats/outbox.md'),
      }),
      'what the next send would carry, in this order',
    ),
    events: listOf(asDescribed('a released envelope, docs/formats/events.md'), 'of the log, the newest last'),
    bytes: asCount('of these events, as lines'),
    withheld: mapOf(asCount('events'), 'events of the log of which nothing leaves, by reason'),
    diff: orNull(
      asObject({
        from: asWord(RECORDING_LEVELS, 'the first level'),
        to: asWord(RECORDING_LEVELS, 'the second'),
        added: listOf(
          asObject({ event: asText('its name'), field: asText('its path'), value: { description: 'its value' } }),
          'what the second adds or says more exactly',
        ),
      }),
    ),
  }),
  async run(context, { options }) {
    const { readWaiting } = await import('../waiting-batches.ts');
    const waiting = await readWaiting(context);
    if (waiting !== undefined && options.diff === undefined && !context.isJson) {
      await (options.raw
        ? writeRaw(context, waiting, options.batch)
        : printBatches(context, waiting, options.limit ?? DEFAULT_LIMIT));
      return 0;
    }
    const { releaseNewest } = await import('../released-events.ts');
    const { consent, level, events, withheld, releaserAt } = await releaseNewest(
      context,
      options.limit ?? DEFAULT_LIMIT,
    );
    const lines = events.map(({ line }) => `${line}\n`).join('');
    if (options.raw) {
      await context.io.stdout.write(lines);
      return 0;
    }
    const [from, to] = options.diff ?? [];
    const added =
      from === undefined || to === undefined
        ? undefined
        : events.flatMap(({ recorded }) =>
            compare(recorded.event, releaserAt(from)(recorded), releaserAt(to)(recorded)),
          );
    const bytes = Buffer.byteLength(lines);
    if (context.isJson) {
      await context.printJson({
        app: context.app,
        upload: consent.upload,
        leaves: consent.upload !== 'off',
        level,
        endpoint: consent.endpoint ?? null,
        batches: (waiting ?? []).map(({ batchId, bytes: size, sha256, body }) => ({
          batch_id: batchId,
          bytes: size,
          sha256,
          body,
        })),
        events: events.map(({ event }) => event),
        bytes,
        withheld,
        diff: added === undefined ? null : { from, to, added },
      });
      return 0;
    }
    await context.note(describeSending(consent.upload, consent.endpoint, level, events.length));
    if (added !== undefined) await printAdded(context, added, from, to, consent.level);
    else await printEvents(context, events, bytes);
    return 0;
  },
});

/** Reads a count. @throws TelemetryError `USAGE_INVALID` */
function parseLimit(given: string): number {
  if (!/^[1-9][0-9]{0,5}$/.test(given)) throw new TelemetryError('USAGE_INVALID', '--limit takes a count from 1.');
  return Number(given);
}

function parseLevels(given: readonly string[]): readonly [RecordingLevel, RecordingLevel] {
  const [from, to, ...more] = given as readonly RecordingLevel[];
  if (from === undefined || to === undefined || more.length > 0) {
    throw new TelemetryError('USAGE_INVALID', '--diff takes two levels.', { hint: 'Write --diff minimal standard.' });
  }
  return [from, to];
}

/** Writes the bytes of one batch as they will leave. @throws TelemetryError `FILE_ABSENT` */
async function writeRaw(
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
async function printBatches(context: CommandContext, waiting: readonly WaitingBatch[], limit: number): Promise<void> {
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
    import('../daily-summaries.ts'),
    import('../render-list.ts'),
  ]);
  for (const { day, part, events, tables } of await readableDays(context, summaries)) {
    await context.note(`The day ${day}, part ${part}: ${counted(events, 'event')}`);
    for (const table of tables) await context.print(await renderTable(table, false));
  }
}

function describeSending(upload: string, endpoint: string | undefined, level: string, count: number): string {
  const newest = `the newest ${counted(count, 'event')}`;
  if (upload === 'events') return `Of ${newest}, this leaves for ${endpoint}, at level ${level}:`;
  const instead = upload === 'summary' ? 'One summary a day leaves, and no event' : 'Nothing leaves: upload is off';
  return `${instead}. If events were sent at level ${level}, this would leave of ${newest}:`;
}

async function printEvents(context: CommandContext, events: readonly LeavingEvent[], bytes: number): Promise<void> {
  for (const { line } of events) await context.print(visibleText(line));
  if (events.length === 0) await context.note('There is no such event in the log.');
  else await context.note(`${counted(events.length, 'event')}, ${formatBytes(bytes)}.`);
}

interface AddedField {
  readonly event: string;
  readonly field: string;
  readonly value: Json;
}

async function printAdded(
  context: CommandContext,
  added: readonly AddedField[],
  from: string | undefined,
  to: string | undefined,
  recordedAt: string,
): Promise<void> {
  for (const { event, field, value } of added) {
    await context.print(visibleText(`+ ${event}  ${field}: ${JSON.stringify(value)}`));
  }
  await context.note(
    `${counted(added.length, 'value')} more at ${to} than at ${from}. Recorded now: level ${recordedAt}.`,
  );
}

/** What the second release has and the first has not, or has with less precision. */
function compare(event: string, before: ReleaseOutcome, after: ReleaseOutcome): AddedField[] {
  const [less, more] = [flatten(before), flatten(after)];
  return [...more].flatMap(([field, value]) =>
    JSON.stringify(less.get(field)) === JSON.stringify(value) ? [] : [{ event, field, value }],
  );
}

function flatten(outcome: ReleaseOutcome): Map<string, Json> {
  const fields = new Map<string, Json>();
  if (outcome.kind !== 'released') return fields;
  const { payload, build, timestamp } = outcome.event;
  fields.set('timestamp', timestamp);
  for (const [name, value] of Object.entries(build)) fields.set(`build.${name}`, value);
  for (const [name, value] of Object.entries(payload)) fields.set(`payload.${name}`, value);
  return fields;
}
