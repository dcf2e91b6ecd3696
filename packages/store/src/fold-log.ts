/**
 * Derives a value from a log, reading each byte once in its life: the state of every file is kept for the prefix of it
 * that was read, by UTC day, and only what came since is added. Since a sealed file may still grow, it is treated as
 * the live one is.
 */
import { join } from 'node:path';
import { identityOf, type StoreFileSystem } from './file-system.ts';
import {
  type Digest,
  type FoldedPrefix,
  foldedFileName,
  foldStateName,
  foldStateNames,
  foldStatePath,
  foldsFolder,
  isPrefixOf,
  readFoldState,
  tailDigest,
  writeFoldState,
} from './fold-states.ts';
import { type FoldSumForm, openFoldSum } from './fold-sums.ts';
import type { LogPosition } from './follow-log.ts';
import { DAY_MS, type LogLocation, liveName, segmentTime } from './log-files.ts';
import { createLineBuffer, lastLineEnd, noSkips, readChunks, type SkipCounts, textOf } from './read-lines.ts';
import {
  openLogFiles,
  type ParseLine,
  parseCounting,
  parseJsonObject,
  type ScanLine,
  timeOf,
  turnOfHost,
} from './read-log.ts';
import { removeExpiredStates } from './retention.ts';
import { closeQuietly, type TrustedFile } from './trusted-files.ts';

/** The key of events without a time; they count only where no window is asked for. */
const NO_DAY = 'none';

/** A value that is derived from events: a commutative monoid with an encoding. */
export interface Fold<S, T> {
  /** Identifies the definition, hex, at least 16 digits: states of another digest are not used. */
  readonly digest: string;
  empty(): S;
  /** May change the state it is given. */
  add(state: S, event: T): S;
  /** May change `into`. Associative and commutative. */
  merge(into: S, other: S): S;
  encode(state: S): string;
  decode(text: string): S;
  /** What may outlive the raw events: states of removed files pass through it. Default: all. */
  reduce?(state: S): S;
  /** How what all sealed files came to is kept, so that the next fold need not read the state of each. Default: it is not. */
  readonly sum?: FoldSumForm<S> | undefined;
}

/** Which events count, by their time, both ends included; and how a line becomes one. */
export interface FoldOptions<T> {
  readonly from?: Date;
  readonly to?: Date;
  /** Default: any JSON object. Another parser of the same fold needs another digest. */
  readonly parse?: ParseLine<T>;
  /** Tried first for each line: a shorter way to what `parse` answers, as far as the fold reads it. Default: none. */
  readonly scan?: ScanLine<T>;
}

/** How the events of a file are read: what all files of one fold share. */
interface EventReader<T> {
  readonly parse: ParseLine<T>;
  readonly scan: ScanLine<T> | undefined;
  readonly buffer: Buffer;
}

/** What a fold found. */
export interface FoldResult<S> {
  readonly state: S;
  /** The first UTC day (`YYYY-MM-DD`) of which raw events are in the log; `undefined` when there are none. */
  readonly rawFrom: string | undefined;
  /** Lines folded and lines skipped, over all files, whatever the window. */
  readonly events: number;
  readonly skipped: number;
  /** Bytes read of the log this time. */
  readonly bytesRead: number;
  /** How far the files were folded: what `followLog` goes on from. */
  readonly covered: LogPosition;
}

