/**
 * The folded states on disk: one file for each fold and each file of the log, `folds/<name>.<fold digest>.json`. Owns
 * their form and the rule when one may be believed. Everything here can be computed again, so what is damaged, of
 * another version or does not match the log is simply not there.
 */
import { join } from 'node:path';
import { writeFileAtomically } from './atomic-file.ts';
import { constants, type StoreFileSystem } from './file-system.ts';
import { type LogLocation, liveName } from './log-files.ts';
import { closeQuietly, openTrustedFile } from './trusted-files.ts';

/** The version of the form. */
const VERSION = 2;
const LF = 10;
/** Hex digits of a fold's digest in a file name. */
const DIGEST_DIGITS = 16;
/** What follows the name of the folded file in that of a state; or of a state or its temporary file. */
const WHOLE_STATE_ENDING = /\.[0-9a-f]{16}\.json$/;
const STATE_ENDING = /\.[0-9a-f]{16}\.json(?:\.[0-9a-f]{8}\.tmp)?$/;
/** Bytes before the covered length whose digest tells whether the file still starts with what was folded. */
export const TAIL_BYTES = 4096;

/** The folded prefix of one file of the log. */
export interface FoldedPrefix {
  /** The name of the file that was folded. */
  readonly file: string;
  readonly inode: string;
  /** Bytes from its start that are folded; ends behind a LF. */
  readonly length: number;
  /** SHA-256 of the last 4 KiB before `length`, hex. */
  readonly tail: string;
  /** Lines folded. */
  readonly events: number;
  /** Lines skipped, all kinds. */
  readonly skipped: number;
  /** Encoded states by UTC day (days since 1970), `none` for events without a time. */
  readonly days: Readonly<Record<string, string>>;
}

/** Computes SHA-256, hex. Passed in, so that a process that only records never loads the module. */
export type Digest = (bytes: Uint8Array | string) => string;

/** Where the states of a log are. */
export function foldsFolder(log: LogLocation): string {
  return join(log.directory, 'folds');
}

/** The states of a log, of all folds or of one: the names of their files. None where `folds` is a link or no folder. */
export function foldStateNames(fs: StoreFileSystem, log: LogLocation, foldDigest?: string): string[] {
  if (fs.lstat(foldsFolder(log))?.isDirectory() !== true) return [];
  const stem = liveName(log).slice(0, -'.jsonl'.length);
  const end = foldDigest === undefined ? '' : stateEnding(foldDigest);
  return fs
    .readdir(foldsFolder(log))
    .filter((name) => (name.startsWith(`${stem}-`) || name.startsWith(`${stem}.`)) && name.endsWith(end));
}

/** The path of the state of one file. */
export function foldStatePath(log: LogLocation, file: string, foldDigest: string): string {
  return join(foldsFolder(log), foldStateName(file, foldDigest));
}

/** The name of the state of one file. */
export function foldStateName(file: string, foldDigest: string): string {
  return `${file.slice(0, -'.jsonl'.length)}${stateEnding(foldDigest)}`;
}

/** The name of the file that a state, named so, is of. */
export function foldedFileName(stateName: string): string {
  return `${stateName.replace(STATE_ENDING, '')}.jsonl`;
}

/**
 * Gives the states of the live file the name of the segment that it became, so that they outlive it when it is deleted for its age before the
 * next fold. Never throws: without them the segment is folded anew.
 */
export function handOnStates(fs: StoreFileSystem, log: LogLocation, segment: string): void {
  try {
    for (const name of foldStateNames(fs, log)) {
      if (!WHOLE_STATE_ENDING.test(name) || foldedFileName(name) !== liveName(log)) continue;
      const path = join(
        foldsFolder(log),
        `${segment.slice(0, -'.jsonl'.length)}${WHOLE_STATE_ENDING.exec(name)?.[0] ?? ''}`,
      );
      fs.rename(join(foldsFolder(log), name), path);
      // A purge that came between must not be undone by a state of what it deleted.
      if (fs.lstat(join(log.directory, segment)) === undefined) fs.unlink(path);
    }
  } catch {
    // The folder is read-only, or another process was faster.
  }
}

