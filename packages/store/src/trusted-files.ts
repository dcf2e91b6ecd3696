/**
 * Opens files and folders in a place where somebody may have put something else: a link, a FIFO, a file of another
 * user. Owns every decision to refuse; what is refused is never read, written or changed.
 *
 * On Windows there is no uid, no mode and no O_NOFOLLOW: there only the kind of the file is checked.
 */
import { dirname } from 'node:path';
import { TelemetryError } from '@telemetry/schema';
import { constants, errorCode, type FileFacts, type StoreFileSystem } from './file-system.ts';

/** Only the user may read or write. */
export const FILE_MODE = 0o600;
/** Only the user may list, enter or change. */
export const FOLDER_MODE = 0o700;

const OTHERS_MAY_WRITE = 0o022n;
const ANYBODY_MAY_WRITE = 0o002n;
const STICKY = 0o1000n;
const PERMISSIONS = 0o777n;

/** O_NONBLOCK: opening a FIFO that somebody left there would otherwise hang the host. Absent on Windows, hence 0. */
const NEVER_FOLLOW_NEVER_HANG = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** A file that passed every check, and what `fstat` said of it. */
export interface TrustedFile {
  readonly fd: number;
  readonly facts: FileFacts;
}

/**
 * Makes sure that a folder is there (0700, parents included), is a folder of this user's and that nobody else may write
 * to it. One that others may only read becomes 0700.
 *
 * @throws TelemetryError `STORE_FOLDER_REFUSED`; failures of the file system as they come.
 */
export function ensureTrustedFolder(fs: StoreFileSystem, folder: string): void {
  let facts = fs.lstat(folder);
  if (facts === undefined) {
    fs.mkdir(folder, FOLDER_MODE);
    facts = fs.lstat(folder);
  }
  if (facts === undefined || !facts.isDirectory()) throw refusedFolder('it is not a folder');
  const uid = currentUid();
  if (uid === undefined) return;
  if (facts.uid !== uid) throw refusedFolder('it belongs to another user');
  if ((facts.mode & OTHERS_MAY_WRITE) !== 0n) throw refusedFolder('others may write to it');
  if ((facts.mode & PERMISSIONS) !== BigInt(FOLDER_MODE)) fs.chmod(folder, FOLDER_MODE);
  const above = fs.lstat(dirname(folder));
  if (above?.isDirectory() && (above.mode & ANYBODY_MAY_WRITE) !== 0n && (above.mode & STICKY) === 0n) {
    throw refusedFolder('anybody may write to the folder above it, and so replace it');
  }
}

/**
 * Opens a file without following a link or waiting for a FIFO, and checks it: a regular file, of this user, with one
 * name. Opened for writing, its mode becomes 0600. `undefined` when it was unlinked meanwhile, or is absent and `flags` do not create it.
 *
 * @throws TelemetryError `STORE_FILE_REFUSED`; failures of the file system as they come.
 */
export function openTrustedFile(fs: StoreFileSystem, path: string, flags: number): TrustedFile | undefined {
  let fd: number;
  try {
    fd = fs.open(path, flags | NEVER_FOLLOW_NEVER_HANG, FILE_MODE);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' && (flags & constants.O_CREAT) === 0) return undefined;
    if (code === 'ELOOP' || code === 'EMLINK') throw refusedFile('it is a link', error);
    if (code === 'EISDIR' || code === 'ENXIO') throw refusedFile('it is not a regular file', error);
    throw error;
  }
  try {
    const facts = fs.fstat(fd);
    const objection = objectionTo(facts);
    if (objection !== undefined) throw refusedFile(objection);
    if (facts.nlink === 0n) {
      fs.close(fd);
      return undefined;
    }
    const isForWriting = (flags & (constants.O_WRONLY | constants.O_RDWR)) !== 0;
    if (isForWriting && currentUid() !== undefined && (facts.mode & PERMISSIONS) !== BigInt(FILE_MODE))
      fs.fchmod(fd, FILE_MODE);
    return { fd, facts };
  } catch (error) {
    closeQuietly(fs, fd);
    throw error;
  }
}

/** Says what is wrong with a file that stands where ours should, or `undefined`. */
export function objectionTo(facts: FileFacts): string | undefined {
  if (facts.isSymbolicLink()) return 'it is a link';
  if (!facts.isFile()) return 'it is not a regular file';
  if (facts.nlink > 1n) return 'it has a second name';
  const uid = currentUid();
  return uid !== undefined && facts.uid !== uid ? 'it belongs to another user' : undefined;
}

/** Closes a descriptor. A failure to close leaves nothing to be done. */
export function closeQuietly(fs: StoreFileSystem, fd: number): void {
  try {
    fs.close(fd);
  } catch {
    // The descriptor is gone either way (close(2) on Linux frees it even when it reports an error).
  }
}

function currentUid(): bigint | undefined {
  return process.geteuid === undefined ? undefined : BigInt(process.geteuid());
}

function refusedFile(why: string, cause?: unknown): TelemetryError {
  return new TelemetryError('STORE_FILE_REFUSED', `The log file is not used: ${why}.`, {
    hint: 'Move it away; the next event makes a new one.',
    cause,
  });
}

/** The refusal of a folder. `why` holds no path. */
export function refusedFolder(why: string): TelemetryError {
  return new TelemetryError('STORE_FOLDER_REFUSED', `The telemetry folder is not used: ${why}.`, {
    hint: 'Make it yours alone: chown it to yourself and chmod it to 700.',
  });
}