/** Folds a log. States are kept in `folds/` beside it. Never throws on content; a fold that throws is passed on. */
export async function foldLogFiles<S, T>(
  fs: StoreFileSystem,
  log: LogLocation,
  fold: Fold<S, T>,
  window: FoldOptions<T>,
  nowMs: number,
): Promise<FoldResult<S>> {
  const digest = await loadDigest();
  const from = window.from?.getTime() ?? Number.NEGATIVE_INFINITY;
  const to = window.to?.getTime() ?? Number.POSITIVE_INFINITY;
  const reader: EventReader<T> = {
    parse: window.parse ?? (parseJsonObject as ParseLine<T>),
    scan: window.scan,
    buffer: createLineBuffer(),
  };
  const isWhole = window.from === undefined && window.to === undefined;
  // A segment that is sealed from here on may be the live file that is read below: its state is not one of a removed segment.
  removeExpiredStates(fs, log, nowMs);
  const known = knownStates(fs, log, fold.digest);
  const covered = new Map<string, number>();
  const total = { state: fold.empty(), events: 0, skipped: 0, bytesRead: 0, firstDay: Number.POSITIVE_INFINITY };
  const count = (events: number, skipped: number, firstDay: number): void => {
    total.events += events;
    total.skipped += skipped;
    total.firstDay = Math.min(total.firstDay, firstDay);
  };
  // What is asked of some days in the middle is mostly asked once.
  const sum = window.from === undefined ? openFoldSum(fs, log, fold, to, digest) : undefined;
  // A file that goes from here on is covered by the sum, and its state is not one of a removed file.
  const present = new Set(sum?.files.keys());
  for (const file of sum?.files.values() ?? [])
    count(file.events, file.skipped, file.firstDay ?? Number.POSITIVE_INFINITY);
  const summed = new Map(sum?.files);
  for (const { name, file } of openLogFiles(fs, log)) {
    present.add(name);
    try {
      const known = summed.get(name);
      if (known !== undefined) {
        covered.set(identityOf(file.facts), known.length);
        continue;
      }
      await turnOfHost();
      const { prefix, days, bytesRead } = await foldFile(fs, log, fold, reader, digest, name, file);
      const { inode, length, tail, events, skipped } = prefix;
      covered.set(identityOf(file.facts), length);
      total.bytesRead += bytesRead;
      const firstDay = Math.min(...[...days.keys()].filter((key) => key !== NO_DAY).map(Number));
      count(events, skipped, firstDay);
      const parts = [...days].map(([key, state]) => ({ part: partOf(key, from, to, isWhole), state }));
      const whole = parts.flatMap(({ part, state }) => (part === 'whole' ? [state] : []));
      const isCut = parts.some(({ part }) => part === 'cut');
      if (sum === undefined || isCut || name === liveName(log)) {
        for (const state of whole) total.state = fold.merge(total.state, state);
      } else {
        const size = Number(file.facts.size);
        const first = Number.isFinite(firstDay) ? firstDay : null;
        sum.add({ file: name, inode, size, length, tail, events, skipped, firstDay: first }, whole);
      }
      if (isCut) {
        total.bytesRead += length;
        total.state = await foldCutDays(fs, fold, reader, file.fd, length, from, to, total.state);
      }
    } finally {
      closeQuietly(fs, file.fd);
    }
  }
  if (sum !== undefined) total.state = fold.merge(sum.finish(), total.state);
  for (const days of statesOfRemovedFiles(fs, log, fold, digest, present, known)) {
    for (const [key, state] of days) {
      // The raw events of a cut day are gone: the day counts as a whole, or not at all.
      if (partOf(key, from, to, isWhole) !== 'whole') continue;
      total.state = fold.merge(total.state, fold.reduce === undefined ? state : fold.reduce(state));
    }
  }
  const { state, events, skipped, bytesRead, firstDay } = total;
  const rawFrom = Number.isFinite(firstDay) ? new Date(firstDay * DAY_MS).toISOString().slice(0, 10) : undefined;
  return { state, rawFrom, events, skipped, bytesRead, covered };
}

/** The state of one file: what is kept of its prefix, and what came since. */
async function foldFile<S, T>(
  fs: StoreFileSystem,
  log: LogLocation,
  fold: Fold<S, T>,
  reader: EventReader<T>,
  digest: Digest,
  name: string,
  { fd, facts }: TrustedFile,
): Promise<{ prefix: FoldedPrefix; days: Map<string, S>; bytesRead: number }> {
  const size = Number(facts.size);
  const path = foldStatePath(log, name, fold.digest);
  // A file sealed since was folded under the name of the live file.
  const knownAt = (candidate: string): FoldedPrefix | undefined => {
    const prefix = readFoldState(fs, candidate, fold.digest, digest);
    return prefix !== undefined && isPrefixOf(fs, fd, size, facts.ino, prefix, digest) ? prefix : undefined;
  };
  const known = knownAt(path) ?? knownAt(foldStatePath(log, liveName(log), fold.digest));
  const kept = known === undefined ? undefined : decodeDays(fold, known);
  const start = kept === undefined ? 0 : (known?.length ?? 0);
  if (known !== undefined && kept !== undefined && start === size && known.file === name)
    return { prefix: known, days: kept, bytesRead: 0 };
  const days = kept ?? new Map<string, S>();
  const skips = noSkips();
  let events = kept === undefined ? 0 : (known?.events ?? 0);
  const length = lastLineEnd(fs, fd, start, size, reader.buffer);
  // The day of the event before: its state is put back when another day begins.
  let day: number | undefined;
  let state = fold.empty();
  await readEvents(fs, fd, start, length, reader, skips, (event, time) => {
    const its = Math.floor(time / DAY_MS);
    if (!Object.is(its, day)) {
      if (day !== undefined) days.set(keyOfDay(day), state);
      day = its;
      state = days.get(keyOfDay(day)) ?? fold.empty();
    }
    state = fold.add(state, event);
    events += 1;
  });
  if (day !== undefined) days.set(keyOfDay(day), state);
  const prefix: FoldedPrefix = {
    file: name,
    inode: String(facts.ino),
    length,
    tail: tailDigest(fs, fd, length, digest),
    events,
    skipped:
      (kept === undefined ? 0 : (known?.skipped ?? 0)) + Object.values(skips).reduce((sum, count) => sum + count, 0),
    days: Object.fromEntries([...days].map(([key, state]) => [key, fold.encode(state)])),
  };
  writeFoldState(fs, path, fold.digest, prefix, digest);
  // A purge that came between must not be undone by a state of what it deleted.
  if (fs.fstat(fd).nlink === 0n) removeQuietly(fs, path);
  return { prefix, days, bytesRead: length - start };
}