function stateEnding(foldDigest: string): string {
  return `.${foldDigest.slice(0, DIGEST_DIGITS)}.json`;
}

/** Reads a state. `undefined` when it is missing, damaged, of another version or another fold. */
export function readFoldState(
  fs: StoreFileSystem,
  path: string,
  foldDigest: string,
  digest: Digest,
): FoldedPrefix | undefined {
  try {
    const vouched = readVouched(fs, path, foldDigest, digest);
    if (vouched === undefined) return undefined;
    const { days: sizes, ...facts } = vouched.facts as Omit<FoldedPrefix, 'days'> & {
      readonly days: Readonly<Record<string, number>>;
    };
    const days: Record<string, string> = {};
    let at = 0;
    for (const [key, size] of Object.entries(sizes)) {
      days[key] = vouched.rest.toString('utf8', at, at + size);
      at += size + 1;
    }
    return { ...facts, days };
  } catch {
    return undefined;
  }
}

/** Writes a state. A failure only costs the time to compute it again. */
export function writeFoldState(
  fs: StoreFileSystem,
  path: string,
  foldDigest: string,
  { days, ...facts }: FoldedPrefix,
  digest: Digest,
): void {
  const sizes = Object.fromEntries(Object.entries(days).map(([key, text]) => [key, Buffer.byteLength(text)]));
  try {
    writeVouched(fs, path, foldDigest, { ...facts, days: sizes }, Object.values(days), digest);
  } catch {
    // Read-only or full: the result is the same without it.
  }
}

/** Writes three parts: a line that vouches for all behind it, a line that says what is there, and texts as they are, each with a LF. @throws what the file system does */
export function writeVouched(
  fs: StoreFileSystem,
  path: string,
  fold: string,
  facts: object,
  texts: readonly string[],
  digest: Digest,
): void {
  const vouched = `${[JSON.stringify(facts), ...texts].join('\n')}\n`;
  writeFileAtomically(fs, path, `${JSON.stringify({ v: VERSION, fold, sum: digest(vouched) })}\n${vouched}`);
}

/**
 * Reads what `writeVouched` wrote: the second line, and the bytes behind it. `undefined` when it is missing, damaged, of another version or
 * another fold. The sum is over bytes as they stand, so that a state is made a text once, and parsed by its fold alone.
 *
 * @throws SyntaxError for what is no JSON, and what the file system does
 */
export function readVouched(
  fs: StoreFileSystem,
  path: string,
  foldDigest: string,
  digest: Digest,
): { readonly facts: unknown; readonly rest: Buffer } | undefined {
  const opened = openTrustedFile(fs, path, constants.O_RDONLY);
  if (opened === undefined) return undefined;
  const bytes = Buffer.alloc(Number(opened.facts.size));
  try {
    fs.read(opened.fd, bytes, 0, bytes.length, 0);
  } finally {
    closeQuietly(fs, opened.fd);
  }
  const factsAt = bytes.indexOf(LF) + 1;
  const { v, fold, sum } = JSON.parse(bytes.toString('utf8', 0, factsAt)) as Record<string, unknown>;
  if (v !== VERSION || fold !== foldDigest || sum !== digest(bytes.subarray(factsAt))) return undefined;
  const restAt = bytes.indexOf(LF, factsAt) + 1;
  return { facts: JSON.parse(bytes.toString('utf8', factsAt, restAt)), rest: bytes.subarray(restAt) };
}

/** Tells whether an open file still starts with what was folded. */
export function isPrefixOf(
  fs: StoreFileSystem,
  fd: number,
  size: number,
  inode: bigint,
  prefix: FoldedPrefix,
  digest: Digest,
): boolean {
  return (
    prefix.inode === String(inode) && prefix.length <= size && tailDigest(fs, fd, prefix.length, digest) === prefix.tail
  );
}

/** SHA-256 of the last 4 KiB before a position of an open file. */
export function tailDigest(fs: StoreFileSystem, fd: number, length: number, digest: Digest): string {
  const start = Math.max(0, length - TAIL_BYTES);
  const bytes = Buffer.alloc(length - start);
  return digest(bytes.subarray(0, fs.read(fd, bytes, 0, bytes.length, start)));
}
