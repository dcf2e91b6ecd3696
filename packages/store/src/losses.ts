/**
 * The file of losses: one JSON line for each delta of the drop counters. `status` adds them up. Owns writing and reading
 * it; how it stays small is in compact-losses.ts.
 */
import { dirname } from 'node:path';
import { compactLosses, MAX_LOSSES_BYTES } from './compact-losses.ts';
import { constants, createNodeFileSystem, type StoreFileSystem } from './file-system.ts';
import { addLossLines, encodeLosses, freshLossId, type Losses, noLossSums, validLosses } from './loss-lines.ts';
import { closeQuietly, ensureTrustedFolder, openTrustedFile } from './trusted-files.ts';

/** A file that was replaced while it was written to is opened again so many times: each takes another 64 KiB of losses. */
const MAX_ATTEMPTS = 3;

/**
 * Appends the losses since the last call as one line, and makes one line of the file when it has reached 64 KiB. Does nothing
 * when there are none. Never throws: returns false when the line could not be written, so that the caller keeps its delta.
 */
export function appendLosses(file: string, losses: Losses, fs: StoreFileSystem = createNodeFileSystem()): boolean {
  const dropped = validLosses(losses);
  if (Object.keys(dropped).length === 0) return true;
  try {
    ensureTrustedFolder(fs, dirname(file));
    const bytes = encodeLosses(dropped, { id: freshLossId() });
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const size = appendOnce(fs, file, bytes);
      if (size === undefined) return false;
      if (size === 'replaced') continue;
      if (size >= MAX_LOSSES_BYTES) compactLosses(fs, file);
      return true;
    }
    return false;
  } catch {
    return false;
  }
}

/** Writes, and looks whether that file still has a name. The size then; `undefined` when it could not be written. */
function appendOnce(fs: StoreFileSystem, file: string, bytes: Uint8Array): number | 'replaced' | undefined {
  const opened = openTrustedFile(fs, file, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT);
  if (opened === undefined) return 'replaced';
  try {
    if (fs.write(opened.fd, bytes, 0, bytes.length) < bytes.length - 1) return undefined;
    const { nlink, size } = fs.fstat(opened.fd);
    return nlink === 0n ? 'replaced' : Number(size);
  } finally {
    closeQuietly(fs, opened.fd);
  }
}

/** Sums all losses of a file. A missing, damaged or refused file, or line, counts as none. */
export function readLosses(file: string, fs: StoreFileSystem = createNodeFileSystem()): Record<string, number> {
  const found = noLossSums();
  try {
    const opened = openTrustedFile(fs, file, constants.O_RDONLY);
    if (opened === undefined) return found.sums;
    try {
      addLossLines(fs, opened.fd, 0, Number(opened.facts.size), found);
    } finally {
      closeQuietly(fs, opened.fd);
    }
  } catch {
    // Losses are told as far as they can be read.
  }
  return found.sums;
}
