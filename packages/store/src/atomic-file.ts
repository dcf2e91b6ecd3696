/** Writes a small file so that a reader sees the old or the new content, never half of one, also after a power loss. */
import { dirname } from 'node:path';
import { constants, type StoreFileSystem } from './file-system.ts';
import { randomHex } from './log-files.ts';
import { closeQuietly, ensureTrustedFolder, FILE_MODE } from './trusted-files.ts';

/** Never an existing file, never through a link. */
const CREATE_NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

/**
 * Replaces a file by temporary file, fsync, rename and fsync of the folder. Makes the folder if need be.
 *
 * @throws what the file system throws, and TelemetryError `STORE_FOLDER_REFUSED`; then the old content stands.
 */
export function writeFileAtomically(fs: StoreFileSystem, path: string, text: string): void {
  ensureTrustedFolder(fs, dirname(path));
  const temporary = `${path}.${randomHex()}.tmp`;
  const fd = fs.open(temporary, CREATE_NEW, FILE_MODE);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += fs.write(fd, bytes, at, bytes.length - at);
    fs.fsync(fd);
    fs.rename(temporary, path);
  } catch (error) {
    removeQuietly(fs, temporary);
    throw error;
  } finally {
    closeQuietly(fs, fd);
  }
  syncFolder(fs, dirname(path));
}

function removeQuietly(fs: StoreFileSystem, path: string): void {
  try {
    fs.unlink(path);
  } catch {
    // Purge knows the name of temporary files and removes what is left.
  }
}

function syncFolder(fs: StoreFileSystem, folder: string): void {
  try {
    const fd = fs.open(folder, constants.O_RDONLY, 0);
    try {
      fs.fsync(fd);
    } finally {
      closeQuietly(fs, fd);
    }
  } catch {
    // Windows opens no folders. What is lost without this is the rename, which leaves the old content.
  }
}
