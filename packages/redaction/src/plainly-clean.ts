/**
 * Tells, without any scanner, texts that hold nothing for sure: words, names, versions, identifiers, times. What this does
 * not know is left to the scanners, which are loaded then; it may be wrong on that side alone.
 */
import { KEY_SECRET, KEY_WEAK } from './keys.ts';
import {
  HAS_AMPERSAND,
  HAS_AT,
  HAS_BACKSLASH,
  HAS_COLON,
  HAS_DASH,
  HAS_DIGIT,
  HAS_DIGITS,
  HAS_DOT,
  HAS_EQUALS,
  HAS_FEW_DIGITS,
  HAS_GAP,
  HAS_GROUPS,
  HAS_JOINER,
  HAS_LONG_RUN,
  HAS_MANY_WORDS,
  HAS_OTHER,
  HAS_PARENTHESIS,
  HAS_PERCENT,
  HAS_QUOTE,
  HAS_SLASH,
  HAS_SPACE,
  HAS_SYMBOL,
  HAS_TILDE,
  HAS_WIDE,
  HAS_WIDE_RUN,
} from './survey.ts';
import { beginsAt, endsAt, tokenStarts } from './token-starts.ts';

/** Signs without which no scanner runs: most strings of an event have none of them. */
const SUSPICIOUS: number =
  HAS_AT |
  HAS_COLON |
  HAS_EQUALS |
  HAS_SLASH |
  HAS_BACKSLASH |
  HAS_PERCENT |
  HAS_AMPERSAND |
  HAS_LONG_RUN |
  HAS_DIGITS |
  HAS_FEW_DIGITS |
  HAS_GROUPS |
  HAS_MANY_WORDS |
  HAS_TILDE |
  HAS_WIDE;

/** A call with a literal: `setPassword("…")`. */
export const CALL: number = HAS_PARENTHESIS | HAS_QUOTE;

/** Signs of a sentence that may give something away. */
const TELLING: number = HAS_DIGIT | HAS_SYMBOL | HAS_DASH | CALL;

/** True when the survey alone says that no scanner would find anything; a host's own rules are another question. */
export function isUnsuspicious(signs: number): boolean {
  if ((signs & SUSPICIOUS) !== 0 || (signs & CALL) === CALL) return false;
  return (signs & HAS_SPACE) === 0 || (signs & TELLING) === 0;
}

/** All that a name, a version, a relative path or an identifier consists of. */
const OF_NAMES: number =
  HAS_DASH |
  HAS_DIGIT |
  HAS_DOT |
  HAS_SLASH |
  HAS_JOINER |
  HAS_GAP |
  HAS_LONG_RUN |
  HAS_WIDE_RUN |
  HAS_DIGITS |
  HAS_FEW_DIGITS |
  HAS_GROUPS;

/** The folders by which `scanPaths` knows a person's path. */
const HOME = /home|users|root/i;
/** The least of an address of four numbers, or of a network card with dashes or dots. */
const ADDRESS = /[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]|(?:[0-9A-Fa-f]{2}-){5}|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\./;
/** What makes a long run between others a secret: a word before it, a sign of its own, the three parts of a bot's token. */
const NEIGHBOURS =
  /key|token|secret|auth|access|api|cred|pat|pass|bearer|\.atlasv1\.|_mmk|-us[0-9]|[MNO][\w-]{22,29}\.[\w-]{6,7}\./i;
/** Lengths of the keys of Mailchimp and MaxMind, which are known by their end. */
const KNOWN_BY_END = /^(?:.{32,33}-us[0-9]|.{36}_mmk$)/;

/**
 * True when a text with these signs is a name or an identifier in which no scanner would find anything. `verdict` is the
 * judgement of its key; `nationalIds` says that those are looked for.
 */
export function isPlainName(text: string, signs: number, verdict: number, nationalIds: boolean): boolean {
  if ((signs & ~OF_NAMES) !== 0) return false;
  if ((signs & HAS_SLASH) !== 0 && HOME.test(text)) return false;
  if ((signs & (HAS_DIGITS | HAS_FEW_DIGITS)) !== 0 && (nationalIds || mayHoldNumber(text))) return false;
  if ((signs & HAS_GROUPS) !== 0 && (signs & HAS_DIGIT) !== 0 && ADDRESS.test(text)) return false;
  if ((signs & HAS_LONG_RUN) === 0) return true;
  if ((verdict & (KEY_SECRET | KEY_WEAK)) !== 0 || mayHoldToken(text)) return false;
  if ((signs & HAS_WIDE_RUN) === 0) return true;
  // What stands around a long run is asked where there is a gap.
  return (signs & HAS_GAP) !== 0 ? !NEIGHBOURS.test(text) : !isKnownByEnd(text);
}

function isKnownByEnd(text: string): boolean {
  const { length } = text;
  return length >= 36 && length <= 40 && KNOWN_BY_END.test(text);
}

/** True for a text without anything that cannot be seen and without a line end, in which no scanner would find anything. */
export function isPlainlyClean(text: string, signs: number, verdict: number, nationalIds: boolean): boolean {
  return isUnsuspicious(signs) ? (signs & HAS_OTHER) === 0 : isPlainName(text, signs, verdict, nationalIds);
}

/** Letters and digits of ASCII. */
const WORD: Uint8Array = new Uint8Array(128).map((_, code) => (isDigit(code) || isLetter(code) ? 1 : 0));

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isLetter(code: number): boolean {
  return (code | 32) >= 97 && (code | 32) <= 122;
}

/** The end of the word at `index` of a name. */
function wordEnd(text: string, index: number): number {
  let end = index;
  while (end < text.length && WORD[text.charCodeAt(end)] === 1) end++;
  return end;
}

/** True when the beginning of a token stands in a name where the tables would look for it: where a word begins, or before a joiner. */
export function mayHoldToken(name: string): boolean {
  const starts = tokenStarts();
  for (let index = 0; ; index++) {
    if (beginsAt(starts, name, index)) return true;
    index = wordEnd(name, index);
    if (index >= name.length) return false;
    const code = name.charCodeAt(index);
    if ((code === 45 || code === 95) && endsAt(starts, name, index)) return true;
  }
}

/** True for a name with the least of a card, a telephone or a social security number, or of a bank account. */
function mayHoldNumber(name: string): boolean {
  for (let index = 0; index < name.length; index++) {
    const end = wordEnd(name, index);
    if (name.charCodeAt(end) === 43 && isDigit(name.charCodeAt(end + 1))) return true;
    if (isDigit(name.charCodeAt(index))) {
      let digits = index + 1;
      while (digits < end && isDigit(name.charCodeAt(digits))) digits++;
      const width = digits - index;
      if (width >= 9) return true;
      const next = name.charCodeAt(digits);
      if (width >= 3 && width <= 6 && (next === 45 || next === 46) && isDigit(name.charCodeAt(digits + 1))) return true;
    } else if (
      end - index >= 4 &&
      isLetter(name.charCodeAt(index + 1)) &&
      isDigit(name.charCodeAt(index + 2)) &&
      isDigit(name.charCodeAt(index + 3))
    )
      return true;
    index = end;
  }
  return false;
}
