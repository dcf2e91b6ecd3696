/** The interface of every reporter: who gets which projection of an event, and what is promised about it. */

import type { EncodedEvent } from '@telemetry/payload';
import type { RecordedEvent, ReleasedEvent } from '@telemetry/schema';

/** How far a reporter carries events: `local` stays on this machine, `remote` may leave it. */
export type Reach = 'local' | 'remote';

/** What became of the events that a reporter was given. Totals since it was made. */
export interface ReporterStats {
  /** Given to `report()`. */
  readonly accepted: number;
  /** Written to a file or a stream. */
  readonly written: number;
  /** Acknowledged by whoever is at the other end. */
  readonly sent: number;
  /** Lost, by reason. */
  readonly dropped: { readonly [reason: string]: number };
  /** Attempts after the first. */
  readonly retries: number;
  /** Accepted, and neither written, sent nor dropped yet. */
  readonly queued: number;
  /** The code of the last failure. */
  readonly lastError?: string;
}

interface ReporterBase<Event> {
  /** Takes one event. Never throws, never waits for a disk or a socket. */
  report(event: EncodedEvent<Event>): void;
  /** Resolves once everything accepted so far is written (file) or acknowledged (http), or dropped and counted. */
  flush(): Promise<void>;
  /** Flushes within the bound (milliseconds, default 2,000), then releases everything. Calling it twice is fine. */
  close(options?: { readonly timeoutMs?: number }): Promise<void>;
  readonly stats: ReporterStats;
}

/** Gets what is recorded, local fields included. May write it on this machine, and nowhere else. */
export interface LocalReporter extends ReporterBase<RecordedEvent> {
  readonly reach: 'local';
}

/** Gets what may leave, and can get nothing else. */
export interface RemoteReporter extends ReporterBase<ReleasedEvent> {
  readonly reach: 'remote';
}

/** Several reporters that stand where one is asked for. Made by `teeReporter` alone. */
export interface TeeReporter {
  readonly reach: 'tee';
  readonly members: readonly (LocalReporter | RemoteReporter)[];
  flush(): Promise<void>;
  close(options?: { readonly timeoutMs?: number }): Promise<void>;
  /** The sums over all members. */
  readonly stats: ReporterStats;
}

/** Whatever can be given to `createTelemetry({ reporter })`. */
export type TelemetryReporter = LocalReporter | RemoteReporter | TeeReporter;
