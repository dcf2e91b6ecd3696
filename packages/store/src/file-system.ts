/**
 * The few calls on the file system that the store makes, as one narrow interface, so that a test can make any of them
 * fail. Nothing else in this package touches `node:fs`.
 */
import { dirname } from 'node:path';

/** Not imported: an ES module's import of it loads the streams, too, 1 to 2 ms of a process that starts. */
const fs = process.getBuiltinModule('node:fs');

/** The flags of `open(2)`. */
export const { constants } = fs;

/** What the store wants to know of a file. Inode and device as `bigint`: on NTFS and on overlays they exceed 2^53. */
export interface FileFacts {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly nlink: bigint;
  readonly uid: bigint;
  readonly mode: bigint;
  /** Bytes. */
  readonly size: bigint;
  /** Milliseconds since 1970, by the clock of the kernel. */
  readonly mtimeMs: bigint;
  /** Nanoseconds since 1970; tells a new file from an old one whose inode number it took over. */
  readonly birthtimeNs: bigint;
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

/** Told once when an asynchronous call has ended: with its failure, or with null. */
export type Done = (error: Error | null, count: number) => void;

/** The calls the store makes. Those without a `done` are synchronous and throw an error with `code`, as `node:fs` does. */
export interface StoreFileSystem {
  open(path: string, flags: number, mode: number): number;
  close(fd: number): void;
  /** One `write(2)`; returns the bytes taken, which may be fewer than asked for. */
  write(fd: number, bytes: Uint8Array, offset: number, length: number): number;
  /** The same on the thread pool. */
  writeLater(fd: number, bytes: Uint8Array, offset: number, length: number, done: Done): void;
  /** One `pread(2)`. */
  read(fd: number, bytes: Uint8Array, offset: number, length: number, position: number): number;
  fstat(fd: number): FileFacts;
  /** Does not follow a link. `undefined` when nothing is there. */
  lstat(path: string): FileFacts | undefined;
  fchmod(fd: number, mode: number): void;
  chmod(path: string, mode: number): void;
  /** Makes the folder and those above it that are missing. */
  mkdir(path: string, mode: number): void;
  /** The names in a folder, unsorted; none when there is no folder. */
  readdir(path: string): string[];
  rename(from: string, to: string): void;
  unlink(path: string): void;
  rmdir(path: string): void;
  fsync(fd: number): void;
  /** On the thread pool, since it waits for the disk. */
  fdatasyncLater(fd: number, done: Done): void;
}

/** Makes the interface over `node:fs`, unchanged but for the two cases of absence that are no failure here. */
export function createNodeFileSystem(): StoreFileSystem {
  return {
    open: (path, flags, mode) => fs.openSync(path, flags, mode),
    close: (fd) => fs.closeSync(fd),
    write: (fd, bytes, offset, length) => fs.writeSync(fd, bytes, offset, length, null),
    writeLater: (fd, bytes, offset, length, done) => fs.write(fd, bytes, offset, length, null, done),
    read: (fd, bytes, offset, length, position) => fs.readSync(fd, bytes, offset, length, position),
    fstat: (fd) => fs.fstatSync(fd, { bigint: true }),
    lstat: (path) => fs.lstatSync(path, { bigint: true, throwIfNoEntry: false }),
    fchmod: (fd, mode) => fs.fchmodSync(fd, mode),
    chmod: (path, mode) => fs.chmodSync(path, mode),
    mkdir: makeFolders,
    readdir: (path) => {
      try {
        return fs.readdirSync(path);
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return [];
        throw error;
      }
    },
    rename: (from, to) => fs.renameSync(from, to),
    unlink: (path) => fs.unlinkSync(path),
    rmdir: (path) => fs.rmdirSync(path),
    fsync: (fd) => fs.fsyncSync(fd),
    fdatasyncLater: (fd, done) => fs.fdatasync(fd, (error) => done(error, 0)),
  };
}

/** What tells a file from every other: a new one may take over the inode number of a deleted one, but not its time of birth. */
export function identityOf(facts: Pick<FileFacts, 'dev' | 'ino' | 'birthtimeNs'>): string {
  return `${facts.dev}:${facts.ino}:${facts.birthtimeNs}`;
}

/** The code of a failed call (`ENOSPC`, or one of a `TelemetryError`), `UNKNOWN` for whatever has none. */
export function errorCode(error: unknown): string {
  const code = typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : 'UNKNOWN';
}

/**
 * Makes a folder and what is missing above it. By hand: under `/proc` the recursive call of `node:fs` never returns, since the
 * folder above is there and yet nothing can be made in it.
 */
function makeFolders(path: string, mode: number): void {
  try {
    makeFolder(path, mode);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || dirname(path) === path || fs.existsSync(dirname(path))) throw error;
    makeFolders(dirname(path), mode);
    makeFolder(path, mode);
  }
}

/** Makes one folder; one that is there already is as good. */
function makeFolder(path: string, mode: number): void {
  try {
    fs.mkdirSync(path, { mode });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}
