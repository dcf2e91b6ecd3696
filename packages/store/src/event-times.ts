/**
 * Finds out of which day a file is, by what its lines say, since the clock of the kernel and that of the host may differ.
 * Looks for the time of an event in any known dialect without parsing JSON; owns no other knowledge of events.
 */
import type { StoreFileSystem } from './file-system.ts';
import { DAY_MS } from './log-files.ts';

/** Within a JSON string the quotes are escaped, so this matches keys of an object only; the first of a line is the envelope's. */
const TIME = /"(?:timestamp|ts|time)"\s*:\s*"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z)"/;
/** Bytes from the front: an envelope starts with its time, so the first line is enough, and this is one page. */
const HEAD_BYTES = 4096;
/** Bytes from the end: enough to hold the last line, unless it is one of the rare long ones; those are named for the clock. */
const TAIL_BYTES = 65_536;

/** The UTC day of the first event in a file, in days since 1970; `undefined` when its first page has none. */
export function firstDayIn(fs: StoreFileSystem, fd: number): number | undefined {
  const first = timesIn(fs, fd, 0, HEAD_BYTES)[0];
  return first === undefined ? undefined : Math.floor(first / DAY_MS);
}

/** The time of the last event in a file of `size` bytes, in milliseconds since 1970; `undefined` when its tail has none. */
export function lastTimeIn(fs: StoreFileSystem, fd: number, size: number): number | undefined {
  return timesIn(fs, fd, Math.max(0, size - TAIL_BYTES), TAIL_BYTES).at(-1);
}

function timesIn(fs: StoreFileSystem, fd: number, position: number, length: number): number[] {
  const bytes = Buffer.allocUnsafe(length);
  const text = bytes.toString('latin1', 0, fs.read(fd, bytes, 0, length, position));
  const lines = text.split('\n');
  // What begins before `position` may show a time of its payload first.
  if (position > 0) lines.shift();
  return lines.map((line) => Date.parse(TIME.exec(line)?.[1] ?? '')).filter((time) => !Number.isNaN(time));
}
