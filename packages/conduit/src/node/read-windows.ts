/**
 * Reads what is new in the log, behind a cursor, and gives each window as it is full. A file of the log is known by its first
 * event, so that sealing, copying or restoring it moves nothing, and what is appended late is found.
 */

import type { Catalog, RecordedEvent } from '@telemetry/schema';
import { createEventParser } from '@telemetry/schema/parse';
import { type LogLocation, readLog } from '@telemetry/store';
import type { SecretDigests } from '../digests.ts';
import type { Partition } from '../partition.ts';
import { type ClosedWindow, createWindowCounter } from '../window-counter.ts';
import { type Cursor, MAX_FILES } from './stream-file.ts';

/** What is read, and from where on. */
export interface ReadWindowsOptions {
  readonly log: LogLocation;
  readonly catalog: Catalog;
  readonly partition: Partition;
  readonly digests: SecretDigests;
  readonly cursor: Cursor;
  readonly windowTicks: number;
  /** Whether what is left at the end becomes a window, too. */
  readonly isClosing: boolean;
}

/**
 * Calls `take` with each window that is closed, in order, and resolves to the cursor behind the last of them. What is
 * not in a closed window is found again the next time.
 */
export async function readWindows(options: ReadWindowsOptions, take: (window: ClosedWindow) => void): Promise<Cursor> {
  const { log, catalog, digests, cursor } = options;
  const counter = createWindowCounter({
    ...options,
    tick: cursor.tick,
    recentMarks: cursor.recent,
    mark: digests.eventMark,
  });
  const positions = new Map(cursor.files.map(({ mark, position }) => [mark, position]));
  let closed = new Map(positions);
  let file = createFileReader(catalog, digests);
  let name: string | undefined;
  for await (const { line, file: from, offset } of readLog<string>({ ...log, parse: (text) => text })) {
    if (from !== name) file = createFileReader(catalog, digests);
    name = from;
    const mark = file.markAfter(line);
    if (mark === undefined) continue;
    const isCounted = offset < (positions.get(mark) ?? 0);
    const event = file.read(line, isCounted);
    if (event === undefined || isCounted) continue;
    // The latest comes last: what is dropped for want of room is what was not met for longest.
    positions.delete(mark);
    positions.set(mark, offset + 1);
    const window = counter.add(event);
    if (window === undefined) continue;
    closed = new Map(positions);
    take(window);
  }
  const last = options.isClosing ? counter.closeEarly() : undefined;
  if (last !== undefined) {
    closed = positions;
    take(last);
  }
  return {
    tick: counter.closedTick,
    files: [...closed].slice(-MAX_FILES).map(([mark, position]) => ({ mark, position })),
    recent: counter.closedMarks(),
  };
}

interface FileReader {
  /** The mark of the file, once its first event has been met. */
  markAfter(line: string): string | undefined;
  /** The event of a line. One that was counted before is only looked at where it numbers equal lines. */
  read(line: string, isCounted: boolean): RecordedEvent | undefined;
}

function createFileReader(catalog: Catalog, digests: SecretDigests): FileReader {
  const parse = createEventParser(catalog);
  let mark: string | undefined;
  return {
    markAfter: (line) => {
      if (mark === undefined && isJsonObject(line)) mark = digests.fileMark(line);
      return mark;
    },
    read: (line, isCounted) => {
      if (isCounted && line.includes('"event_id"')) return undefined;
      const parsed = parse(line);
      return parsed.ok ? parsed.event : undefined;
    },
  };
}

function isJsonObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
