/**
 * Keeps the file of losses small: at 64 KiB a new file with the sum takes its place.
 *
 * 1. `losses.jsonl.00000000.tmp` is made, never over another: it is the lock. One older than a minute was left by a kill
 *    and is removed; the next delta tries again.
 * 2. The file is read to its end, the sum is written into the temporary file and synced, and that is renamed over it.
 *    The sum names the ids of the lines in it, but not of those in the sum before.
 * 3. What was appended to the old file meanwhile is appended to the new one, with its ids. A writer that sees that its
 *    file has lost its name writes again, with the same id: counted once, whether it was in the sum or not.
 *
 * Crash cases: before the rename the old file stands; after it the sum does, and what was appended between the reading
 * and the rename, microseconds, is missing. Known races: a writer that is stopped between its write and its look until
 * the line has been summed a second time counts twice. A purge takes the temporary file, or the file itself, away:
 * either is looked for before the rename.
 */
import { constants, identityOf, type StoreFileSystem } from './file-system.ts';
import { addLossLines, encodeLosses, type LossSums, noLossSums } from './loss-lines.ts';
import { closeQuietly, FILE_MODE, openTrustedFile } from './trusted-files.ts';

/** Bytes from which a file of losses is summed: some 700 deltas, read in a millisecond. */
export const MAX_LOSSES_BYTES = 65_536;
/** Milliseconds after which a temporary file is one that was left: making it takes a few. */
const ABANDONED_MS = 60_000;
/** Always the same eight digits, so that two never sum at once. Purge knows the name of temporary files. */
const LOCK_ENDING = '.00000000.tmp';
/** Never an existing file, never through a link. */
const CREATE_NEW = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
const APPEND = constants.O_RDWR | constants.O_APPEND;

/** Replaces a file of losses by its sum. Does nothing when another process does, or when it would not become half as long. Never throws. */
export function compactLosses(fs: StoreFileSystem, file: string): void {
  const temporary = `${file}${LOCK_ENDING}`;
  try {
    const fd = takeLock(fs, temporary);
    if (fd === undefined) return;
    try {
      const old = openTrustedFile(fs, file, constants.O_RDONLY);
      if (old === undefined) return;
      try {
        replace(fs, file, old.fd, temporary, fd);
      } finally {
        closeQuietly(fs, old.fd);
      }
    } finally {
      removeOwn(fs, temporary, fd);
      closeQuietly(fs, fd);
    }
  } catch {
    // Read-only, full, or held by another program: the file goes on growing until a later delta can sum it.
  }
}

function takeLock(fs: StoreFileSystem, temporary: string): number | undefined {
  const left = fs.lstat(temporary);
  if (left === undefined) return fs.open(temporary, CREATE_NEW, FILE_MODE);
  if (Date.now() - Number(left.mtimeMs) > ABANDONED_MS) fs.unlink(temporary);
  return undefined;
}

function replace(fs: StoreFileSystem, file: string, oldFd: number, temporary: string, fd: number): void {
  const length = sizeOf(fs, oldFd);
  const found = noLossSums();
  addLossLines(fs, oldFd, 0, length, found);
  const sum = encodeAll(found);
  if (sum.length > length / 2) return;
  write(fs, fd, sum);
  fs.fsync(fd);
  if (!stands(fs, file, oldFd) || !stands(fs, temporary, fd)) return;
  fs.rename(temporary, file);
  const end = sizeOf(fs, oldFd);
  if (end > length) moveLate(fs, file, oldFd, length, end);
}

/** The bytes themselves: each line keeps its id. Starts with LF, as every write to such a file does. */
function moveLate(fs: StoreFileSystem, file: string, oldFd: number, start: number, end: number): void {
  const late = Buffer.alloc(end - start);
  fs.read(oldFd, late, 0, late.length, start);
  const opened = openTrustedFile(fs, file, APPEND);
  if (opened === undefined) return;
  try {
    write(fs, opened.fd, late);
  } finally {
    closeQuietly(fs, opened.fd);
  }
}

function encodeAll({ sums, ids, newer }: LossSums): Buffer {
  const own = Object.keys(sums).length === 0 ? Buffer.alloc(0) : encodeLosses(sums, { ids: [...ids] });
  return Buffer.concat([own, ...newer.map((line) => Buffer.from(`\n${line}\n`))]);
}

function write(fs: StoreFileSystem, fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += fs.write(fd, bytes, at, bytes.length - at);
}

function sizeOf(fs: StoreFileSystem, fd: number): number {
  return Number(fs.fstat(fd).size);
}

function stands(fs: StoreFileSystem, path: string, fd: number): boolean {
  const facts = fs.lstat(path);
  return facts !== undefined && identityOf(facts) === identityOf(fs.fstat(fd));
}

/** Not after the rename, when it is the file itself, and not one that another process has made. */
function removeOwn(fs: StoreFileSystem, temporary: string, fd: number): void {
  if (stands(fs, temporary, fd)) fs.unlink(temporary);
}
