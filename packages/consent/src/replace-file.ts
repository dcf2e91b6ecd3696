/**
 * Replaces or makes a file in one step: temporary file beside it, fsync, rename or link, fsync of the folder. After a
 * death at any point the old or the new content is there in full; what can be left behind is a temporary file
 * (`<name>.<8 hex digits>.tmp`), which the next change removes.
 */

import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCodeOf } from './error-code.ts';

/** Only the user may read or write. */
export const PRIVATE_MODE = 0o600;

/** What the new file is to be like. */
export interface ReplaceOptions {
  /** Permission bits. Default 0600. */
  readonly mode?: number;
  /** The owner to keep; a failure to keep it leaves the old file as it is. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** Called directly before the rename. When it throws, the old file stays as it is. */
  readonly beforeCommit?: () => void;
}

/** Replaces a file, or makes it. Failures of the file system come as they are; the temporary file is removed then. */
export function replaceFile(path: string, text: string, options: ReplaceOptions = {}): void {
  const temporary = writeTemporary(path, text, options);
  try {
    options.beforeCommit?.();
    renameSync(temporary, path);
  } catch (error) {
    removeIfThere(temporary);
    throw error;
  }
  syncFolder(dirname(path));
}

/** Makes a file, unless one is there already: then false, and that one is untouched. */
export function createFileOnce(path: string, text: string): boolean {
  const temporary = writeTemporary(path, text, {});
  try {
    linkSync(temporary, path);
  } catch (error) {
    if (errorCodeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    removeIfThere(temporary);
  }
  syncFolder(dirname(path));
  return true;
}

/** Removes a file. False when it was not there. */
export function removeIfThere(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCodeOf(error))) return false;
    throw error;
  }
}

/** Removes temporary files of a file that dead processes left. Call it only where no living one can be writing that file. */
export function removeLeftovers(path: string): void {
  const [folder, name] = [dirname(path), basename(path)];
  for (const found of readdirSync(folder)) {
    const isLeftover = found.startsWith(`${name}.`) && LEFTOVER.test(found.slice(name.length));
    if (isLeftover) rmSync(join(folder, found), { force: true });
  }
}

const LEFTOVER = /^\.[0-9a-f]{8}\.tmp$/;

/** Eight hex digits from the system's generator. */
export function randomHex8(): string {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0).toString(16).padStart(8, '0');
}

/** Brings the names in a folder onto the disk. Where folders cannot be opened (Windows) there is nothing to be done. */
export function syncFolder(folder: string): void {
  try {
    const fd = openSync(folder, constants.O_RDONLY);
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    // The file itself is synced; some file systems sync no folders.
  }
}

function writeTemporary(path: string, text: string, { mode = PRIVATE_MODE, owner }: ReplaceOptions): string {
  const temporary = `${path}.${randomHex8()}.tmp`;
  const fd = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, PRIVATE_MODE);
  try {
    const bytes = Buffer.from(text, 'utf8');
    for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
    if (process.platform !== 'win32') {
      const facts = fstatSync(fd);
      if (owner !== undefined && (facts.uid !== owner.uid || facts.gid !== owner.gid)) {
        fchownSync(fd, owner.uid, owner.gid);
      }
      // After the owner: chown clears bits. Against the umask: open(2) applied it.
      fchmodSync(fd, mode);
    }
    fsyncSync(fd);
  } catch (error) {
    closeSync(fd);
    removeIfThere(temporary);
    throw error;
  }
  closeSync(fd);
  return temporary;
}
