/**
 * Reads single JSON values out of the bytes of a line. Plain texts, plain numbers and the two words are read here; whatever else a value may be is
 * found by its quotes and brackets and given to `JSON.parse`, so that nothing is taken for a value that is none.
 */

import type { Json } from '@telemetry/schema';
import { hasBytes } from './fixed-parts.ts';
import { createTextTable, hashByte } from './text-table.ts';

/** Reads values at positions of a buffer. `NO_VALUE` stands for what must be left to a parser of whole lines. */
export interface ValueScanner {
  /** Reads the plain text at a position, its quotes included. The position behind it, or `NO_VALUE`; the text is then `found()`. */
  text(bytes: Buffer, at: number): number;
  /** Reads the value at a position, which ends before `limit`. The position behind it, or `NO_VALUE`; the value is then `found()`. @throws SyntaxError for what is no JSON */
  value(bytes: Buffer, at: number, limit: number): number;
  /** Passes over the value at a position as `value` does, without keeping it. @throws SyntaxError for what is no JSON */
  skip(bytes: Buffer, at: number, limit: number): number;
  /** What the last `text` or `value` read. */
  found(): Json;
}

/** Instead of a position: there is no value of this kind here. */
export const NO_VALUE = -1;

/** Digits that a double always holds exactly. With a power of ten that it holds, too, their quotient is the nearest double, as `JSON.parse` gives it. */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power);

const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
const OPEN = 0x7b;
export const CLOSE = 0x7d;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
/** The first and the last byte of what ASCII can print. */
const FIRST_PLAIN = 0x20;
const LAST_PLAIN = 0x7e;

/** Makes a scanner for one log. */
export function createValueScanner(): ValueScanner {
  const table = createTextTable();
  let found: Json = null;

  function text(bytes: Buffer, at: number): number {
    if (bytes[at] !== QUOTE) return NO_VALUE;
    let hash = 0;
    for (let end = at + 1; end < bytes.length; end++) {
      const byte = bytes[end] as number;
      if (byte === QUOTE) {
        found = table.textOf(bytes, at + 1, end, hash);
        return end + 1;
      }
      if (byte < FIRST_PLAIN || byte > LAST_PLAIN || byte === BACKSLASH) return NO_VALUE;
      hash = hashByte(hash, byte);
    }
    return NO_VALUE;
  }

  function number(bytes: Buffer, at: number): number {
    const start = bytes[at] === MINUS ? at + 1 : at;
    let digits = 0;
    let end = start;
    for (; isDigit(bytes[end]); end++) digits = digits * 10 + (bytes[end] as number) - ZERO;
    const whole = end - start;
    if (whole === 0 || (whole > 1 && bytes[start] === ZERO)) return NO_VALUE;
    let decimals = 0;
    if (bytes[end] === DOT) {
      const dot = end++;
      for (; isDigit(bytes[end]); end++) digits = digits * 10 + (bytes[end] as number) - ZERO;
      decimals = end - dot - 1;
      if (decimals === 0) return NO_VALUE;
    }
    if (whole + decimals > EXACT_DIGITS) return NO_VALUE;
    const value = digits / (POWERS_OF_TEN[decimals] as number);
    found = start > at ? -value : value;
    return isEndOfValue(bytes[end]) ? end : NO_VALUE;
  }

  function word(bytes: Buffer, at: number, expected: Buffer, value: boolean): number {
    if (!hasBytes(bytes, at, expected)) return NO_VALUE;
    found = value;
    return at + expected.length;
  }

  function any(bytes: Buffer, at: number, limit: number): number {
    const end = endOfValue(bytes, at, limit);
    found = JSON.parse(bytes.toString('utf8', at, end)) as Json;
    return end;
  }

  return {
    text,
    value: (bytes, at, limit) => {
      const first = bytes[at];
      const end =
        first === QUOTE
          ? text(bytes, at)
          : isDigit(first) || first === MINUS
            ? number(bytes, at)
            : first === TRUE[0]
              ? word(bytes, at, TRUE, true)
              : word(bytes, at, FALSE, false);
      return end === NO_VALUE ? any(bytes, at, limit) : end;
    },
    skip: (bytes, at, limit) => {
      const end = bytes[at] === QUOTE ? endOfPlainText(bytes, at) : NO_VALUE;
      if (end !== NO_VALUE) return end;
      const behind = isDigit(bytes[at]) ? number(bytes, at) : NO_VALUE;
      return behind === NO_VALUE ? any(bytes, at, limit) : behind;
    },
    found: () => found,
  };
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

/** Tells what may stand behind a number within an object. */
function isEndOfValue(byte: number | undefined): boolean {
  return byte === COMMA || byte === CLOSE;
}

function endOfPlainText(bytes: Buffer, at: number): number {
  for (let end = at + 1; end < bytes.length; end++) {
    const byte = bytes[end] as number;
    if (byte === QUOTE) return end + 1;
    if (byte < FIRST_PLAIN || byte > LAST_PLAIN || byte === BACKSLASH) return NO_VALUE;
  }
  return NO_VALUE;
}

/** Where a value ends that is a member of an object: before the comma or the bracket that is not its own. Says nothing about what stands in it. */
function endOfValue(bytes: Buffer, at: number, limit: number): number {
  let depth = 0;
  let inText = false;
  for (let end = at; end < limit; end++) {
    const byte = bytes[end];
    if (byte === BACKSLASH) end++;
    else if (byte === QUOTE) inText = !inText;
    else if (inText) continue;
    else if (byte === OPEN || byte === OPEN_LIST) depth++;
    else if (depth === 0 && (byte === COMMA || byte === CLOSE)) return end;
    else if (byte === CLOSE || byte === CLOSE_LIST) depth--;
  }
  return limit;
}
