/** `preview`: what would leave of the newest events, to the byte. */

import type { ReleaseOutcome } from '@telemetry/payload';
import type { Json, RecordingLevel } from '@telemetry/schema';
import { LEVELS, RECORDING_LEVELS, TelemetryError } from '@telemetry/schema';
import { defineCommand, flag } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { asCount, asDescribed, asFlag, asObject, asText, asWord, listOf, mapOf, orNull } from '../json-shape.ts';
import type { LeavingEvent } from '../released-events.ts';
import { counted, formatBytes } from '../render-list.ts';
import { visibleText } from '../visible-text.ts';

/** Events that are shown unless said otherwise. */
const DEFAULT_LIMIT = 5;

export const preview = defineCommand({
  name: 'preview',
  aliases: ['review'],
  summary: 'Show what would leave of the newest events, to the byte. Sends nothing.',
  options: {
    limit: { kind: 'value', placeholder: 'count', summary: `how many; default ${DEFAULT_LIMIT}`, parse: parseLimit },
    raw: flag('the bytes alone, one event a line'),
    diff: {
      kind: 'values',
      placeholder: 'levels...',
      summary: 'the fields that the second level adds to the first',
      choices: RECORDING_LEVELS,
      parse: parseLevels,
    },
  },
  examples: [
    { line: 'preview --limit 20', does: 'the newest twenty' },
    { line: 'preview --diff minimal standard', does: 'what agreeing to more would add' },
    { line: 'preview --raw | sha256sum', does: 'the digest of those bytes' },
  ],
  output: asObject({
    app: asText('the application'),
    upload: asWord(['off', 'summary', 'events'], 'what may leave'),
    leaves: asFlag('whether such events leave at all'),
    level: asWord(LEVELS, 'at which they are released'),
    endpoint: orNull(asText('where to')),
    events: listOf(asDescribed('a released envelope, docs/formats/events.md'), 'the newest last'),
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
    const { releaseNewest } = await import('../released-events.ts');
    const { consent, level, events, withheld, releaserAt } = await releaseNewest(
      context,
      options.limit ?? DEFAULT_LIMIT,
    );
    const text = events.map(({ line }) => `${line}\n`).join('');
    if (options.raw) {
      await context.io.stdout.write(text);
      return 0;
    }
    const [from, to] = options.diff ?? [];
    const added =
      from === undefined || to === undefined
        ? undefined
        : events.flatMap(({ recorded }) =>
            compare(recorded.event, releaserAt(from)(recorded), releaserAt(to)(recorded)),
          );
    const bytes = Buffer.byteLength(text);
    if (context.isJson) {
      await context.printJson({
        app: context.app,
        upload: consent.upload,
        leaves: consent.upload === 'events',
        level,
        endpoint: consent.endpoint ?? null,
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
