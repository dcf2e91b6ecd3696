/**
 * Reads, writes and renames the small files of the outbox and of the receipts: 0600, never through a link, whole or not
 * at all. Knows no format. All calls are asynchronous: a host's turn never waits for them.
 */

import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TelemetryError } from '@telemetry/schema';
import { createNodeFileSystem, ensureTrustedFolder } from '@telemetry/store';
import { randomHex8 } from './owner-mark.ts';

const FILE_MODE = 0o600;
/** O_NONBLOCK: opening a FIFO that somebody left there would hang. Absent on Windows, hence 0. */
const READ_SAFELY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const CREATE_NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

/** The code of a failed call, `UNKNOWN` for what has none. */
export function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : 'UNKNOWN';
}

/** Makes the folder (0700), or refuses one that others may write to. @throws TelemetryError `STORE_FOLDER_REFUSED`. */
export function ensureFolder(folder: string): void {
  ensureTrustedFolder(createNodeFileSystem(), folder);
}

/** The names in a folder, sorted; none when there is none. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

/** What the system tells of a file; `undefined` when there is none. Throws where it cannot be looked at, which does not mean that it is gone. */
export async function factsIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    // A circle of links is none of ours.
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

/** Opens a regular file of this user with one name. `undefined` when there is none, or it is none of ours. */
export async function openPrivate(path: string): Promise<FileHandle | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, READ_SAFELY);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'EMLINK', 'EISDIR', 'ENXIO'].includes(codeOf(error))) return undefined;
    throw error;
  }
  const facts = await file.stat();
  const uid = process.geteuid?.();
  if (facts.isFile() && facts.nlink <= 1 && (uid === undefined || facts.uid === uid)) return file;
  await file.close();
  return undefined;
}

/** The bytes of a file; `undefined` when there is none, it is none of ours, or it is longer than `maxBytes`. */
export async function readPrivate(path: string, maxBytes: number): Promise<Buffer | undefined> {
  const file = await openPrivate(path);
  if (file === undefined) return undefined;
  try {
    return (await file.stat()).size > maxBytes ? undefined : await file.readFile();
  } finally {
    await file.close();
  }
}

/**
 * Writes a file so that it is there in full or not at all, also after a power loss: `writeWhole`, and fsync of the folder.
 *
 * @throws TelemetryError `OUTBOX_WRITE_FAILED`
 */
export async function writePrivate(path: string, bytes: Uint8Array | string, modifiedMs?: number): Promise<void> {
  await writeWhole(path, bytes, modifiedMs);
  await syncFolder(dirname(path));
}

/**
 * Writes a file by temporary file, fsync and rename; whoever calls it syncs the folder. What stood there is replaced.
 * `modifiedMs` becomes its time of change.
 *
 * @throws TelemetryError `OUTBOX_WRITE_FAILED`
 */
export async function writeWhole(path: string, bytes: Uint8Array | string, modifiedMs?: number): Promise<void> {
  const temporary = `${path}.${randomHex8()}.tmp`;
  try {
    const file = await open(temporary, CREATE_NEW, FILE_MODE);
    try {
      await file.writeFile(bytes);
      if (modifiedMs !== undefined) await file.utimes(modifiedMs / 1_000, modifiedMs / 1_000);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await removeIfThere(temporary).catch(() => false);
    throw new TelemetryError('OUTBOX_WRITE_FAILED', `A file of the outbox cannot be written (${codeOf(cause)}).`, {
      retryable: true,
      hint: 'Look at the disk; what waits is kept where it is.',
      cause,
    });
  }
}

/** Renames; false when what was to be renamed is gone: somebody was faster, or it was withdrawn. */
export async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    // EPERM, EACCES, EBUSY: Windows, while somebody looks at it.
    if (['ENOENT', 'EPERM', 'EACCES', 'EBUSY'].includes(codeOf(error))) return false;
    throw error;
  }
}

/** Removes a file; false when there was none. */
export async function removeIfThere(path: string): Promise<boolean> {
  try {
    await unlink(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return false;
    throw error;
  }
}

/** Brings the names in a folder onto the disk. Where folders cannot be opened (Windows) there is nothing to be done. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, constants.O_RDONLY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // Some file systems sync no folders; what is lost then is a rename, which leaves the former state.
  }
}
