/**
 * Deletes what was recorded, and proves that it is gone. The live file is unlinked first and not renamed: its writers
 * then see that no link is left and write again what they wrote meanwhile, while a renamed file would take it along.
 *
 * One race remains: a line taken in before the purge by a process that was stopped before its write stands in the new
 * file afterwards; one that a process wrote to a file which another sealed while the purge went on goes with that file.
 */
import { join } from 'node:path';
import { TelemetryError } from '@telemetry/schema';
import { errorCode, identityOf, type StoreFileSystem } from './file-system.ts';
import { foldStateNames, foldsFolder } from './fold-states.ts';
import { sealLiveFile } from './live-file.ts';
import { DAY_MS, type LogLocation, liveName, livePath, logFiles, segmentTime } from './log-files.ts';
import { TELEMETRY_TREE, TEMPORARY_NAME, type TelemetryPaths } from './paths.ts';
import { refusedFolder } from './trusted-files.ts';

/** Which part of a log is deleted. */
export interface PurgeOptions {
  /** Deletes only whole segments whose newest event is of a UTC day before that of this instant. Absent: everything. */
  readonly olderThan?: Date;
}

/** What a purge did. */
export interface PurgeReport {
  /** Files deleted. */
  readonly files: number;
  /** Bytes deleted. */
  readonly bytes: number;
  /** Names in the folder that were not deleted because they are none of ours. */
  readonly foreign: readonly string[];
  /** True when a writer has begun a new live file since. */
  readonly restarted: boolean;
}

interface Tally {
  files: number;
  bytes: number;
  foreign: string[];
}

/**
 * Deletes a log: the live file, its segments and what was folded from them; or only segments older than a day, whose
 * folded states stay.
 *
 * @throws TelemetryError `PURGE_INCOMPLETE` when something could not be deleted, `STORE_FOLDER_REFUSED` when the folder is a link.
 */
export function purgeLogFiles(
  fs: StoreFileSystem,
  log: LogLocation,
  options: PurgeOptions,
  nowMs: number,
): PurgeReport {
  const tally: Tally = { files: 0, bytes: 0, foreign: [] };
  requireFolder(fs, log.directory);
  guard(() => {
    if (options.olderThan === undefined) {
      const before = recordedFiles(fs, log, false);
      removeWholeLog(fs, log, tally);
      requireGone(before, recordedFiles(fs, log, false));
    } else removeOldSegments(fs, log, Math.floor(options.olderThan.getTime() / DAY_MS), nowMs, tally);
  });
  return report(fs, log, tally, options.olderThan === undefined);
}

/**
 * Deletes everything of an application's telemetry folder but the identity, a pending erase key, the conduit's streams
 * and the ledger of consent; then looks again, and throws if any file that was there is there still. What is not ours stays and is
 * named; what a program records meanwhile stays.
 *
 * @throws TelemetryError `PURGE_INCOMPLETE`, `STORE_FOLDER_REFUSED`.
 */
export function purgeTree(
  fs: StoreFileSystem,
  paths: Pick<TelemetryPaths, 'telemetryDir'>,
  options: PurgeOptions,
  nowMs: number,
): PurgeReport {
  const log: LogLocation = { directory: paths.telemetryDir };
  if (options.olderThan !== undefined) return purgeLogFiles(fs, log, options, nowMs);
  const tally: Tally = { files: 0, bytes: 0, foreign: [] };
  requireFolder(fs, log.directory);
  guard(() => {
    const before = recordedFiles(fs, log, true);
    removeWholeLog(fs, log, tally);
    for (const name of fs.readdir(paths.telemetryDir)) {
      const entry = TELEMETRY_TREE.find((known) => known.name === name);
      const path = join(paths.telemetryDir, name);
      if (isLog(log, name)) continue;
      if (entry?.purged === true || TEMPORARY_NAME.test(name)) removeTree(fs, path, tally, entry?.keeps);
      else if (entry === undefined) tally.foreign.push(name);
    }
    requireGone(before, recordedFiles(fs, log, true));
  });
  return report(fs, log, tally, true);
}

