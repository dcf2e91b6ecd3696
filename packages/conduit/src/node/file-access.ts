/**
 * Reads and replaces the conduit's files where somebody may have put something else. Owns the refusal of links, pipes and files
 * of others, and the one way in which bytes get onto the disk: temporary file, fsync, rename, fsync of the folder.
 */

import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { TelemetryError } from '@telemetry/schema';

/** The access of the conduit to its files; tests put themselves in between. */
export interface FileAccess {
  /**
   * Reads a small file; `undefined` when there is none.
   *
   * @throws TelemetryError `CONDUIT_FILE_REFUSED` for a link, a pipe, a folder, somebody else's file, or one over `maxBytes`
   */
  read(path: string, maxBytes: number): string | undefined;
  /** Replaces a file in one step. `mode`: permission bits. Failures of the file system come as they are. */
  replace(path: string, text: string, mode: number): void;
}

/** A temporary file of ours, beside the file that it was to become. */
const LEFTOVER = /^\.[0-9a-f]{8}\.tmp$/;

/** No link is followed; opening a pipe does not wait. Absent on Windows, hence 0. */
const CAREFUL = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** The access to the real disk. */
export const FILE_ACCESS: FileAccess = Object.freeze({ read: readSmallFile, replace: replaceFile });

/** Removes temporary files of a file that dead processes left. Call it only where no living one can be writing that file. */
export function removeLeftovers(path: string): void {
  const name = basename(path);
  let names: readonly string[];
  try {
    names = readdirSync(dirname(path));
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return;
    throw error;
  }
  for (const found of names) {
    if (found.startsWith(name) && LEFTOVER.test(found.slice(name.length)))
      rmSync(join(dirname(path), found), { force: true });
  }
}

/** The code of a failed system call. */
export function errorCodeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null ? (error as { readonly code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : 'UNKNOWN';
}

/** The refusal of a file or folder; `why` holds no path. */
export function refused(why: string, cause?: unknown): TelemetryError {
  return new TelemetryError('CONDUIT_FILE_REFUSED', `A file of the conduit is not used: ${why}.`, {
    hint: 'Move it away.',
    cause,
  });
}

function readSmallFile(path: string, maxBytes: number): string | undefined {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | CAREFUL);
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === 'ENOENT') return undefined;
    if (code === 'ELOOP' || code === 'EMLINK') throw refused('it is a link', error);
    if (code === 'ENXIO' || code === 'ENOTDIR' || code === 'EISDIR') throw refused('it is no regular file', error);
    throw error;
  }
  try {
    const facts = fstatSync(fd);
    if (!facts.isFile()) throw refused('it is no regular file');
    if (process.geteuid !== undefined && facts.uid !== process.geteuid()) throw refused('it belongs to another user');
    if (facts.size > maxBytes) throw refused('it is larger than any of ours');
    const bytes = Buffer.alloc(facts.size);
    let length = 0;
    for (let got = 1; got > 0 && length < bytes.length; length += got)
      got = readSync(fd, bytes, length, bytes.length - length, length);
    return bytes.toString('utf8', 0, length);
  } finally {
    closeSync(fd);
  }
}

function replaceFile(path: string, text: string, mode: number): void {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there !== undefined && !there.isFile()) throw refused('what stands in its place is no regular file');
  const digits = (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0).toString(16).padStart(8, '0');
  const temporary = `${path}.${digits}.tmp`;
  const fd = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | CAREFUL, 0o600);
  try {
    const bytes = Buffer.from(text, 'utf8');
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    // Against the umask, which open(2) applied.
    if (process.platform !== 'win32') fchmodSync(fd, mode);
    fsyncSync(fd);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
  syncFolder(dirname(path));
}

function syncFolder(folder: string): void {
  try {
    const fd = openSync(folder, constants.O_RDONLY);
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    // Windows opens no folders. What can be lost without this is the rename, which leaves the old content.
  }
}
