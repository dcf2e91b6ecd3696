/**
 * Reads a log without a writer: streams the events of all its files, filtered. Needs no lock: it opens the live file
 * before it lists the segments, so a seal in between hides nothing and shows nothing twice.
 */
import { constants, errorCode, type StoreFileSystem } from './file-system.ts';
import { type LogLocation, liveName, livePath, logFiles } from './log-files.ts';
import { createLineBuffer, isUnfinishedJson, noSkips, type RawLine, readLines, type SkipCounts } from './read-lines.ts';
import { closeQuietly, openTrustedFile, type TrustedFile } from './trusted-files.ts';

/**
 * Makes an event of a line. Returns `undefined` for JSON that is no event it knows (`unknown_schema`); throws for what is
 * no JSON (`torn` or `not_json`).
 */
export type ParseLine<T> = (line: string) => T | undefined;

/**
 * A shorter way from the bytes of a line, from `from` up to `to`, to its event and when it happened (milliseconds since 1970, as `timeOf`
 * tells it): answers what `ParseLine` would of their text, or `undefined` for a line that it leaves to that one. Never throws. The bytes are
 * valid UTF-8 without a NUL, and hold only for the time of the call.
 */
export type ScanLine<T> = (bytes: Buffer, from: number, to: number) => (T & { readonly timeMs: number }) | undefined;

/** Which events are read. Times are compared with the event's `timestamp`, both ends included. */
export interface ReadFilter {
  readonly from?: Date;
  readonly to?: Date;
  /** The name of an event. */
  readonly event?: string;
  /** The id of an actor. */
  readonly actor?: string;
}

/** How a log is read. */
export interface ReadOptions<T> extends ReadFilter {
  /** Default: any JSON object. */
  readonly parse?: ParseLine<T>;
}

/** One event as read. */
export interface LogLine<T> {
  /** The line as it stands in the file, without its LF. */
  readonly line: string;
  /** What `parse` made of it. */
  readonly value: T;
  /** The name of the file. */
  readonly file: string;
  /** Bytes from the start of the file. */
  readonly offset: number;
}

/** A log being read: iterate it once; `skipped` counts on as it goes. */
export interface LogReading<T> extends AsyncIterable<LogLine<T>> {
  readonly skipped: Readonly<SkipCounts>;
}

/** The default parser: any JSON object is an event. @throws SyntaxError for what is no JSON. */
export function parseJsonObject(line: string): Record<string, unknown> | undefined {
  const value: unknown = JSON.parse(line);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** Reads all files of a log, sealed ones first, each up to its length when it is opened. Never throws on content. */
export function readLogFiles<T>(
  fs: StoreFileSystem,
  log: LogLocation,
  filter: ReadFilter,
  parse: ParseLine<T>,
): LogReading<T> {
  const skipped = noSkips();
  async function* read(): AsyncGenerator<LogLine<T>, void, void> {
    const buffer = createLineBuffer();
    for (const { name, file } of openLogFiles(fs, log)) {
      try {
        for (const lines of readLines(fs, file.fd, 0, Number(file.facts.size), skipped, buffer)) {
          await turnOfHost();
          for (const raw of lines) {
            const value = parseCounting(raw, parse, skipped);
            if (value !== undefined && passes(value, filter))
              yield { line: raw.line, value, file: name, offset: raw.offset };
          }
        }
      } finally {
        closeQuietly(fs, file.fd);
      }
    }
  }
  return { skipped, [Symbol.asyncIterator]: read };
}

/** Gives way to the host's event loop, once a chunk: a long log must not hold up what else the process does. */
export function turnOfHost(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/**
 * Opens the files of a log one after the other, in the order of reading. Those that vanished, or are not ours to read,
 * are left out. The one who iterates closes each.
 */
export function* openLogFiles(
  fs: StoreFileSystem,
  log: LogLocation,
): Generator<{ readonly name: string; readonly file: TrustedFile }, void, void> {
  const live = openToRead(fs, livePath(log));
  let isHandedOver = false;
  try {
    for (const segment of logFiles(fs, log)) {
      if (!segment.sealed) continue;
      if (live !== undefined && segment.facts.ino === live.facts.ino && segment.facts.dev === live.facts.dev) continue;
      const file = openToRead(fs, segment.path);
      if (file !== undefined) yield { name: segment.name, file };
    }
    isHandedOver = true;
    if (live !== undefined) yield { name: liveName(log), file: live };
  } finally {
    // Whoever ends before the end never gets to the live file.
    if (live !== undefined && !isHandedOver) closeQuietly(fs, live.fd);
  }
}

/** Opens a file of a log; `undefined` when it is not there, or not ours to read. */
export function openToRead(fs: StoreFileSystem, path: string): TrustedFile | undefined {
  try {
    return openTrustedFile(fs, path, constants.O_RDONLY);
  } catch (error) {
    if (errorCode(error) === 'STORE_FILE_REFUSED') return undefined;
    throw error;
  }
}

/** Parses a line, or counts why not. */
export function parseCounting<T>(
  raw: Omit<RawLine, 'offset'>,
  parse: ParseLine<T>,
  skipped: SkipCounts,
): T | undefined {
  try {
    const value = parse(raw.line);
    if (value === undefined) skipped.unknown_schema += 1;
    return value;
  } catch {
    skipped[!raw.ended || isUnfinishedJson(raw.line) ? 'torn' : 'not_json'] += 1;
    return undefined;
  }
}

/** When an event happened, in milliseconds since 1970, by its `timestamp`; `NaN` when it has none. */
export function timeOf(value: unknown): number {
  const { timestamp } = value as { timestamp?: unknown };
  return typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
}

/** Tells whether an event is wanted. One without a time is left out as soon as a time is asked for. */
export function passes(value: unknown, filter: ReadFilter): boolean {
  const event = value as { event?: unknown; actor?: { id?: unknown } };
  if (filter.event !== undefined && event.event !== filter.event) return false;
  if (filter.actor !== undefined && event.actor?.id !== filter.actor) return false;
  if (filter.from === undefined && filter.to === undefined) return true;
  const time = timeOf(value);
  if (Number.isNaN(time)) return false;
  return time >= (filter.from?.getTime() ?? -Infinity) && time <= (filter.to?.getTime() ?? Infinity);
}
