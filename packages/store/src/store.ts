/**
 * Opens a log for writing. Composes queue, live file and writer into the one object a host holds, and counts what
 * happens. Recording (`append`) never throws and never waits for more than one write into the page cache.
 */
import { isTelemetryError, TelemetryError } from '@telemetry/schema';
import { MAX_BATCH_BYTES, objectionToLine } from './batch.ts';
import { createDiskSync } from './disk-sync.ts';
import { onProcessExit } from './exit-hook.ts';
import { createNodeFileSystem, errorCode } from './file-system.ts';
import { type Fold, type FoldOptions, type FoldResult, foldLogFiles } from './fold-log.ts';
import { type FollowOptions, followLogFiles } from './follow-log.ts';
import { createLineQueue } from './line-queue.ts';
import { createLineWriter } from './line-writer.ts';
import { createLiveFile } from './live-file.ts';
import type { LogLocation } from './log-files.ts';
import { liveName } from './log-files.ts';
import { type PurgeOptions, type PurgeReport, purgeLogFiles } from './purge.ts';
import {
  type LogLine,
  type LogReading,
  type ParseLine,
  parseJsonObject,
  type ReadOptions,
  readLogFiles,
} from './read-log.ts';
import { applyRetention } from './retention.ts';
import type { DropReason, SealReason, SealVerdict, StoreOptions, StoreStats } from './store-options.ts';
import { type VerifyReport, verifyLogFiles } from './verify-log.ts';

/** Bytes of the live file from which on it is sealed: small enough to unlink and to fold in one go. */
const MAX_FILE_BYTES = 8 * 1024 * 1024;
/** Bytes of a whole log. */
const MAX_TOTAL_BYTES = 512 * 1024 * 1024;
/** UTC days of raw events. */
const RETENTION_DAYS = 90;
/** UTF-16 units that may wait while the disk takes nothing: about 10,000 events, and all the memory an outage can cost. */
const MAX_PENDING_UNITS = 4 * 1024 * 1024;

/** Why a store that is no longer open takes nothing in. */
const CLOSED_REASON = { stopped: 'consent_withdrawn', closed: 'closed' } as const;

/** A log open for writing. */
export interface Store {
  /** Takes in one line of JSON without its LF. Never throws; the lines of one turn are written when it ends. */
  append(line: string): void;
  /** Resolves when all appended so far is written, or on the disk; or could not be, which `stats` tells. Never rejects. */
  flush(): Promise<void>;
  /** Flushes, then gives everything up. What is appended later is dropped. Twice is fine. */
  close(): Promise<void>;
  /** Writes what waits and seals the live file, so that every writer looks again. True when there was one. Never throws. */
  seal(): boolean;
  /** Writes synchronously what is left; for the end of a process. Called by the exit hook. */
  writeOnExit(): void;
  /** Writes what waits, then reads the log. */
  read(): LogReading<Record<string, unknown>>;
  read<T = Record<string, unknown>>(options: ReadOptions<T>): LogReading<T>;
  /** Yields events as they are written, by any process, until `signal` ends it. */
  follow<T = Record<string, unknown>>(options?: FollowOptions<T>): AsyncIterable<LogLine<T>>;
  /** Writes what waits, then derives a value from the log. See `foldLog`. */
  fold<S, T = Record<string, unknown>>(fold: Fold<S, T>, options?: FoldOptions<T>): Promise<FoldResult<S>>;
  /** Deletes what is in the log and what waits. @throws TelemetryError `PURGE_INCOMPLETE`. */
  purge(options?: PurgeOptions): Promise<PurgeReport>;
  /** Checks every line of the log. */
  verify(): Promise<VerifyReport>;
  readonly stats: StoreStats;
}

/**
 * Prepares a store. Touches no disk before the first `append`; then makes the folder (0700) and the live file (0600).
 *
 * @throws TypeError when `file` is not a plain name that ends in `.jsonl`.
 */
