/**
 * Judges whether the value beside a name is a secret: by how much the name says, and how the value is written. Finds
 * neither names nor values.
 */
import type { Value } from './assigned-values.ts';
import { MAX_NAME_REACH } from './declarations.ts';
import type { NameStrength } from './names.ts';
import { isColour, isPlaceholder } from './placeholders.ts';
import {
  isCode,
  isDigestLike,
  isMixed,
  isNamedDigest,
  isReference,
  isSentence,
  isVersion,
  looksChosen,
  looksRandom,
  readsAsWords,
  trimEndOf,
} from './values.ts';

/** UTF-16 units; a longer value is taken whole without being judged. */
export const MAX_JUDGED_VALUE = 256;
/** A count, a share, a time: `pass: 12ms`. */
const MEASURE = /^[0-9]{1,5}[a-z%]{0,3}$|^[0-9.,]{1,12}(?:ms|s|%)$/i;

/** Whether the value is to go, by how much the name says and how the value is written. */
export function isSecretValue(
  text: string,
  value: Value,
  strength: NameStrength,
  separator: number,
  tight: boolean,
  compared: boolean,
): boolean {
  const length = value.end - value.start;
  if (length > MAX_JUDGED_VALUE) {
    if (strength !== 'weak') return true;
    const beginning = text.slice(value.start, value.start + MAX_JUDGED_VALUE);
    // A chain of names and separators is looked at from each of them: the quick question comes first.
    return !/[\s:@]/.test(beginning) && looksRandom(beginning);
  }
  const word = text.slice(value.start, value.end);
  if (isPlaceholder(word) || (!value.quoted && isPlaceholder(trimEndOf(word, '.,;:!?')))) return false;
  if (strength === 'weak')
    return (
      length >= 20 &&
      !/[\s:/@]/.test(word) &&
      looksRandom(word, 20) &&
      !isDigestLike(word) &&
      !isCode(word) &&
      !isNamedDigest(word)
    );
  // "Create a new API key: https://…": a page, unless something in it may be one.
  if (strength === 'key' && /^https?:\/\/[^\s@]{1,200}$/.test(word) && !/[\w-]{16}/.test(word)) return false;
  // `gtoken: 6.1.2(peer@1.0.0)` of a lock file.
  if (strength !== 'password' && isVersion(word)) return false;

  // The colour of a terminal, its escape written out: what follows it is seen decoded.
  if (text[value.start - 1] === '\\' && isColour(`\\${word}`)) return false;
  if (word.startsWith('[redacted') || word.includes('...[truncated]')) return false;
  if (value.quoted) {
    if (isReference(word) || (isCode(word) && !/\d/.test(word))) return false;
    // Arguments of a call and sides of a comparison are more often words of a program.
    if (
      (separator === 44 || separator === 40 || compared) &&
      !(/[0-9]/.test(word) && isMixed(word)) &&
      !looksRandom(word) &&
      !(strength === 'password' && looksChosen(word))
    )
      return false;
    if (strength === 'soft') return looksRandom(word, 8) || (isMixed(word) && length >= 6 && !/\s/.test(word));
    // No token is a short word without a digit; a password may be.
    if (strength === 'key' && MEASURE.test(word)) return false;
    if (strength === 'key' && !/[0-9]/.test(word) && (length < 16 || readsAsWords(word))) return false;
    return !isSentence(word) && (length >= 3 || strength === 'password');
  }
  if (isCode(word) || isReference(word) || (strength === 'key' && MEASURE.test(word))) return false;
  // An identifier that is called, indexed, or goes on as an expression.
  const next = text.charCodeAt(value.end);
  if ((next === 40 || next === 91) && /^[A-Za-z_$.]+$/.test(word)) return false;
  // `session: Http2Session`, `secretKey: Uint8Array` are types.
  if (strength !== 'password' && length < 40 && /^[A-Z][a-z]{1,30}[0-9]{0,2}[A-Za-z]{0,30}$/.test(word)) return false;
  if (strength === 'soft') return looksRandom(word, 8);
  if (isMixed(word) && !/^[0-9]{1,3}$/.test(word)) return true;
  if (looksRandom(word)) return true;
  if ((strength === 'password' || length >= 16) && looksChosen(word)) return true;
  if (strength !== 'password' || length < 5 || !/^[\w!-~]+$/.test(word) || /[.,:;()]$/.test(word)) return false;
  // A plain word: only where nothing but a value can stand.
  const lineEnds = value.end >= text.length || next === 10 || next === 13 || next === 38 || next === 59;
  return (separator === 61 && tight) || (lineEnds && /^[a-z]+$/i.test(word) && startsLine(text, value.start));
}

/** True when only a name and its separator stand before `index` on the line. */
function startsLine(text: string, index: number): boolean {
  const from = Math.max(0, index - MAX_NAME_REACH);
  const before = text.slice(from, index);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const separator = line.search(/[:=]/);
  if (separator < 1 || !/^[:=][\s"']{0,8}$/.test(line.slice(separator))) return false;
  return /^[\w.$-]{1,64}$/.test(line.slice(0, separator).replace(/[\s"'{]/g, ''));
}
