/**
 * Removes sealed segments that are too old or too many, whole ones only. Owns the rule when a day is old: only when
 * events of two separate later days confirm it, so that a clock that jumps for a while deletes nothing.
 */
import type { StoreFileSystem } from './file-system.ts';
import { DAY_MS, type LogFile, type LogLocation, logFiles } from './log-files.ts';

/** How much of a log is kept. */
export interface RetentionLimits {
  /** UTC days that are kept beside today's. */
  readonly retentionDays: number;
  /** Bytes of all files together. */
  readonly maxTotalBytes: number;
}

/** Days with events that must lie beyond the limit before a day counts as old. */
const CONFIRMING_DAYS = 2;

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
  const days = [...new Set(sealed.map((file) => file.day ?? 0)).add(todayUtc)];
  const isOld = (day: number): boolean =>
    day + limits.retentionDays < todayUtc &&
    days.filter((other) => other > day + limits.retentionDays && other <= todayUtc).length >= CONFIRMING_DAYS;
  let total = files.reduce((sum, file) => sum + Number(file.facts.size), 0);
  return sealed.filter((file) => {
    const expired = isOld(file.day ?? 0) || total > limits.maxTotalBytes;
    if (expired) total -= Number(file.facts.size);
    return expired;
  });
}

/** Unlinks what has expired. A file that will not go is left for the next time. */
export function applyRetention(fs: StoreFileSystem, log: LogLocation, limits: RetentionLimits, nowMs: number): Removal {
  let files = 0;
  let bytes = 0;
  for (const file of expiredFiles(logFiles(fs, log), limits, Math.floor(nowMs / DAY_MS))) {
    try {
      fs.unlink(file.path);
      files += 1;
      bytes += Number(file.facts.size);
    } catch {
      // Another process removed it, or the folder is read-only now.
    }
  }
  return { files, bytes };
}