/** Reads the events of a file from one position to another, in their order, each with its time (`NaN` when it has none). */
async function readEvents<T>(
  fs: StoreFileSystem,
  fd: number,
  start: number,
  end: number,
  { parse, scan, buffer }: EventReader<T>,
  skips: SkipCounts,
  take: (event: T, time: number) => void,
): Promise<void> {
  for (const chunk of readChunks(fs, fd, start, end, skips, buffer)) {
    await turnOfHost();
    for (const span of chunk.spans) {
      const scanned = scan?.(chunk.bytes, span.from, span.to);
      if (scanned !== undefined) {
        take(scanned, scanned.timeMs);
        continue;
      }
      const event = parseCounting({ line: textOf(chunk, span), ended: span.ended }, parse, skips);
      if (event !== undefined) take(event, timeOf(event));
    }
  }
}

function keyOfDay(day: number): string {
  return Number.isNaN(day) ? NO_DAY : String(day);
}

/** The states by day. `undefined` when the fold cannot read them: they were encoded by another version of it. */
function decodeDays<S, T>(fold: Fold<S, T>, prefix: FoldedPrefix): Map<string, S> | undefined {
  try {
    return new Map(Object.entries(prefix.days).map(([key, encoded]) => [key, fold.decode(encoded)]));
  } catch {
    return undefined;
  }
}

function partOf(key: string, from: number, to: number, isWhole: boolean): 'whole' | 'cut' | 'none' {
  if (isWhole) return 'whole';
  if (key === NO_DAY) return 'none';
  const start = Number(key) * DAY_MS;
  const end = start + DAY_MS - 1;
  if (end < from || start > to) return 'none';
  return start >= from && end <= to ? 'whole' : 'cut';
}

/** Adds the events of the window's first and last day, where it cuts them. */
async function foldCutDays<S, T>(
  fs: StoreFileSystem,
  fold: Fold<S, T>,
  reader: EventReader<T>,
  fd: number,
  length: number,
  from: number,
  to: number,
  initial: S,
): Promise<S> {
  let state = initial;
  await readEvents(fs, fd, 0, length, reader, noSkips(), (event, time) => {
    if (!(time >= from && time <= to)) return;
    if (partOf(String(Math.floor(time / DAY_MS)), from, to, false) === 'cut') state = fold.add(state, event);
  });
  return state;
}

/** The names of the states that can be listed; none where they cannot: the log is read then. */
function knownStates(fs: StoreFileSystem, log: LogLocation, foldDigest: string): string[] {
  try {
    return foldStateNames(fs, log, foldDigest);
  } catch {
    return [];
  }
}

/** The states, by day, of segments that retention has removed; `known` are the names of those that were there at the start. */
function* statesOfRemovedFiles<S, T>(
  fs: StoreFileSystem,
  log: LogLocation,
  fold: Fold<S, T>,
  digest: Digest,
  present: ReadonlySet<string>,
  known: readonly string[],
): Generator<Map<string, S>, void, void> {
  const ofPresent = new Set([liveName(log), ...present].map((file) => foldStateName(file, fold.digest)));
  for (const name of known) {
    // By its name: what it says of itself may be from when its file was the live one.
    if (ofPresent.has(name) || segmentTime(log, foldedFileName(name)) === undefined) continue;
    const prefix = readFoldState(fs, join(foldsFolder(log), name), fold.digest, digest);
    if (prefix === undefined) continue;
    const days = decodeDays(fold, prefix);
    if (days !== undefined) yield days;
  }
}

function removeQuietly(fs: StoreFileSystem, path: string): void {
  try {
    fs.unlink(path);
  } catch {
    // Another process was faster, or the folder is read-only.
  }
}

async function loadDigest(): Promise<Digest> {
  const { hash } = await import('node:crypto');
  return (bytes) => hash('sha256', bytes, 'hex');
}
