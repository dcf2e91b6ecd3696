/** The file of losses: one JSON line for each delta of the drop counters. `status` adds them up. */
import { dirname } from 'node:path';
import { constants, createNodeFileSystem, type StoreFileSystem } from './file-system.ts';
import { noSkips, readLines } from './read-lines.ts';
import { closeQuietly, ensureTrustedFolder, openTrustedFile } from './trusted-files.ts';

/** The version of a line. A reader skips newer ones. */
const VERSION = 1;
/** A reason is one of our own names, never a value. */
const REASON = /^[a-z][a-z0-9_]{0,63}$/;

/** How many events were lost, by reason. */
export type Losses = Readonly<Record<string, number>>;

/**
 * Appends the losses since the last call as one line. Does nothing when there are none. Never throws: returns false when
 * the line could not be written, so that the caller keeps its delta.
 */
export function appendLosses(file: string, losses: Losses, fs: StoreFileSystem = createNodeFileSystem()): boolean {
  const entries = Object.entries(losses).filter(([reason, count]) => REASON.test(reason) && count > 0);
  if (entries.length === 0) return true;
  try {
    ensureTrustedFolder(fs, dirname(file));
    const opened = openTrustedFile(fs, file, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT);
    if (opened === undefined) return false;
    try {
      const bytes = Buffer.from(`\n${JSON.stringify({ v: VERSION, dropped: Object.fromEntries(entries) })}\n`);
      return fs.write(opened.fd, bytes, 0, bytes.length) >= bytes.length - 1;
    } finally {
      closeQuietly(fs, opened.fd);
    }
  } catch {
    return false;
  }
}

/** Sums all losses of a file. A missing, damaged or refused file, or line, counts as none. */
export function readLosses(file: string, fs: StoreFileSystem = createNodeFileSystem()): Record<string, number> {
  const sums: Record<string, number> = {};
  try {
    const opened = openTrustedFile(fs, file, constants.O_RDONLY);
    if (opened === undefined) return sums;
    try {
      for (const lines of readLines(fs, opened.fd, 0, Number(opened.facts.size), noSkips())) {
        for (const { line } of lines) addLosses(sums, line);
      }
    } finally {
      closeQuietly(fs, opened.fd);
    }
  } catch {
    // Losses are told as far as they can be read.
  }
  return sums;
}

function addLosses(sums: Record<string, number>, line: string): void {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return;
  }
  const { v, dropped } = (entry ?? {}) as { v?: unknown; dropped?: unknown };
  if (v !== VERSION || typeof dropped !== 'object' || dropped === null) return;
  for (const [reason, count] of Object.entries(dropped)) {
    if (REASON.test(reason) && Number.isSafeInteger(count) && count > 0) sums[reason] = (sums[reason] ?? 0) + count;
  }
}