function removeWholeLog(fs: StoreFileSystem, log: LogLocation, tally: Tally): void {
  removeFile(fs, livePath(log), tally);
  for (const file of logFiles(fs, log)) if (file.sealed) removeFile(fs, file.path, tally);
  for (const name of foldStateNames(fs, log)) removeFile(fs, join(foldsFolder(log), name), tally);
}

function removeOldSegments(fs: StoreFileSystem, log: LogLocation, day: number, nowMs: number, tally: Tally): void {
  // A live file that nobody has written to since that day hides old events; sealed it shows its day.
  sealLiveFile(fs, log, nowMs);
  for (const file of logFiles(fs, log)) {
    if (file.day !== undefined && file.day < day) removeFile(fs, file.path, tally);
  }
}

/** Deleting through a link would delete elsewhere. */
function requireFolder(fs: StoreFileSystem, folder: string): void {
  if (fs.lstat(folder)?.isDirectory() === false) throw refusedFolder('it is not a folder');
}

/** Removes a file, or a folder with all it holds. Never follows a link. */
function removeTree(fs: StoreFileSystem, path: string, tally: Tally, keeps?: string): void {
  if (fs.lstat(path)?.isDirectory()) {
    const names = fs.readdir(path);
    for (const name of names) if (name !== keeps) removeTree(fs, join(path, name), tally);
    if (keeps === undefined || !names.includes(keeps)) removeFolder(fs, path);
  } else removeFile(fs, path, tally);
}

/** A program may have put something new into it, or another purge have removed it. */
function removeFolder(fs: StoreFileSystem, path: string): void {
  try {
    fs.rmdir(path);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(errorCode(error))) throw error;
  }
}

function removeFile(fs: StoreFileSystem, path: string, tally: Tally): void {
  const facts = fs.lstat(path);
  if (facts === undefined) return;
  try {
    fs.unlink(path);
    tally.files += 1;
    tally.bytes += Number(facts.size);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/** The log itself: gone by now, or begun afresh by a writer. */
function isLog(log: LogLocation, name: string): boolean {
  return name === liveName(log) || segmentTime(log, name) !== undefined;
}

/** Every file that a purge deletes, by what tells it from a later one of the same name; of the log, or of the whole tree. */
function recordedFiles(fs: StoreFileSystem, log: LogLocation, isTree: boolean): Set<string> {
  const found = new Set<string>();
  const walk = (path: string, keeps?: string): void => {
    const facts = fs.lstat(path);
    if (facts?.isDirectory()) {
      for (const name of fs.readdir(path)) if (name !== keeps) walk(join(path, name));
    } else if (facts !== undefined) found.add(identityOf(facts));
  };
  for (const { facts } of logFiles(fs, log)) found.add(identityOf(facts));
  for (const name of foldStateNames(fs, log)) walk(join(foldsFolder(log), name));
  for (const name of isTree ? fs.readdir(log.directory) : []) {
    const entry = TELEMETRY_TREE.find((known) => known.name === name);
    if (isLog(log, name) || !(entry?.purged === true || TEMPORARY_NAME.test(name))) continue;
    walk(join(log.directory, name), entry?.keeps);
  }
  return found;
}

/** The proof: nothing that was there is there. What a program has begun since is none of what was to be deleted. */
function requireGone(before: ReadonlySet<string>, after: ReadonlySet<string>): void {
  const left = [...after].filter((identity) => before.has(identity)).length;
  if (left > 0) throw Object.assign(new Error(`${left} files are left`), { code: 'ENOTEMPTY' });
}

function report(fs: StoreFileSystem, log: LogLocation, tally: Tally, isWhole: boolean): PurgeReport {
  // After a whole purge a sealed file, too, is one that was begun since.
  return { ...tally, restarted: logFiles(fs, log).some(({ sealed }) => isWhole || !sealed) };
}

function guard(remove: () => void): void {
  try {
    remove();
  } catch (cause) {
    throw new TelemetryError('PURGE_INCOMPLETE', `Not everything could be deleted (${errorCode(cause)}).`, {
      hint: 'Close what holds the files, make the folder writable, and purge again.',
      retryable: true,
      cause,
    });
  }
}
