/** What a host holds: the interface of telemetry, on or off, and the types that make a wrong call a compile error. */

import type { ReporterStats } from '@telemetry/reporters';
import type { ActorKind, Catalog, EventDefinition, EventInput, EventName, EventOf, Level } from '@telemetry/schema';

/** An event of a catalog: its definition, or its name. */
export type EventReference<C extends Catalog> = EventName<C> | C['events'][number];

/** The payload that an event takes. */
export type InputOf<C extends Catalog, E> = E extends EventDefinition
  ? EventInput<E>
  : E extends EventName<C>
    ? EventInput<EventOf<C, E>>
    : never;

/** What a scope binds to every event that is recorded through it. Each text is redacted, and cut at 200 characters. */
export interface ScopeContext {
  /** One whole autonomous run. May contain `/`. */
  readonly runId?: string | undefined;
  /** Improvement cycle within the run, from 1. */
  readonly cycle?: number | undefined;
  readonly actor?: { readonly kind: ActorKind; readonly id?: string | undefined } | undefined;
  /** The component that emits: `planner`, `executor`, … */
  readonly source?: string | undefined;
  /** Merged with the tags of the outer scope. */
  readonly tags?: { readonly [tag: string]: string } | undefined;
}

/** Records events with a bound context. Nothing here throws, waits, or keeps the process alive. */
export interface TelemetryScope<C extends Catalog = Catalog> {
  /** Records one event. Fields above the consented level are ignored; what does not fit is a counted drop. */
  track<const E extends EventReference<C>>(event: E, payload: InputOf<C, E>): void;

  /** Gives a child that binds more context. */
  scope(context: ScopeContext): TelemetryScope<C>;

  /**
   * Runs `fn`, and records the event when it ends: `duration_ms`, `success`, and on failure `error_type` (the error's name, never
   * its message), as far as the event declares them. Gives back what `fn` gives, and throws what it throws.
   *
   * @param fields what is known beforehand
   * @param fn gets `note()`, which adds fields that are learnt on the way
   */
  measure<const E extends EventReference<C>, Result>(
    event: E,
    fields: Partial<InputOf<C, E>>,
    fn: (note: (fields: Partial<InputOf<C, E>>) => void) => Result,
  ): Result;
}

/** What became of everything that was tracked. Totals since this object was made. */
export interface TelemetryStats {
  /** Events that were recorded and handed to the reporters, those of this toolkit itself included. */
  readonly recorded: number;
  /** Events that were lost before a reporter, by reason. */
  readonly dropped: { readonly [reason: string]: number };
  /** Values that were dropped within recorded events: undeclared, or no identifier where one is declared. */
  readonly fieldsDropped: number;
  /** Values in which something was replaced. */
  readonly fieldsRedacted: number;
  /** Values that were cut. */
  readonly fieldsTruncated: number;
  readonly reporter: ReporterStats;
}

/** Telemetry of one application. */
export interface Telemetry<C extends Catalog = Catalog> extends TelemetryScope<C> {
  /** False when nothing is recorded. */
  readonly enabled: boolean;
  /** The level that is in force now. */
  readonly level: Level;
  readonly stats: TelemetryStats;
  /** Resolves once everything tracked so far is written. Never rejects. */
  flush(): Promise<void>;
  /** Flushes within the bound (milliseconds, default 2,000) and releases everything. Never rejects; twice is fine. */
  close(options?: { readonly timeoutMs?: number }): Promise<void>;
}
