/** Readers: how a metric takes one value out of an event. What is missing, or of a wrong type, is undefined. */

import type { Payload, RecordedEvent } from '@telemetry/schema';
import { ACTOR_KINDS } from '@telemetry/schema';
import { isActorId, isIdentifier, OTHER, UNKNOWN } from './identifier.ts';
import { keyHash } from './key-hash.ts';
import { instantOf, isIdOf } from './lines/scanned-event.ts';

/** Takes one value out of an event, or undefined when the event has none. Pure. */
export interface Reader<Value> {
  /** The events that can have the value. Missing: all. */
  readonly events?: readonly string[];
  read(event: RecordedEvent): Value | undefined;
}

/** Reads the key, or the keys, under which an event is counted. */
export interface KeyReader extends Reader<string | readonly string[]> {
  /** Tells whether the reader could have given this key; decoded states are checked by it. */
  isKey(key: string): boolean;
}

/** Reads a number of a declared unit. */
export interface NumberReader extends Reader<number> {
  /** Parts of the unit in which sums are kept: 1,000,000,000 for US dollars. */
  readonly scale: number;
}

/** Every event: reads true. */
export const everyEvent: Reader<true> = { read: () => true };

/** The kind of the actor; `other` when it is none of the known. */
export const actorKind: KeyReader = {
  read: ({ actor }) => {
    const kind: string | undefined = actor?.kind;
    if (typeof kind !== 'string') return UNKNOWN;
    return isActorKind(kind) ? kind : OTHER;
  },
  isKey: (key) => isActorKind(key) || key === UNKNOWN || key === OTHER,
};

/** The id of the actor; `unknown` when nobody said, `other` when it is no identifier. */
export const actorId: KeyReader = {
  read: (event) => {
    const id: string | undefined = event.actor?.id;
    if (typeof id !== 'string' || id === '') return UNKNOWN;
    return isActorId(id) && !namesEventOrRun(event, id) ? id : OTHER;
  },
  isKey: isActorId,
};

/** The component that emitted the event. */
export const source: KeyReader = {
  read: (event) => keyOf(event, event.source) ?? UNKNOWN,
  isKey: isIdentifier,
};

/** The name of the event. */
export const eventName: KeyReader = {
  read: (event) => keyOf(event, event.event) ?? UNKNOWN,
  isKey: isIdentifier,
};

/** The time of the event, in milliseconds since 1970. */
export const eventTime: Reader<number> = { read: instantOf };

/** The improvement cycle within a run, from 1. */
export const cycle: Reader<number> = {
  read: (event) => (Number.isSafeInteger(event.cycle) && (event.cycle as number) >= 1 ? event.cycle : undefined),
};

/**
 * The run of the event as the first 32 hex digits of the SHA-256 of its id: tells runs apart without naming them,
 * also within an encoded state.
 */
export function runKey(): KeyReader {
  // The events of a run mostly follow each other.
  let lastRun = '';
  let lastKey = '';
  return {
    read: ({ run_id: run }) => {
      if (typeof run !== 'string' || run === '') return undefined;
      if (run !== lastRun) {
        lastKey = keyHash(run).slice(0, 32);
        lastRun = run;
      }
      return lastKey;
    },
    isKey: (key) => /^[0-9a-f]{32}$/.test(key),
  };
}

/** A reader for one type of event alone: of what `reader` reads there, or true. */
export function on(event: string): Reader<true>;
export function on(event: string, reader: KeyReader): KeyReader;
export function on<Value>(event: string, reader: Reader<Value>): Reader<Value>;
export function on<Value>(event: string, reader?: Reader<Value>): Reader<Value | true> {
  const inner: Reader<Value | true> = reader ?? everyEvent;
  return {
    ...inner,
    events: [event],
    read: (candidate) => (candidate.event === event ? inner.read(candidate) : undefined),
  };
}

/** A reader of what `change` makes of another reader's value. */
export function derive<From, To>(reader: Reader<From>, change: (value: From) => To): Reader<To> {
  return {
    ...(reader.events === undefined ? {} : { events: reader.events }),
    read: (event) => {
      const value = reader.read(event);
      return value === undefined ? undefined : change(value);
    },
  };
}

/** What the first reader gives, or else the second. Numbers must have one scale. */
export function either(first: KeyReader, second: KeyReader): KeyReader;
export function either(first: NumberReader, second: NumberReader): NumberReader;
export function either<Value>(first: Reader<Value>, second: Reader<Value>): Reader<Value>;
export function either(first: AnyReader, second: AnyReader): AnyReader {
  if (first.scale !== second.scale) throw new TypeError('two numbers of different scales cannot be one');
  const events =
    first.events === undefined || second.events === undefined ? undefined : [...first.events, ...second.events];
  return {
    ...(events === undefined ? {} : { events }),
    ...(first.scale === undefined ? {} : { scale: first.scale }),
    isKey: (key) => first.isKey?.(key) === true || second.isKey?.(key) === true,
    read: (event) => first.read(event) ?? second.read(event),
  };
}

/** A reader of any kind. */
type AnyReader = Reader<unknown> & { readonly scale?: number; isKey?(key: string): boolean };

/** The payload of an event; an empty one when it has none. */
export function payloadOf(event: RecordedEvent): Payload {
  const payload: unknown = event.payload;
  return typeof payload === 'object' && payload !== null ? (payload as Payload) : {};
}

/** A text of an event as a key: undefined when it is no text, `other` when it may not be shown. */
export function keyOf(event: RecordedEvent, text: unknown): string | undefined {
  if (typeof text !== 'string' || text === '') return undefined;
  return isIdentifier(text) && !namesEventOrRun(event, text) ? text : OTHER;
}

function namesEventOrRun(event: RecordedEvent, text: string): boolean {
  return text === event.run_id || isIdOf(event, text);
}

function isActorKind(text: string): boolean {
  return (ACTOR_KINDS as readonly string[]).includes(text);
}
