/** `events`: the log, event by event. */

import type { RecordedEvent } from '@telemetry/schema';
import { defineCommand, flag, text } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { findConfiguredLog } from '../context.ts';
import { asDescribed } from '../json-shape.ts';
import { createFilter, describeSkipped, followEvents, type ReadEvent, readEvents } from '../read-events.ts';
import { visibleText } from '../visible-text.ts';

/** Characters that are gathered before they are written: one call of the system for some hundred lines. */
const CHUNK_LENGTH = 65_536;

export const events = defineCommand({
  name: 'events',
  aliases: ['tail'],
  summary: 'Show what is recorded, event by event: all of it, as it stands in the log.',
  options: {
    follow: flag('show what is recorded from now on, until ctrl-c; with --since what is there, too'),
    event: text('name', 'only events of this name'),
    since: text('time', 'only events from then on: 2h, 7d, or a time like 2026-11-20T00:00:00Z'),
  },
  examples: [
    { line: 'events --since 1d', does: 'what was recorded since yesterday' },
    { line: 'events --json > mine.jsonl', does: 'your own data as a file' },
    { line: 'events --follow --event command_completed', does: 'see them as they are recorded' },
  ],
  output: asDescribed('An envelope as docs/formats/events.md describes it.'),
  outputForm: 'lines',
  async run(context, { options }) {
    const from = options.since === undefined ? undefined : await sinceOf(options.since, context.io.now());
    const log = await findConfiguredLog(context);
    const wanted = createFilter(options.event, from);
    if (options.follow) {
      const abort = new AbortController();
      const stop = () => abort.abort();
      process.once('SIGINT', stop);
      const following = { start: from === undefined ? 'now' : 'start', signal: abort.signal } as const;
      for await (const { line, value } of followEvents(context, log, following, wanted)) {
        await context.io.stdout.write(encode(context, line, value));
      }
      process.removeListener('SIGINT', stop);
      return 0;
    }
    const reading = await readEvents(context, log, wanted);
    let chunk = '';
    for await (const { line, value } of reading) {
      chunk += encode(context, line, value);
      if (chunk.length < CHUNK_LENGTH) continue;
      await context.io.stdout.write(chunk);
      chunk = '';
    }
    if (chunk !== '') await context.io.stdout.write(chunk);
    await context.note(describeSkipped(reading.skipped));
    return 0;
  },
});

async function sinceOf(given: string, nowMs: number): Promise<Date> {
  const { readSince } = await import('../window-options.ts');
  return readSince(given, new Date(nowMs));
}

function encode(context: CommandContext, line: string, { event, isEnvelope }: ReadEvent): string {
  // Within JSON an escaped character is the same value, so the line may be shown as it stands.
  if (context.isJson) return `${visibleText(isEnvelope ? line : JSON.stringify(event))}\n`;
  return `${describeEvent(event)}\n`;
}

/** One event on one line: when, what, who, and the payload as it is. */
function describeEvent({ timestamp, event, source, actor, payload }: RecordedEvent): string {
  const who = `${source} ${actor.kind}:${actor.id}`;
  return [timestamp, event, who, JSON.stringify(payload)].map(visibleText).join('  ');
}
