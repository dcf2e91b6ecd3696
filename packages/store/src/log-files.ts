/**
 * Names the files of one log and finds them: the live file `<stem>.jsonl` and its sealed segments
 * `<stem>-<UTC time, no colons>-<8 random hex digits>.jsonl`. Owns the names, not the contents.
 */
import { join } from 'node:path';
import type { FileFacts, StoreFileSystem } from './file-system.ts';

/** Milliseconds of a UTC day. */
export const DAY_MS = 86_400_000;
/** The last millisecond of the last year of four digits: a name with a longer one would not be found again. */
const LAST_TIME_MS = 253_402_300_799_999;
/** The live file where nothing else is said. */
export const DEFAULT_LIVE_FILE = 'events.jsonl';

const SEGMENT_TAIL = /^(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2}\.\d{3})Z-[0-9a-f]{8}\.jsonl$/;
const LIVE_NAME = /^[A-Za-z0-9_@+=,-][A-Za-z0-9_.@+=,-]{0,150}\.jsonl$/;

/** Where a log is: its folder, and the name of its live file. */
export interface LogLocation {
  readonly directory: string;
  /** `<stem>.jsonl`. Default `events.jsonl`. */
  readonly file?: string;
}

/** One file of a log. */
export interface LogFile {
  readonly path: string;
  readonly name: string;
  /** False for the live file. A sealed one may still grow by what a slow writer had looked up before. */
  readonly sealed: boolean;
  /** The UTC day of a sealed segment in days since 1970, as its name says; `undefined` for the live file. */
  readonly day: number | undefined;
  readonly facts: FileFacts;
}

/** The name of the live file. @throws TypeError when it is not a plain `<stem>.jsonl`. */
export function liveName(log: LogLocation): string {
  const name = log.file ?? DEFAULT_LIVE_FILE;
  if (!LIVE_NAME.test(name)) throw new TypeError('The file of a log must be a plain name that ends in .jsonl.');
  return name;
}

/** The path of the live file. */
export function livePath(log: LogLocation): string {
  return join(log.directory, liveName(log));
}

/**
 * A fresh path for a segment. The digits are random, so that two processes that seal at once never choose the same
 * name: `rename` would silently replace one segment by the other.
 */
export function freshSegmentPath(log: LogLocation, timeMs: number): string {
  const time = new Date(Math.min(Math.max(timeMs, 0), LAST_TIME_MS)).toISOString().replaceAll(':', '-');
  return join(log.directory, `${liveName(log).slice(0, -'.jsonl'.length)}-${time}-${randomHex()}.jsonl`);
}

/** Eight hex digits from the system's generator. */
export function randomHex(): string {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0).toString(16).padStart(8, '0');
}

/** The time in a segment's name, in milliseconds since 1970, or `undefined` when it is not a segment of this log. */
export function segmentTime(log: LogLocation, name: string): number | undefined {
  const prefix = `${liveName(log).slice(0, -'.jsonl'.length)}-`;
  if (!name.startsWith(prefix)) return undefined;
  const match = SEGMENT_TAIL.exec(name.slice(prefix.length));
  if (match === null) return undefined;
  const time = Date.parse(`${match[1]}T${match[2]}:${match[3]}:${match[4]}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * Lists the files of a log: segments by name, which is by time, then the live file. Whatever is not a regular file, or
 * vanishes meanwhile, is left out. No folder, no files.
 */
export function logFiles(fs: StoreFileSystem, log: LogLocation): LogFile[] {
  return logEntries(fs, log).filter(({ facts }) => facts.isFile());
}

/** Lists whatever has the name of a file of a log, be it a link, a folder or a pipe, in the same order. */
export function logEntries(fs: StoreFileSystem, log: LogLocation): LogFile[] {
  const live = liveName(log);
  const found: LogFile[] = [];
  for (const name of fs.readdir(log.directory).sort()) {
    const time = segmentTime(log, name);
    if (time === undefined && name !== live) continue;
    const path = join(log.directory, name);
    const facts = fs.lstat(path);
    if (facts !== undefined) found.push({ path, name, sealed: name !== live, day: dayOf(time), facts });
  }
  return found.sort((a, b) => Number(b.sealed) - Number(a.sealed));
}

function dayOf(timeMs: number | undefined): number | undefined {
  return timeMs === undefined ? undefined : Math.floor(timeMs / DAY_MS);
}
