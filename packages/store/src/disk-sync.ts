/**
 * Brings what is written onto the disk (`durability: 'disk'`). Owns the descriptors of files that were replaced before
 * they were synced. A file whose sync failed is never synced again: the kernel has marked its lost pages clean, so a
 * second sync would succeed and lie.
 */
import { dirname } from 'node:path';
import { constants, type StoreFileSystem } from './file-system.ts';
import { closeQuietly } from './trusted-files.ts';

/** Syncs files, one after the other. */
export interface DiskSync {
  /** Takes over the descriptor of a file that is written no more. */
  retire(fd: number): void;
  /**
   * Resolves when all retired files, the one that `current` says when its turn has come (-1: none), and the folder (the first time
   * with two above it) are synced, or have failed to be. Asked that late, since a file may be retired, and closed, while it waits.
   */
  sync(current: () => number): Promise<void>;
  /** Closes what is still held. */
  close(): void;
}

/** Prepares syncing; touches no disk. `onFailure` hears of each file that could not be synced. */
export function createDiskSync(
  fs: StoreFileSystem,
  directory: string,
  onFailure: (error: Error, fd: number) => void,
): DiskSync {
  let retired: number[] = [];
  let last: Promise<void> = Promise.resolve();
  let areFoldersSynced = false;

  function syncOne(fd: number): Promise<void> {
    return new Promise((resolve) => {
      fs.fdatasyncLater(fd, (error) => {
        if (error !== null) onFailure(error, fd);
        resolve();
      });
    });
  }

  /** The name of a new file is part of its folder; that of a folder that was made with it, of the one above. */
  async function syncFolders(): Promise<void> {
    const above = dirname(directory);
    const folders = areFoldersSynced ? [directory] : [directory, above, dirname(above)];
    areFoldersSynced = true;
    for (const folder of folders) {
      let fd = -1;
      try {
        fd = fs.open(folder, constants.O_RDONLY, 0);
        await syncOne(fd);
      } catch {
        // Windows opens no folders; there the file's own sync covers its name. Elsewhere one above may not be ours to read.
      }
      if (fd !== -1) closeQuietly(fs, fd);
    }
  }

  async function syncAll(current: () => number): Promise<void> {
    const former = retired;
    retired = [];
    for (const old of former) {
      await syncOne(old);
      closeQuietly(fs, old);
    }
    const fd = current();
    if (fd !== -1) await syncOne(fd);
    await syncFolders();
  }

  return {
    retire: (fd) => void retired.push(fd),
    sync: (current) => {
      last = last.then(() => syncAll(current));
      return last;
    },
    close: () => {
      for (const fd of retired) closeQuietly(fs, fd);
      retired = [];
    },
  };
}
