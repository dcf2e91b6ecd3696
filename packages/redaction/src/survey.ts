/**
 * One look at every character of a string: which signs occur and how often, so that only the scanners that could find
 * something run. Most strings of an event answer "nothing" and are done after this loop.
 */

/** A control character, or anything outside ASCII. */
export const HAS_OTHER: number = 1 << 0;
/** `@` */
export const HAS_AT: number = 1 << 1;
/** `:` */
export const HAS_COLON: number = 1 << 2;
/** `=` */
export const HAS_EQUALS: number = 1 << 3;
/** `/` */
export const HAS_SLASH: number = 1 << 4;
/** `\` */
export const HAS_BACKSLASH: number = 1 << 5;
/** `%` */
export const HAS_PERCENT: number = 1 << 6;
/** `&` */
export const HAS_AMPERSAND: number = 1 << 7;
/** `<` or `>` */
export const HAS_ANGLE: number = 1 << 8;
/** A space, a tab or the end of a line. */
export const HAS_SPACE: number = 1 << 9;
/** A line feed or a carriage return. */
export const HAS_LINE_END: number = 1 << 10;
/** `-` */
export const HAS_DASH: number = 1 << 11;
/** 0-9 */
export const HAS_DIGIT: number = 1 << 12;
/** `"`, `'` or a backtick. */
export const HAS_QUOTE: number = 1 << 13;
/** `(` or `)` */
export const HAS_PARENTHESIS: number = 1 << 14;
/** One of the signs that passwords have and words have not. */
export const HAS_SYMBOL: number = 1 << 15;
/** `~` */
export const HAS_TILDE: number = 1 << 16;
/** `.` */
export const HAS_DOT: number = 1 << 17;
/** A run of `LONG_RUN` and more characters of base64 or base64url: anything shorter is no token. */
export const HAS_LONG_RUN: number = 1 << 18;
/** Seven digits and more without a letter between: anything fewer is no number of a person. */
export const HAS_DIGITS: number = 1 << 19;
/** Eleven gaps between words and more: anything fewer is no seed phrase. */
export const HAS_MANY_WORDS: number = 1 << 20;
/** Three dots or two colons or five dashes and more: anything fewer is no network address. */
export const HAS_GROUPS: number = 1 << 21;

/** Anything that no run of base64 or base64url contains. */
export const HAS_GAP: number = 1 << 22;

/** Seven or eight digits in a word of its own: an identity number of some countries may be so short, a number of a person not. */
export const HAS_FEW_DIGITS: number = 1 << 23;

/** A sign of ASCII in its wide form, or a typographic quote: read as what it stands for. */
export const HAS_WIDE: number = 1 << 24;

/** A run of `WIDE_RUN` and more characters of base64 or base64url. */
export const HAS_WIDE_RUN: number = 1 << 25;

/** `_` or `+` */
export const HAS_JOINER: number = 1 << 26;

/** Characters of a run: the shortest token bodies have 16 and a prefix. */
export const LONG_RUN = 15;
/** Characters of a run that is judged by what stands around it: anything shorter is not. */
const WIDE_RUN = 20;
const MANY_DIGITS = 7;
/** Digits of the shortest number that no word has to announce: a social security number. */
const MANY_DIGITS_ALONE = 9;
const MANY_GAPS = 11;

/** Counts are packed into one integer, eight bits each; longer texts are taken to have enough of everything. */
const MAX_COUNTED_LENGTH = 255;
const COUNT_DOT = 1;
const COUNT_COLON = 1 << 8;
const COUNT_DASH = 1 << 16;

const IN_RUN = 1 << 30;

function buildFlags(): Int32Array {
  const flags = new Int32Array(128);
  const set = (chars: string, flag: number): void => {
    for (const char of chars) flags[char.charCodeAt(0)] = flag;
  };
  for (let code = 0; code < 32; code++) flags[code] = HAS_OTHER;
  flags[127] = HAS_OTHER;
  set('\t ', HAS_SPACE);
  set('\n\r', HAS_SPACE | HAS_LINE_END);
  set('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ', IN_RUN);
  set('_+', IN_RUN | HAS_JOINER);
  set('0123456789', IN_RUN | HAS_DIGIT);
  set('-', IN_RUN | HAS_DASH);
  set('/', IN_RUN | HAS_SLASH);
  set('.', HAS_DOT);
  set('@', HAS_AT | HAS_SYMBOL);
  set(':', HAS_COLON);
  set('=', HAS_EQUALS);
  set('\\', HAS_BACKSLASH);
  set('%', HAS_PERCENT | HAS_SYMBOL);
  set('&', HAS_AMPERSAND | HAS_SYMBOL);
  set('<>', HAS_ANGLE);
  set('"\'`', HAS_QUOTE);
  set('()', HAS_PARENTHESIS);
  set('!#$*?^', HAS_SYMBOL);
  set('~', HAS_TILDE);
  return flags;
}

