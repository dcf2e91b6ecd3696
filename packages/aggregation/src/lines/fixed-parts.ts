/** The parts of a line that stand at fixed positions: what never changes, the id, and the time. */

import { parseInstant } from '../instant.ts';
import type { IdWords } from './scanned-event.ts';

/** Characters of `9b2f0f5e-4f0e-4c57-9d0e-0b3f3c7b5a11`. */
export const ID_LENGTH = 36;
/** Characters of `2026-11-20T12:34:56.789Z`. */
export const TIME_LENGTH = 24;
/** Of its date. */
const DATE_LENGTH = 10;
const ZERO = 0x30;
const HYPHEN = 0x2d;
const DOT = 0x2e;
const COLON = 0x3a;
const T = 0x54;
const Z = 0x5a;
/** Instead of four hex digits. */
const NO_HEX = -1;

/** The value of each byte as a hex digit in lower case; 16 for what is none. */
const HEX = Uint8Array.from({ length: 256 }, (_, byte) => {
  const value = '0123456789abcdef'.indexOf(String.fromCharCode(byte));
  return value === -1 ? 16 : value;
});

/** Tells whether bytes stand at a position. */
export function hasBytes(bytes: Buffer, at: number, expected: Buffer): boolean {
  const { length } = expected;
  if (at + length > bytes.length) return false;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== expected[i]) return false;
  return true;
}

/** The same, sooner for more than some forty bytes. */
export function hasManyBytes(bytes: Buffer, at: number, expected: Buffer): boolean {
  const end = at + expected.length;
  return end <= bytes.length && bytes.compare(expected, 0, expected.length, at, end) === 0;
}

/** The UUID at a position, written with hex digits in lower case; undefined for anything else. */
export function idAt(bytes: Buffer, at: number): IdWords | undefined {
  if (bytes[at + 8] !== HYPHEN || bytes[at + 13] !== HYPHEN) return undefined;
  if (bytes[at + 18] !== HYPHEN || bytes[at + 23] !== HYPHEN) return undefined;
  const [a, b, c, d] = [hex(bytes, at), hex(bytes, at + 4), hex(bytes, at + 9), hex(bytes, at + 14)];
  const [e, f, g, h] = [hex(bytes, at + 19), hex(bytes, at + 24), hex(bytes, at + 28), hex(bytes, at + 32)];
  if ((a | b | c | d | e | f | g | h) < 0) return undefined;
  return [(a << 16) | b, (c << 16) | d, (e << 16) | f, (g << 16) | h];
}

/** The value of four hex digits, or `NO_HEX`, which is below 0 whatever it is joined with. */
function hex(bytes: Buffer, at: number): number {
  const a = HEX[bytes[at] as number] as number;
  const b = HEX[bytes[at + 1] as number] as number;
  const c = HEX[bytes[at + 2] as number] as number;
  const d = HEX[bytes[at + 3] as number] as number;
  return (a | b | c | d) > 15 ? NO_HEX : (a << 12) | (b << 8) | (c << 4) | d;
}

/** Reads the time at a position, in milliseconds since 1970: UTC, as it is written; NaN for anything else. Most have the date of the one before. */
export function createTimeScanner(): (bytes: Buffer, at: number) => number {
  const date = Buffer.alloc(DATE_LENGTH);
  let midnight = Number.NaN;
  return (bytes, at) => {
    if (!hasBytes(bytes, at, date)) {
      bytes.copy(date, 0, at, at + DATE_LENGTH);
      midnight = parseInstant(`${date.toString('latin1')}T00:00:00.000Z`) ?? Number.NaN;
    }
    return midnight + millisOfDay(bytes, at + DATE_LENGTH);
  };
}

/** Of `T12:34:56.789Z`. */
function millisOfDay(bytes: Buffer, at: number): number {
  if (bytes[at] !== T || bytes[at + 3] !== COLON || bytes[at + 6] !== COLON) return Number.NaN;
  if (bytes[at + 9] !== DOT || bytes[at + 13] !== Z) return Number.NaN;
  const hours = digit(bytes, at + 1) * 10 + digit(bytes, at + 2);
  const minutes = digit(bytes, at + 4) * 10 + digit(bytes, at + 5);
  const seconds = digit(bytes, at + 7) * 10 + digit(bytes, at + 8);
  const millis = digit(bytes, at + 10) * 100 + digit(bytes, at + 11) * 10 + digit(bytes, at + 12);
  if (!(hours < 24 && minutes < 60 && seconds < 60)) return Number.NaN;
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis;
}

function digit(bytes: Buffer, at: number): number {
  const value = (bytes[at] as number) - ZERO;
  return value >= 0 && value <= 9 ? value : Number.NaN;
}