export function openStore(options: StoreOptions): Store {
  const fs = options.fs ?? createNodeFileSystem();
  const now = options.now ?? Date.now;
  const log: LogLocation = { directory: options.directory, file: liveName(options) };
  const limits = {
    retentionDays: options.retentionDays ?? RETENTION_DAYS,
    maxTotalBytes: options.maxTotalBytes ?? MAX_TOTAL_BYTES,
  };
  const io = options.io ?? 'sync';
  const syncs = options.durability === 'disk';
  const live = createLiveFile(fs, log, { maxFileBytes: options.maxFileBytes ?? MAX_FILE_BYTES, now });
  const queue = createLineQueue();
  const told = new Set<string>();
  const dropped: Partial<Record<DropReason, number>> = {};
  const counts = { accepted: 0, written: 0, bytes: 0, stalls: 0, rewrites: 0, sealed: 0, syncFailures: 0 };
  const turnEnd = Promise.resolve();
  let lastErrorCode: string | undefined;
  let state: 'open' | 'exiting' | 'stopped' | 'closed' = 'open';
  let scheduled = false;
  let forgetExit: (() => void) | undefined;
  /** The live file's descriptor once it could not be synced; -1 otherwise. */
  let failedFd = -1;

  function drop(reason: DropReason, count: number): void {
    if (count > 0) dropped[reason] = (dropped[reason] ?? 0) + count;
  }

  function fail(cause: unknown): void {
    const code = errorCode(cause);
    lastErrorCode = code;
    if (told.has(code)) return;
    told.add(code);
    try {
      options.onError?.(
        isTelemetryError(cause)
          ? cause
          : new TelemetryError('STORE_WRITE_FAILED', `Events cannot be written at present (${code}).`, {
              retryable: true,
              cause,
            }),
      );
    } catch {
      // A host's mistake in its own listener must not come back to it through track().
    }
  }

  const sync = createDiskSync(fs, options.directory, (error, fd) => {
    counts.syncFailures += 1;
    fail(error);
    if (fd !== live.fd) return;
    // Not closed here: an asynchronous write may be on its way to it, and its number be another file's by then.
    failedFd = fd;
    sealHere(true);
  });

  function syncedNow(): number {
    return live.fd === failedFd ? -1 : live.fd;
  }

  function letGo(): void {
    const isSynced = syncs && live.fd !== failedFd;
    failedFd = -1;
    if (!isSynced) live.close();
    const fd = live.release();
    if (fd === -1) return;
    sync.retire(fd);
    void sync.sync(() => -1);
  }

  function ask(reason: SealReason): SealVerdict {
    try {
      return options.onSealed?.(reason) ?? 'continue';
    } catch (error) {
      fail(error);
      return 'stop';
    }
  }

  /** Whoever seals sees to it that not too much is kept: a host may seal so often that no file is ever full. */
  function wasSealed(): void {
    counts.sealed += 1;
    applyRetention(fs, log, limits, now());
  }

  function mayGoOn(reason: SealReason): boolean {
    const verdict = ask(reason);
    if (verdict === 'stop') state = 'stopped';
    return verdict === 'continue';
  }

  function replace(reason: SealReason, sealedHere: boolean): boolean {
    if (sealedHere) counts.sealed += 1;
    letGo();
    if (!mayGoOn(reason)) return false;
    const sealedOld = live.open();
    // Consent that was withdrawn between the answer and the opening found no file to seal, and so told nobody: asked again,
    // now that there is one.
    if (!mayGoOn(reason)) {
      live.close();
      return false;
    }
    if (sealedOld) counts.sealed += 1;
    if (sealedHere || sealedOld) applyRetention(fs, log, limits, now());
    return true;
  }

  const writer = createLineWriter(
    fs,
    queue,
    {
      live,
      // A thread may still be reading the bytes of an asynchronous write: those are never reused.
      scratch: Buffer.allocUnsafe(io === 'sync' ? MAX_BATCH_BYTES : 0),
      replace,
      onSealed: wasSealed,
      onRewrite: () => {
        counts.rewrites += 1;
      },
    },
    io,
    {
      onWritten: (lines, bytes) => {
        counts.written += lines;
        counts.bytes += bytes;
      },
      onFailure: fail,
      onRefused: (lines) => drop('consent_withdrawn', lines + queue.clear()),
      onStall: () => {
        counts.stalls += 1;
      },
      onUnknown: (lines) => drop('unknown_at_exit', lines),
    },
  );

  function writeOnExit(): void {
    writer.drainNow();
  }

  function atExit(): void {
    // No microtask runs any more: what other exit listeners record is written as it comes.
    if (state === 'open') state = 'exiting';
    writeOnExit();
    // There is no later: what could not be written is lost, and counted.
    drop('write_failed', queue.clear());
  }

  function endOfTurn(): void {
    scheduled = false;
    writer.kick();
  }

  function append(line: string): void {
    const objection = state === 'open' || state === 'exiting' ? objectionToLine(line) : CLOSED_REASON[state];
    if (objection !== undefined) {
      drop(objection, 1);
      return;
    }
    // A long turn is written as its batches fill: the same writes, without its memory.
    if (queue.size + line.length + 2 > MAX_BATCH_BYTES) writer.kick();
    if (queue.size + line.length > MAX_PENDING_UNITS) {
      drop('queue_full', 1);
      return;
    }
    queue.push(line);
    counts.accepted += 1;
    forgetExit ??= onProcessExit(atExit);
    if (state === 'exiting') writer.drainNow();
    else if (!scheduled) {
      scheduled = true;
      void turnEnd.then(endOfTurn);
    }
  }

  async function flush(): Promise<void> {
    await writer.drain();
    if (syncs) await sync.sync(syncedNow);
  }

  async function close(): Promise<void> {
    if (state === 'closed') return;
    await flush();
    // What was recorded while that waited.
    writer.drainNow();
    state = 'closed';
    drop('write_failed', queue.clear());
    live.close();
    sync.close();
    forgetExit?.();
  }

  function seal(): boolean {
    writer.drainNow();
    return sealHere(false);
  }

  function sealHere(isOwn: boolean): boolean {
    let sealed = false;
    try {
      sealed = live.seal(isOwn);
      if (sealed) wasSealed();
    } catch (error) {
      fail(error);
    }
    return sealed;
  }

  async function purge(purgeOptions: PurgeOptions = {}): Promise<PurgeReport> {
    await writer.drain();
    if (purgeOptions.olderThan === undefined) drop('purged', queue.clear());
    return purgeLogFiles(fs, log, purgeOptions, now());
  }

  function read<T>(readOptions: ReadOptions<T> = {}): LogReading<T> {
    const reading = readLogFiles(fs, log, readOptions, readOptions.parse ?? (parseJsonObject as ParseLine<T>));
    async function* afterDrain(): AsyncGenerator<LogLine<T>, void, void> {
      await writer.drain();
      yield* reading;
    }
    return { skipped: reading.skipped, [Symbol.asyncIterator]: afterDrain };
  }

  return {
    append,
    flush,
    close,
    seal,
    writeOnExit,
    read,
    follow: (followOptions) => followLogFiles(fs, log, followOptions ?? {}),
    fold: async (fold, foldOptions = {}) => {
      await writer.drain();
      return foldLogFiles(fs, log, fold, foldOptions, now());
    },
    purge,
    verify: async () => verifyLogFiles(fs, log),
    get stats() {
      return { ...counts, pending: queue.length, dropped: { ...dropped }, lastErrorCode };
    },
  };
}
