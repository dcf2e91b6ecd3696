/**
 * Character classes as bit sets over the 128 ASCII codes: one byte load and one mask instead of a chain of comparisons.
 * Codes of 128 and more belong to no class here; callers handle them.
 */

/** 0-9 */
export const DIGIT: number = 1 << 0;
/** A-Z */
export const UPPER: number = 1 << 1;
/** a-z */
export const LOWER: number = 1 << 2;
/** 0-9 a-f A-F */
export const HEX: number = 1 << 3;
/** `_` and `-`, which base64url and names have beside letters and digits. */
export const JOINER: number = 1 << 4;
/** `+`, `/` and `=`, which base64 has beside letters and digits. */
export const BASE64_SIGN: number = 1 << 5;
/** 2-7, A-Z: RFC 4648 base32. */
export const BASE32: number = 1 << 6;
/** The Bitcoin alphabet: no 0, O, I, l. */
export const BASE58: number = 1 << 7;
/** `.` */
export const DOT: number = 1 << 8;
/** 0-9 a-z */
export const LOWER36: number = 1 << 9;
/** 0-9 A-Z */
export const UPPER36: number = 1 << 10;
/** `~` */
export const TILDE: number = 1 << 11;
/** `:` */
export const COLON: number = 1 << 12;
/** qpzry9x8gf2tvdw0s3jn54khce6mua7l in either case: BIP-173 bech32. */
export const BECH32: number = 1 << 13;
/** `$`, `|` and `%`, which a few tokens contain. */
export const SIGN: number = 1 << 14;

/** A-Z a-z */
export const LETTER: number = UPPER | LOWER;
/** 0-9 A-Z a-z */
export const ALNUM: number = DIGIT | UPPER | LOWER;
/** base64url: A-Z a-z 0-9 _ - */
export const WORD: number = ALNUM | JOINER;
/** base64: A-Z a-z 0-9 + / = */
export const BASE64: number = ALNUM | BASE64_SIGN;

const BECH32_TEXT = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

function buildTable(): Uint16Array {
  const table = new Uint16Array(128);
  for (let code = 0; code < 128; code++) {
    const char = String.fromCharCode(code);
    let bits = 0;
    if (code >= 48 && code <= 57) bits |= DIGIT | LOWER36 | UPPER36;
    if (code >= 65 && code <= 90) bits |= UPPER | UPPER36;
    if (code >= 97 && code <= 122) bits |= LOWER | LOWER36;
    if ((code >= 48 && code <= 57) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102)) bits |= HEX;
    if (char === '_' || char === '-') bits |= JOINER;
    if (char === '+' || char === '/' || char === '=') bits |= BASE64_SIGN;
    if ((code >= 50 && code <= 55) || (code >= 65 && code <= 90)) bits |= BASE32;
    if ((bits & ALNUM) !== 0 && char !== '0' && char !== 'O' && char !== 'I' && char !== 'l') bits |= BASE58;
    if (char === '.') bits |= DOT;
    if (char === '~') bits |= TILDE;
    if (char === ':') bits |= COLON;
    if (char === '$' || char === '|' || char === '%') bits |= SIGN;
    if (BECH32_TEXT.includes(char.toLowerCase())) bits |= BECH32;
    table[code] = bits;
  }
  return table;
}

/** Class bits by ASCII code. */
export const CLASS: Uint16Array = buildTable();

/** The class bits of the character at `index`; 0 past either end and for anything outside ASCII. */
export function classAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code < 128 ? (CLASS[code] as number) : 0;
}

/** The first index at or after `from`, at most `limit`, whose character is not in `mask`. */
export function skipClass(text: string, from: number, mask: number, limit: number): number {
  const end = Math.min(limit, text.length);
  let index = from;
  while (index < end) {
    const code = text.charCodeAt(index);
    if (code >= 128 || ((CLASS[code] as number) & mask) === 0) break;
    index++;
  }
  return index;
}

/** True where a word cannot go on: the character at `index` is neither letter nor digit (ASCII or beyond), or there is none. */
export function isBorder(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (Number.isNaN(code)) return true;
  return code < 128 ? ((CLASS[code] as number) & ALNUM) === 0 : !isLetterBeyondAscii(code);
}

/** Letters of scripts that put blanks between words; where none are put (Chinese, Japanese, Korean), every sign is a border. */
function isLetterBeyondAscii(code: number): boolean {
  return code >= 0xc0 && code < 0x2000;
}
