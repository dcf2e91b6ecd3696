/**
 * The live file as one writer holds it: opens it, looks whether the path still leads to it, seals it. Owns the
 * descriptor and the rule when a file is full or of a former day; knows nothing of lines and queues.
 */
import { basename } from 'node:path';
import { TelemetryError } from '@telemetry/schema';
import { firstDayIn, lastTimeIn } from './event-times.ts';
import { constants, errorCode, type FileFacts, type StoreFileSystem } from './file-system.ts';
import { handOnStates } from './fold-states.ts';
import { DAY_MS, freshSegmentPath, type LogLocation, livePath } from './log-files.ts';
import { monotonicMs } from './monotonic-clock.ts';
import { closeQuietly, ensureTrustedFolder, openTrustedFile } from './trusted-files.ts';

/** O_RDWR and not O_WRONLY: the first and the last line say of which day a file is. */
const OPEN_FLAGS = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT;
/** Another process may unlink or seal the file between our open and our look; more often in a row is a fault. */
const MAX_OPEN_ATTEMPTS = 16;
/** Milliseconds until a file that could not be sealed (EPERM, EBUSY on Windows) is tried again. */
const SEAL_RETRY_MS = 10_000;

/** What a look at the path found: the file we hold; none or another one; and in the latter case what became of ours. */
export type Look = 'held' | 'first' | 'sealed' | 'purged';

/** What a writer needs of its live file. Every call may throw what the file system throws. */
export interface LiveFile {
  readonly fd: number;
  /** Bytes of the file at the last look. */
  readonly size: number;
  /** `lstat` of the path: does it still lead to the file we hold? */
  look(): Look;
  /** `fstat` of the file held: has it lost its last name? A sealed one has not. */
  isPurged(): boolean;
  /** True when the file held is full, or its first event is of a day before today. */
  isDue(): boolean;
  /** Renames the live file to a fresh segment: the one held, or whichever. False when there was none, or it would not be renamed. */
  seal(isOwn?: boolean): boolean;
  /** Opens what the path leads to, and makes it if need be. Seals first what is of a former day. Returns whether it did. */
  open(): boolean;
  /** Gives up the descriptor without closing it, to whoever has yet to sync it. -1 when none is held. */
  release(): number;
  close(): void;
}

/** Prepares a live file; touches no disk. */
export function createLiveFile(
  fs: StoreFileSystem,
  log: LogLocation,
  limits: { readonly maxFileBytes: number; readonly now: () => number },
): LiveFile {
  const path = livePath(log);
  let fd = -1;
  let held: FileFacts | undefined;
  let size = 0;
  let firstDay = 0;
  let sealRetryAt = 0;

  const today = (): number => Math.floor(limits.now() / DAY_MS);

  function look(): Look {
    if (held === undefined) return 'first';
    const found = fs.lstat(path);
    if (found !== undefined && found.ino === held.ino && found.dev === held.dev) {
      size = Number(found.size);
      return 'held';
    }
    return isPurged() ? 'purged' : 'sealed';
  }

  function isPurged(): boolean {
    return fs.fstat(fd).nlink === 0n;
  }

  function isDue(): boolean {
    if (size === 0) {
      firstDay = today();
      return false;
    }
    return (size >= limits.maxFileBytes || firstDay < today()) && monotonicMs() >= sealRetryAt;
  }

  function seal(isOwn = true): boolean {
    try {
      return sealLiveFile(fs, log, limits.now(), isOwn ? held : undefined);
    } catch (error) {
      if (errorCode(error) === 'STORE_FILE_REFUSED') throw error;
      sealRetryAt = monotonicMs() + SEAL_RETRY_MS;
      return false;
    }
  }

  function open(): boolean {
    close();
    ensureTrustedFolder(fs, log.directory);
    let sealedOld = false;
    for (let attempt = 0; attempt < MAX_OPEN_ATTEMPTS; attempt += 1) {
      const file = openTrustedFile(fs, path, OPEN_FLAGS);
      if (file === undefined) continue;
      fd = file.fd;
      held = file.facts;
      size = Number(held.size);
      firstDay = size === 0 ? today() : (firstDayIn(fs, fd) ?? Math.floor(Number(held.mtimeMs) / DAY_MS));
      if (!isDue() || !seal()) return sealedOld;
      sealedOld = true;
      close();
    }
    throw new TelemetryError('STORE_FILE_UNSTABLE', 'The log file was replaced each time it was opened.', {
      retryable: true,
    });
  }

  function release(): number {
    const released = fd;
    fd = -1;
    held = undefined;
    return released;
  }

  function close(): void {
    const released = release();
    if (released !== -1) closeQuietly(fs, released);
  }

  return {
    get fd() {
      return fd;
    },
    get size() {
      return size;
    },
    look,
    isPurged,
    isDue,
    seal,
    open,
    release,
    close,
  };
}

/**
 * Renames the live file of a log, whoever may be writing it, to a fresh segment named for its newest event. Writers
 * notice by their next batch. False when there is no live file, or not the `expected` one: then somebody else was faster.
 *
 * @throws TelemetryError `STORE_FILE_REFUSED` when something else stands there; failures of the file system as they come.
 */
export function sealLiveFile(
  fs: StoreFileSystem,
  log: LogLocation,
  nowMs: number,
  expected?: Pick<FileFacts, 'dev' | 'ino'>,
): boolean {
  const path = livePath(log);
  const file = openTrustedFile(fs, path, constants.O_RDONLY);
  if (file === undefined) return false;
  try {
    if (expected !== undefined && (file.facts.ino !== expected.ino || file.facts.dev !== expected.dev)) return false;
    // An empty one, too: it must not be unlinked, since somebody may write to it between our look and that.
    const segment = freshSegmentPath(log, lastTimeIn(fs, file.fd, Number(file.facts.size)) ?? nowMs);
    fs.rename(path, segment);
    handOnStates(fs, log, basename(segment));
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  } finally {
    closeQuietly(fs, file.fd);
  }
}
