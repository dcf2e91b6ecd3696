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
  HAS_WIDE,
  HAS_WIDE_RUN,
} from './survey.ts';
import { mayHoldToken } from './token-starts.ts';

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
/** The least of a card, a telephone or a social security number, or of a bank account, where there are no blanks. */
const NUMBER = /(?<![A-Za-z0-9])(?:[0-9]{9}|[0-9]{3,6}[.-][0-9]|[A-Za-z]{2}[0-9]{2})|\+[0-9]/;
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
  if ((signs & HAS_LONG_RUN) !== 0) {
    if ((verdict & (KEY_SECRET | KEY_WEAK)) !== 0) return false;
    // What stands around a long run is asked where there is a gap.
    if ((signs & HAS_WIDE_RUN) !== 0 && ((signs & HAS_GAP) !== 0 ? NEIGHBOURS.test(text) : isKnownByEnd(text)))
      return false;
    if (mayHoldToken(text)) return false;
  }
  if ((signs & (HAS_DIGITS | HAS_FEW_DIGITS)) !== 0 && (nationalIds || NUMBER.test(text))) return false;
  if ((signs & HAS_GROUPS) !== 0 && (signs & HAS_DIGIT) !== 0 && ADDRESS.test(text)) return false;
  return (signs & HAS_SLASH) === 0 || !HOME.test(text);
}

function isKnownByEnd(text: string): boolean {
  const { length } = text;
  return length >= 36 && length <= 40 && KNOWN_BY_END.test(text);
}

/** True for a text without anything that cannot be seen and without a line end, in which no scanner would find anything. */
export function isPlainlyClean(text: string, signs: number, verdict: number, nationalIds: boolean): boolean {
  return isUnsuspicious(signs) ? (signs & HAS_OTHER) === 0 : isPlainName(text, signs, verdict, nationalIds);
}
