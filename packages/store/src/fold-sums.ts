/**
 * What the states of all sealed files came to, kept beside them: `folds/<oldest of them>.<16 hex digits>.json`, the digits being those of a
 * digest of its own, so that it grows old, and is deleted, as the state of that file is. Owns its form and the rule when it may be believed:
 * while every file that it covers is there, as long as it was, and ends as it did, and the states are there as well. Otherwise it is not there.
 */
import { join } from 'node:path';
import { identityOf, type StoreFileSystem } from './file-system.ts';
import {
  type Digest,
  foldStateNames,
  foldStatePath,
  foldsFolder,
  readVouched,
  tailDigest,
  writeVouched,
} from './fold-states.ts';
import { type LogLocation, segmentTime } from './log-files.ts';
import { openToRead } from './read-log.ts';
import { closeQuietly } from './trusted-files.ts';

/** Names the form. */
const FORM = 'sum 1';

/** One file in a sum. */
export interface SummedFile {
  readonly file: string;
  readonly inode: string;
  /** Of the whole file, and of what is folded of it, in bytes. */
  readonly size: number;
  readonly length: number;
  /** SHA-256 of the last 4 KiB before `length`, hex. */
  readonly tail: string;
  readonly events: number;
  readonly skipped: number;
  /** The first day of its events, in days since 1970; null when none has a time. */
  readonly firstDay: number | null;
  /** Which file its own state is, and of when: without that the day would be lost with the file. */
  readonly state: string;
}

/** How the merged states of many files are kept. */
export interface FoldSumForm<S> {
  /** What they depend on beside the digest of the fold and the end of its range, such as a window. */
  readonly key: string;
  encode(state: S): string;
  decode(text: string): S;
}

/** What a sum needs of a fold. */
interface Summable<S> {
  readonly digest: string;
  empty(): S;
  merge(into: S, other: S): S;
  readonly sum?: FoldSumForm<S> | undefined;
}

/** The sum of the sealed files of a log, while it is folded. */
export interface OpenSum<S> {
  /** The files that it covers already, by name. */
  readonly files: ReadonlyMap<string, SummedFile>;
  /** Takes in a file that it does not cover, and what its days came to. A file without a state of its own is not covered the next time either. */
  add(file: Omit<SummedFile, 'state'>, states: readonly S[]): void;
  /** The state of all. Keeps it when a file was added. */
  finish(): S;
}

/** A sum as it is kept. */
interface FoldSum {
  readonly key: string;
  readonly files: readonly SummedFile[];
  /** The encoded state. */
  readonly text: string;
}

/** Files from which on a sum is kept: it spares the reading of their states. */
const LEAST_FILES = 2;

/** Opens the sum of a fold up to a time; `undefined` for a fold that keeps none. */
export function openFoldSum<S>(
  fs: StoreFileSystem,
  log: LogLocation,
  fold: Summable<S>,
  to: number,
  digest: Digest,
): OpenSum<S> | undefined {
  const form = fold.sum;
  if (form === undefined) return undefined;
  const key = `${form.key} ${to}`;
  const known = readFoldSum(fs, log, fold.digest, key, digest);
  let state = known === undefined ? undefined : decodeQuietly(form, known.text);
  const files = new Map(state === undefined ? [] : known?.files.map((file) => [file.file, file]));
  const before = files.size;
  let isComplete = true;
  return {
    files,
    add: (file, states) => {
      const mark = markOf(fs, log, fold.digest, file.file);
      if (mark === undefined) isComplete = false;
      else files.set(file.file, { ...file, state: mark });
      for (const its of states) state = fold.merge(state ?? fold.empty(), its);
    },
    finish: () => {
      const sum = state ?? fold.empty();
      if (isComplete && files.size > before && files.size >= LEAST_FILES)
        writeFoldSum(fs, log, fold.digest, { key, files: [...files.values()], text: form.encode(sum) }, digest);
      return sum;
    },
  };
}

/** `undefined` when the fold cannot read it: it was encoded by another version. */
function decodeQuietly<S>(form: FoldSumForm<S>, text: string): S | undefined {
  try {
    return form.decode(text);
  } catch {
    return undefined;
  }
}

/** Reads the sum of a fold for a key. `undefined` when it is missing, damaged, of another key or does not match the log. */
function readFoldSum(
  fs: StoreFileSystem,
  log: LogLocation,
  foldDigest: string,
  key: string,
  digest: Digest,
): FoldSum | undefined {
  const its = sumDigest(foldDigest, digest);
  for (const name of sumNames(fs, log, its)) {
    try {
      const vouched = readVouched(fs, join(foldsFolder(log), name), its, digest);
      if (vouched === undefined) continue;
      const { key: found, files } = vouched.facts as Omit<FoldSum, 'text'>;
      if (found === key && files.every((file) => isAsItWas(fs, log, foldDigest, file, digest)))
        return { key, files, text: vouched.rest.toString('utf8', 0, vouched.rest.length - 1) };
    } catch {
      // Of another form: it is made again.
    }
  }
  return undefined;
}

/** Keeps a sum in place of those of before. A failure only costs the time to compute it again. */
function writeFoldSum(
  fs: StoreFileSystem,
  log: LogLocation,
  foldDigest: string,
  { text, ...facts }: FoldSum,
  digest: Digest,
): void {
  const [oldest] = facts.files.map(({ file }) => file).sort();
  if (oldest === undefined) return;
  const its = sumDigest(foldDigest, digest);
  const path = foldStatePath(log, oldest, its);
  try {
    writeVouched(fs, path, its, facts, [text], digest);
    // A purge that came between must not be undone by a sum of what it deleted.
    const isStillTrue = facts.files.every((file) => isAsItWas(fs, log, foldDigest, file, digest));
    for (const name of sumNames(fs, log, its)) {
      const found = join(foldsFolder(log), name);
      if (found !== path || !isStillTrue) fs.unlink(found);
    }
  } catch {
    // Read-only or full, or another process was faster: the result is the same without it.
  }
}

function sumNames(fs: StoreFileSystem, log: LogLocation, its: string): string[] {
  try {
    return foldStateNames(fs, log, its);
  } catch {
    return [];
  }
}

function sumDigest(foldDigest: string, digest: Digest): string {
  return digest(`${FORM}\n${foldDigest}`);
}

/** Tells a state on disk from one that was there before or comes after it; undefined when there is none. */
function markOf(fs: StoreFileSystem, log: LogLocation, foldDigest: string, file: string): string | undefined {
  const facts = fs.lstat(foldStatePath(log, file, foldDigest));
  return facts === undefined ? undefined : `${identityOf(facts)}:${facts.size}:${facts.mtimeMs}`;
}

function isAsItWas(
  fs: StoreFileSystem,
  log: LogLocation,
  foldDigest: string,
  known: SummedFile,
  digest: Digest,
): boolean {
  if (segmentTime(log, known.file) === undefined) return false;
  if (markOf(fs, log, foldDigest, known.file) !== known.state) return false;
  const opened = openToRead(fs, join(log.directory, known.file));
  if (opened === undefined) return false;
  try {
    const { size, ino } = opened.facts;
    if (Number(size) !== known.size || String(ino) !== known.inode || known.length > known.size) return false;
    return tailDigest(fs, opened.fd, known.length, digest) === known.tail;
  } finally {
    closeQuietly(fs, opened.fd);
  }
}
