/** `preview`: the batches that the next send would carry, to the byte; where nothing may leave, what would leave of the newest events. */

import type { RecordingLevel } from '@telemetry/schema';
import { LEVELS, RECORDING_LEVELS, TelemetryError } from '@telemetry/schema';
import { defineCommand, flag, text } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { asCount, asDescribed, asFlag, asObject, asText, asWord, listOf, mapOf, orNull } from '../json-shape.ts';
import type { LevelPair } from '../level-diff.ts';
import { printBatches, writeRaw } from '../print-batches.ts';
import type { LeavingEvent } from '../released-events.ts';
import { counted, formatBytes } from '../render-list.ts';
import { visibleText } from '../visible-text.ts';

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
    if (waiting !== undefined && options.diff === undefined && (options.raw || !context.isJson)) {
      await (options.raw
        ? writeRaw(context, waiting, options.batch)
        : printBatches(context, waiting, options.limit ?? DEFAULT_LIMIT));
      return 0;
    }
    const { releaseNewest } = await import('../released-events.ts');
    const leaving = await releaseNewest(context, options.limit ?? DEFAULT_LIMIT);
    const { consent, level, events, withheld } = leaving;
    const lines = events.map(({ line }) => `${line}\n`).join('');
    if (options.raw) {
      await context.io.stdout.write(lines);
      return 0;
    }
    const { addedFields, printAdded } = await import('../level-diff.ts');
    const diff =
      options.diff === undefined ? undefined : { levels: options.diff, added: addedFields(leaving, options.diff) };
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
        diff: diff === undefined ? null : { from: diff.levels[0], to: diff.levels[1], added: diff.added },
      });
      return 0;
    }
    await context.note(describeSending(consent.upload, consent.endpoint, level, events.length));
    if (diff !== undefined) await printAdded(context, diff.added, diff.levels, consent.level);
    else await printEvents(context, events, bytes);
    return 0;
  },
});

/** Reads a count. @throws TelemetryError `USAGE_INVALID` */
function parseLimit(given: string): number {
  if (!/^[1-9][0-9]{0,5}$/.test(given)) throw new TelemetryError('USAGE_INVALID', '--limit takes a count from 1.');
  return Number(given);
}

function parseLevels(given: readonly string[]): LevelPair {
  const [from, to, ...more] = given as readonly RecordingLevel[];
  if (from === undefined || to === undefined || more.length > 0) {
    throw new TelemetryError('USAGE_INVALID', '--diff takes two levels.', { hint: 'Write --diff minimal standard.' });
  }
  return [from, to];
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