const FLAGS: Int32Array = buildFlags();

function isWide(code: number): boolean {
  return (code >= 0xff01 && code <= 0xff5e) || (code >= 0x2018 && code <= 0x201f);
}

/** `text` with wide signs and typographic quotes as those of ASCII: of the same length. Linear. */
export function foldWide(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[\u2018-\u201b]/g, "'")
    .replace(/[\u201c-\u201f]/g, '"');
}

/** The signs that occur in `text`. */
export function survey(text: string): number {
  const length = text.length;
  let signs = 0;
  let counts = 0;
  let gaps = 0;
  let joints = 0;
  let gap = -1;
  let longest = 0;
  let digits = 0;
  let mostDigits = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    const flag = code < 128 ? (FLAGS[code] as number) : isWide(code) ? HAS_OTHER | HAS_WIDE : HAS_OTHER;
    // A letter: most characters are, and they only end a row of digits.
    if (flag === IN_RUN) {
      digits = 0;
      continue;
    }
    signs |= flag;
    if (flag > IN_RUN) {
      if ((flag & HAS_DIGIT) !== 0) {
        if (++digits > mostDigits) mostDigits = digits;
      } else {
        joints++;
        if (code === 45) counts += COUNT_DASH;
        else if (code !== 47) digits = 0;
      }
      continue;
    }
    if (i - gap > longest) longest = i - gap;
    gap = i;
    gaps++;
    if (code === 46) counts += COUNT_DOT;
    else if (code === 58) counts += COUNT_COLON;
  }
  if (length - gap > longest) longest = length - gap;
  if (gap >= 0) signs |= HAS_GAP;
  if (longest > LONG_RUN) {
    signs |= HAS_LONG_RUN;
    if (longest > WIDE_RUN) signs |= HAS_WIDE_RUN;
  }
  if (mostDigits >= MANY_DIGITS) signs |= gap >= 0 || mostDigits >= MANY_DIGITS_ALONE ? HAS_DIGITS : HAS_FEW_DIGITS;
  if (length > MAX_COUNTED_LENGTH) signs |= HAS_MANY_WORDS | HAS_GROUPS;
  else {
    if ((counts & 255) >= 3 || ((counts >> 8) & 255) >= 2 || counts >> 16 >= 5) signs |= HAS_GROUPS;
    if (gaps >= MANY_GAPS || joints >= MANY_GAPS) signs |= HAS_MANY_WORDS;
  }
  return signs & ~IN_RUN;
}

/** True for an ISO 8601 time in UTC as `toISOString` writes it, which so many events carry that it is worth a look of its own. */
export function isIsoTime(text: string): boolean {
  const { length } = text;
  if ((length !== 24 && length !== 20) || text.charCodeAt(length - 1) !== 90 || text.charCodeAt(10) !== 84)
    return false;
  for (let i = 0; i < length - 1; i++) {
    const code = text.charCodeAt(i);
    if (code >= 48 && code <= 57) continue;
    if (i === 4 || i === 7 ? code !== 45 : i === 13 || i === 16 ? code !== 58 : i === 19 ? code !== 46 : i !== 10)
      return false;
  }
  return true;
}

/** 0-9 and a-f: 0; a dash: 1; anything else of ASCII: 2. */
const HEX_DIGITS: Uint8Array = new Uint8Array(128).map((_, code) => (isHex(code) ? 0 : code === 45 ? 1 : 2));

function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 102);
}

/** True for a UUID, or for 24 and more hex digits: an identifier or a digest, whose shape leaves no room for anything else. */
export function isPlainIdentifier(text: string): boolean {
  const length = text.length;
  if (length < 24 || length > 128) return false;
  // Words and names have left by now; the rest is looked at without a branch.
  if (!isHex(text.charCodeAt(1)) || !isHex(text.charCodeAt(2)) || !isHex(text.charCodeAt(3))) return false;
  let seen = 0;
  let codes = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    codes |= code;
    seen += HEX_DIGITS[code & 127] as number;
  }
  if (codes >= 128) return false;
  if (seen === 0) return true;
  return (
    seen === 4 &&
    length === 36 &&
    text.charCodeAt(8) === 45 &&
    text.charCodeAt(13) === 45 &&
    text.charCodeAt(18) === 45 &&
    text.charCodeAt(23) === 45
  );
}
