/** The log for those who do not write it, such as a command line: read, follow, verify, seal and purge by its location. */
import { createNodeFileSystem, type StoreFileSystem } from './file-system.ts';
import { type Fold, type FoldOptions, type FoldResult, foldLogFiles } from './fold-log.ts';
import { type FollowOptions, followLogFiles } from './follow-log.ts';
import { sealLiveFile } from './live-file.ts';
import { type LogFile, type LogLocation, logFiles } from './log-files.ts';
import type { TelemetryPaths } from './paths.ts';
import { type PurgeOptions, type PurgeReport, purgeLogFiles, purgeTree } from './purge.ts';
import {
  type LogLine,
  type LogReading,
  type ParseLine,
  parseJsonObject,
  type ReadOptions,
  readLogFiles,
} from './read-log.ts';
import { type VerifyReport, verifyLogFiles } from './verify-log.ts';

/** Which log, and by which file system (for tests). */
export interface LogAccess extends LogLocation {
  readonly fs?: StoreFileSystem;
  /** The clock, in milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/** Streams the events of a log: segments by time, then the live file. Within a file, the order of writing. */
export function readLog<T = Record<string, unknown>>(access: LogAccess & ReadOptions<T>): LogReading<T> {
  return readLogFiles(fsOf(access), access, access, access.parse ?? (parseJsonObject as ParseLine<T>));
}

/** Yields the events of a log as they are written, by any process, until `signal` ends it. */
export function followLog<T = Record<string, unknown>>(
  access: LogAccess & FollowOptions<T>,
): AsyncIterable<LogLine<T>> {
  return followLogFiles(fsOf(access), access, access);
}

/** Checks every line and file of a log. Changes nothing. */
export function verifyLog(access: LogAccess & { readonly parse?: ParseLine<unknown> }): VerifyReport {
  return verifyLogFiles(fsOf(access), access, access.parse);
}

/**
 * Derives a value from a log, reading each byte once in its life. Keeps states in `folds/` (0700) beside the log; where
 * they cannot be kept the result is the same.
 */
export function foldLog<S, T = Record<string, unknown>>(
  access: LogAccess & FoldOptions<T>,
  fold: Fold<S, T>,
): Promise<FoldResult<S>> {
  return foldLogFiles(fsOf(access), access, fold, access, (access.now ?? Date.now)());
}

/** Lists the files of a log. None when there is no folder. */
export function listLogFiles(access: LogAccess): LogFile[] {
  return logFiles(fsOf(access), access);
}

/**
 * Seals the live file of a log, so that every process that writes it looks again, and reads consent again, at its next
 * batch. False when there is none. @throws TelemetryError `STORE_FILE_REFUSED`; failures of the file system as they come.
 */
export function sealLog(access: LogAccess): boolean {
  return sealLiveFile(fsOf(access), access, (access.now ?? Date.now)());
}

/** Deletes a log, or its segments older than a day. @throws TelemetryError `PURGE_INCOMPLETE`. */
export function purgeLog(access: LogAccess & PurgeOptions): PurgeReport {
  return purgeLogFiles(fsOf(access), access, access, (access.now ?? Date.now)());
}

/**
 * Deletes everything of an application's telemetry folder but identity, streams and the ledger of consent, and proves it.
 *
 * @throws TelemetryError `PURGE_INCOMPLETE`.
 */
export function purgeTelemetry(
  paths: Pick<TelemetryPaths, 'telemetryDir'>,
  options: PurgeOptions & Pick<LogAccess, 'fs' | 'now'> = {},
): PurgeReport {
  return purgeTree(fsOf(options), paths, options, (options.now ?? Date.now)());
}

function fsOf(access: Pick<LogAccess, 'fs'>): StoreFileSystem {
  return access.fs ?? createNodeFileSystem();
}
