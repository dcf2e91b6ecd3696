/**
 * Reads the lines that this toolkit writes straight from their bytes: no text is made of a line, and of its payload only the fields that
 * are wanted are read. A line of any other shape is left to the parser of whole lines, which alone says what a line means.
 */

import type { Json, Payload } from '@telemetry/schema';
import { SCHEMA_VERSION } from '@telemetry/schema';
import { createTimeScanner, hasBytes, hasManyBytes, ID_LENGTH, idAt, TIME_LENGTH } from './fixed-parts.ts';
import { createLineFrames, PAYLOAD } from './line-frames.ts';
import type { Follows, MembersOf } from './line-members.ts';
import { createMembers, memberOf } from './line-members.ts';
import { scanSpeaker } from './scan-speaker.ts';
import type { LineContext, TimedEvent } from './scanned-event.ts';
import { createScannedEvent } from './scanned-event.ts';
import { CLOSE, COLON, COMMA, createValueScanner, NO_VALUE } from './value-scanner.ts';

/** Which fields are read of an event, by its name: names as they are recorded. None of an event that is not there. */
export type WantedFields = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The event in the bytes from `from` up to `to`, which are valid UTF-8 without a NUL, or undefined for a line that is left to the parser. Its
 * payload holds the wanted fields alone, null where the line has none; tags are left out. Never throws.
 */
export type LineScanner = (bytes: Buffer, from: number, to: number) => TimedEvent | undefined;

/** What stands between the parts of every envelope of this version, up to the name of the event. */
const BEFORE_ID = Buffer.from(`{"schema_version":"${SCHEMA_VERSION}","event_id":"`);
const BEFORE_TIME = Buffer.from('","timestamp":"');
const BEFORE_EVENT = Buffer.from('","event":"');
const HEAD_END = Buffer.from(PAYLOAD);

/** Where they stand, from the start of the line. */
const ID_AT = BEFORE_ID.length;
const TIME_AT = ID_AT + ID_LENGTH + BEFORE_TIME.length;
const EVENT_AT = TIME_AT + TIME_LENGTH + BEFORE_EVENT.length;

/** The line before. */
interface LastLine {
  /** From behind the name of the event to the brace that opens the payload, and from the one that closes it to the end. */
  readonly head: Buffer;
  readonly tail: Buffer;
  readonly context: LineContext;
}

const NOTHING: LastLine['head'] = Buffer.alloc(0);

/** @param wanted what is read @param isLeft names of events that are always left to the parser */
export function createLineScanner(wanted: WantedFields, isLeft: (event: string) => boolean): LineScanner {
  const values = createValueScanner();
  const timeAt = createTimeScanner();
  const frames = createLineFrames();
  const ofOthers = createMembers(new Set());
  const members = new Map([...wanted].map(([event, fields]) => [event, createMembers(fields, event)]));
  let last: LastLine | undefined;

  function scan(bytes: Buffer, from: number, to: number): TimedEvent | undefined {
    if (to - from < EVENT_AT || !hasBytes(bytes, from, BEFORE_ID)) return undefined;
    const id = idAt(bytes, from + ID_AT);
    const timeMs = timeAt(bytes, from + TIME_AT);
    if (id === undefined || Number.isNaN(timeMs)) return undefined;
    if (!hasBytes(bytes, from + TIME_AT - BEFORE_TIME.length, BEFORE_TIME)) return undefined;
    if (!hasBytes(bytes, from + EVENT_AT - BEFORE_EVENT.length, BEFORE_EVENT)) return undefined;
    const behindEvent = values.text(bytes, from + EVENT_AT - 1);
    const event = values.found() as string;
    if (behindEvent === NO_VALUE || bytes[behindEvent] !== COMMA || event === '' || isLeft(event)) return undefined;

    const isKnown = last !== undefined && hasManyBytes(bytes, behindEvent, last.head);
    const payloadAt = isKnown
      ? behindEvent + (last?.head ?? NOTHING).length
      : behindPayloadName(bytes, behindEvent, to);
    if (payloadAt === NO_VALUE) return undefined;
    const known = members.get(event) ?? ofOthers;
    const payload: { [field: string]: Json } = { ...known.blank };
    const tailAt = scanPayload(bytes, payloadAt, to, known, payload);
    if (tailAt === NO_VALUE) return undefined;
    const isSame =
      isKnown && last !== undefined && tailAt + last.tail.length === to && hasBytes(bytes, tailAt, last.tail);
    if (!isSame) last = readAround(bytes, behindEvent, payloadAt, tailAt, to);
    return last === undefined
      ? undefined
      : createScannedEvent(known.event ?? event, timeMs, payload as Payload, last.context, id);
  }

  /** Reads the members behind the brace that opens a payload. The position of the brace that closes it, or `NO_VALUE`. */
  function scanPayload(
    bytes: Buffer,
    start: number,
    limit: number,
    known: MembersOf,
    payload: { [field: string]: Json },
  ): number {
    let at = start;
    if (bytes[at] === CLOSE) return at;
    let before: Follows = known;
    for (;;) {
      let member = before.next;
      if (member !== undefined && hasBytes(bytes, at, member.bytes)) at += member.bytes.length;
      else {
        at = values.text(bytes, at);
        if (at === NO_VALUE || bytes[at] !== COLON) return NO_VALUE;
        at++;
        member = memberOf(known, values.found() as string);
        before.next = member;
      }
      before = member;
      if (member.isWanted) {
        at = values.value(bytes, at, limit);
        payload[member.name] = values.found();
      } else at = values.skip(bytes, at, limit);
      if (bytes[at] === CLOSE) return at;
      if (bytes[at] !== COMMA) return NO_VALUE;
      at++;
    }
  }

  function readAround(
    bytes: Buffer,
    headAt: number,
    payloadAt: number,
    tailAt: number,
    to: number,
  ): LastLine | undefined {
    const speaker = scanSpeaker(values, bytes, headAt, to);
    if (speaker === undefined || speaker.end > payloadAt - HEAD_END.length) return undefined;
    const before = bytes.toString('utf8', speaker.end, payloadAt);
    const build = frames.buildOf(before, bytes.toString('utf8', tailAt, to));
    if (build === undefined) return undefined;
    const { end, ...who } = speaker;
    return {
      head: Buffer.from(bytes.subarray(headAt, payloadAt)),
      tail: Buffer.from(bytes.subarray(tailAt, to)),
      context: { schema_version: SCHEMA_VERSION, ...who, build },
    };
  }

  return (bytes, from, to) => {
    try {
      return scan(bytes, from, to);
    } catch (error) {
      // A value that is no JSON: the parser says what is wrong with the line.
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  };
}

function behindPayloadName(bytes: Buffer, from: number, limit: number): number {
  const at = bytes.indexOf(HEAD_END, from);
  return at === -1 || at + HEAD_END.length > limit ? NO_VALUE : at + HEAD_END.length;
}
