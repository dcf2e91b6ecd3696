/** What comes into the payload builder: one event as its host said it, with everything that is not pure already read. */

import type { ActorKind, Build } from '@telemetry/schema';

/** The context that a scope binds. Every text in it is redacted and cut. */
export interface EventContext {
  readonly source: string;
  readonly actor: { readonly kind: ActorKind; readonly id: string };
  readonly runId?: string | undefined;
  readonly cycle?: number | undefined;
  readonly tags?: { readonly [tag: string]: string } | undefined;
}

/** One event before anything was looked at. */
export interface EventDraft {
  /** UUIDv4. */
  readonly eventId: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly timestamp: string;
  readonly event: string;
  readonly context: EventContext;
  readonly build: Build;
  /** Whatever the host passed. Nothing is believed of it. */
  readonly payload: unknown;
}

/** An event with its JSON line, made once and shared by all who store or send it. No line ending. */
export interface EncodedEvent<Event> {
  readonly event: Event;
  readonly line: string;
}
