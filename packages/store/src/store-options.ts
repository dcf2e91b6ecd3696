/** What a host says to a store and hears of it: options, reasons, counters. Types alone. */
import type { TelemetryError } from '@telemetry/schema';
import type { StoreFileSystem } from './file-system.ts';
import type { Look } from './live-file.ts';
import type { LogLocation } from './log-files.ts';

/** Why a line was not written. */
export type DropReason =
  | 'invalid_line'
  | 'too_long'
  | 'queue_full'
  | 'write_failed'
  | 'unknown_at_exit'
  | 'consent_withdrawn'
  | 'purged'
  | 'closed';

/**
 * Why a live file is about to be opened: the first one of this store; the former one was sealed, by anybody; it was
 * deleted.
 */
export type SealReason = Exclude<Look, 'held'>;

/** What a host answers then: go on; drop what waits and go on; drop it and write no more. */
export type SealVerdict = 'continue' | 'drop' | 'stop';

/** How a log is written. */
export interface StoreOptions extends LogLocation {
  /** What `flush` waits for: `os` (default), written; `disk`, synced. */
  readonly durability?: 'os' | 'disk';
  /** `sync` (default): one synchronous write a turn. `async`: none, and what is unwritten at exit is written then. */
  readonly io?: 'sync' | 'async';
  /** Default 8 MiB. A soft limit. */
  readonly maxFileBytes?: number;
  /** Default 512 MiB, over all files; the oldest go first. */
  readonly maxTotalBytes?: number;
  /** Default 90. */
  readonly retentionDays?: number;
  /** The clock, in milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
  /** For fault tests. Default `node:fs`. */
  readonly fs?: StoreFileSystem;
  /**
   * Asked before any live file is opened, and again once it is, before a byte is written: hence after each change of
   * consent, by any process, at the latest before the next batch. No answer means `continue`; one that throws means `stop`.
   */
  readonly onSealed?: (reason: SealReason) => SealVerdict | undefined;
  /** Told once of each kind of failure. What it throws is ignored. */
  readonly onError?: (error: TelemetryError) => void;
}

/** What happened so far. Every event that was given to `append` is in `written`, `pending` or `dropped`. */
export interface StoreStats {
  readonly accepted: number;
  readonly written: number;
  /** Bytes written, rewritten batches not counted. */
  readonly bytes: number;
  readonly pending: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  /** Writes that took over 5 ms. */
  readonly stalls: number;
  /** Batches written again since a purge came between. */
  readonly rewrites: number;
  /** Files this store has sealed. */
  readonly sealed: number;
  /** Files that could not be synced. */
  readonly syncFailures: number;
  readonly lastErrorCode: string | undefined;
}
