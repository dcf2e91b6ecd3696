/** Reads events out of the log, whatever dialect they were written in. */

import type { Catalog, RecordedEvent } from '@telemetry/schema';
import type { LogLine, LogLocation, SkipCounts } from '@telemetry/store';
import { followLog, listLogFiles, readLog } from '@telemetry/store';
import type { CommandContext } from './context.ts';
import { createProgress } from './progress.ts';

/** An event, and whether its line is an envelope of today as it stands. */
export interface ReadEvent {
  readonly event: RecordedEvent;
  readonly isEnvelope: boolean;
}

/** Events as they are read. `skipped` counts on. */
export interface EventReading extends AsyncIterable<LogLine<ReadEvent>> {
  readonly skipped: Readonly<SkipCounts>;
}

/** Lines between two looks at the clock. */
const LINES_PER_LOOK = 1_024;

/** Makes the parser that the store calls for each line. */
export async function createLineParser(catalog?: Catalog): Promise<(line: string) => ReadEvent | undefined> {
  const { createEventParser } = await import('@telemetry/schema/parse');
  const parse = createEventParser(catalog);
  return (line) => {
    const parsed = parse(line);
    if (parsed.ok) return { event: parsed.event, isEnvelope: parsed.dialect === 'envelope' };
    // The store tells what is torn from what is no JSON by this.
    if (parsed.reason === 'not_json') throw new SyntaxError('no JSON');
    return undefined;
  };
}

/**
 * Reads the whole log, filtered; shows how far it is when that takes long. Lines of which `mayBeWanted` says no are not parsed, and
 * counted as skipped.
 */
export async function readEvents(
  { io, host }: Pick<CommandContext, 'io' | 'host'>,
  log: LogLocation,
  wanted: (event: RecordedEvent) => boolean,
  mayBeWanted: (line: string) => boolean = () => true,
): Promise<EventReading> {
  const parseLine = await createLineParser(host.catalog);
  const parse = (line: string) => (mayBeWanted(line) ? parseLine(line) : undefined);
  const reading = readLog({ ...log, parse });
  const sizes = new Map(listLogFiles(log).map(({ name, facts }) => [name, Number(facts.size)]));
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  async function* filtered(): AsyncGenerator<LogLine<ReadEvent>, void, void> {
    const progress = createProgress(io.stderr, 'Reading', io.now);
    let lines = 0;
    let before = 0;
    let file = '';
    try {
      for await (const line of reading) {
        if (line.file !== file) {
          before += sizes.get(file) ?? 0;
          file = line.file;
        }
        lines += 1;
        if (lines % LINES_PER_LOOK === 0) progress.advance((before + line.offset) / total);
        if (wanted(line.value.event)) yield line;
      }
    } finally {
      progress.end();
    }
  }
  return { skipped: reading.skipped, [Symbol.asyncIterator]: filtered };
}

/** Follows the log, filtered, until the signal. */
export async function* followEvents(
  { host }: Pick<CommandContext, 'host'>,
  log: LogLocation,
  options: { readonly start: 'now' | 'start'; readonly signal: AbortSignal },
  wanted: (event: RecordedEvent) => boolean,
): AsyncGenerator<LogLine<ReadEvent>, void, void> {
  const parse = await createLineParser(host.catalog);
  for await (const line of followLog({ ...log, ...options, parse })) if (wanted(line.value.event)) yield line;
}

/** Tells an event that is wanted by name and time. */
export function createFilter(event: string | undefined, from: Date | undefined): (event: RecordedEvent) => boolean {
  const fromMs = from?.getTime() ?? Number.NEGATIVE_INFINITY;
  return (read) => (event === undefined || read.event === event) && Date.parse(read.timestamp) >= fromMs;
}

/** What was skipped, in words; empty when nothing was. */
export function describeSkipped(skipped: Readonly<Record<string, number>>): string {
  const kinds = Object.entries(skipped).filter(([, count]) => count > 0);
  const total = kinds.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return '';
  const named = kinds.map(([kind, count]) => `${count} ${kind}`).join(', ');
  return `${total} ${total === 1 ? 'line was' : 'lines were'} skipped: ${named}.`;
}
