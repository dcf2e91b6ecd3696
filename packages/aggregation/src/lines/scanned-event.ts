/** An event as the scanner of lines reads it: its time is a number, and the texts of its id and time are made when somebody asks. */

import type { Payload, RecordedEvent } from '@telemetry/schema';
import { parseInstant } from '../instant.ts';

/** What is the same for all events of a run. */
export type LineContext = Pick<RecordedEvent, 'schema_version' | 'source' | 'actor' | 'run_id' | 'cycle' | 'build'>;

/** Hex digits of a UUID, as four signed integers of eight each. */
export type IdWords = readonly [number, number, number, number];

/** Characters of a UUID. */
const ID_LENGTH = 36;

/** A class, and not an object with the same members: hardly anybody asks for the texts, and they cost more than all else that is read. */
class ScannedEvent {
  readonly event: string;
  readonly timeMs: number;
  readonly payload: Payload;
  readonly context: LineContext;
  readonly id: IdWords;

  constructor(event: string, timeMs: number, payload: Payload, context: LineContext, id: IdWords) {
    this.event = event;
    this.timeMs = timeMs;
    this.payload = payload;
    this.context = context;
    this.id = id;
  }

  get schema_version(): string {
    return this.context.schema_version;
  }

  get event_id(): string {
    const [a, b, c, d] = this.id;
    return `${hex(a >>> 0, 8)}-${hex(b >>> 16, 4)}-${hex(b & 0xffff, 4)}-${hex(c >>> 16, 4)}-${hex(c & 0xffff, 4)}${hex(d >>> 0, 8)}`;
  }

  get timestamp(): string {
    return new Date(this.timeMs).toISOString();
  }

  get source(): string {
    return this.context.source;
  }

  get actor(): RecordedEvent['actor'] {
    return this.context.actor;
  }

  get run_id(): string | undefined {
    return this.context.run_id;
  }

  get cycle(): number | undefined {
    return this.context.cycle;
  }

  get build(): RecordedEvent['build'] {
    return this.context.build;
  }
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

/** An event whose time is known as a number. */
export type TimedEvent = RecordedEvent & { readonly timeMs: number };

/** Puts an event together. */
export function createScannedEvent(
  event: string,
  timeMs: number,
  payload: Payload,
  context: LineContext,
  id: IdWords,
): TimedEvent {
  // Of a type that says of missing members that they are not there, and not that they are undefined; nobody here tells these apart.
  return new ScannedEvent(event, timeMs, payload, context, id) as unknown as TimedEvent;
}

/** The time of any event, in milliseconds since 1970, as `parseInstant` reads it. */
export function instantOf(event: RecordedEvent): number | undefined {
  return event instanceof ScannedEvent ? event.timeMs : parseInstant(event.timestamp);
}

/** Tells whether a text is the id of an event. */
export function isIdOf(event: RecordedEvent, text: string): boolean {
  return !(event instanceof ScannedEvent && text.length !== ID_LENGTH) && text === event.event_id;
}
