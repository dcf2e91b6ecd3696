/**
 * Removes sealed segments that are too old or too many, whole ones only, and what was folded from segments long gone. Owns the
 * rule when a day is old: only when events of two separate later days confirm it, so that a clock that jumps for a while
 * deletes nothing.
 */
import { join } from 'node:path';
import type { StoreFileSystem } from './file-system.ts';
import { foldedFileName, foldStateNames, foldsFolder } from './fold-states.ts';
import { DAY_MS, type LogFile, type LogLocation, logFiles, segmentTime } from './log-files.ts';

/** How much of a log is kept. */
export interface RetentionLimits {
  /** UTC days that are kept beside today's. */
  readonly retentionDays: number;
  /** Bytes of all files together. */
  readonly maxTotalBytes: number;
}

/** Days with events that must lie beyond the limit before a day counts as old. */
const CONFIRMING_DAYS = 2;

/** Days that the states of removed segments are kept. */
const SUMMARY_RETENTION_DAYS = 730;

/** What was removed. */
export interface Removal {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Says which sealed files of a listing may go, oldest first. Pure. Over `maxTotalBytes` the oldest go whatever their
 * day; a file dated in the future, by a clock that was wrong, counts as the oldest, or it would be kept for ever.
 */
export function expiredFiles(files: readonly LogFile[], limits: RetentionLimits, todayUtc: number): LogFile[] {
  const age = (file: LogFile): number => ((file.day ?? 0) > todayUtc + 1 ? -1 : (file.day ?? 0));
  const sealed = files.filter((file) => file.sealed).sort((a, b) => age(a) - age(b));
  const days = daysOf(sealed, todayUtc);
  let total = files.reduce((sum, file) => sum + Number(file.facts.size), 0);
  return sealed.filter((file) => {
    const expired = isOld(file.day ?? 0, limits.retentionDays, days, todayUtc) || total > limits.maxTotalBytes;
    if (expired) total -= Number(file.facts.size);
    return expired;
  });
}

function daysOf(files: readonly LogFile[], todayUtc: number): Set<number> {
  return new Set(files.filter((file) => file.sealed).map((file) => file.day ?? 0)).add(todayUtc);
}

/** Tells whether a day is more than `limitDays` ago, not by today's clock alone. `days`: those with events, and today. */
function isOld(day: number, limitDays: number, days: ReadonlySet<number>, todayUtc: number): boolean {
  if (day + limitDays >= todayUtc) return false;
  return [...days].filter((other) => other > day + limitDays && other <= todayUtc).length >= CONFIRMING_DAYS;
}

/** Unlinks what has expired, and expired states. A file that will not go is left for the next time. */
export function applyRetention(fs: StoreFileSystem, log: LogLocation, limits: RetentionLimits, nowMs: number): Removal {
  let files = 0;
  let bytes = 0;
  const present = logFiles(fs, log);
  for (const file of expiredFiles(present, limits, Math.floor(nowMs / DAY_MS))) {
    try {
      fs.unlink(file.path);
      files += 1;
      bytes += Number(file.facts.size);
    } catch {
      // Another process removed it, or the folder is read-only now.
    }
  }
  removeExpiredStates(fs, log, nowMs, present);
  return { files, bytes };
}

/**
 * Unlinks the states, of any fold and any version, of segments more than 730 days old, and temporary files of such. Known by
 * their names alone: what cannot be read any more must go, too.
 */
export function removeExpiredStates(
  fs: StoreFileSystem,
  log: LogLocation,
  nowMs: number,
  present: readonly LogFile[] = logFiles(fs, log),
): void {
  const todayUtc = Math.floor(nowMs / DAY_MS);
  const days = daysOf(present, todayUtc);
  try {
    const states = foldStateNames(fs, log).flatMap((name) => {
      const time = segmentTime(log, foldedFileName(name));
      return time === undefined ? [] : [{ name, day: Math.floor(time / DAY_MS) }];
    });
    for (const { day } of states) days.add(day);
    for (const { name, day } of states)
      if (isOld(day, SUMMARY_RETENTION_DAYS, days, todayUtc)) fs.unlink(join(foldsFolder(log), name));
  } catch {
    // Another process removed one, or the folder is not ours to read or change: the next time. Neither recording nor folding needs it.
  }
}
