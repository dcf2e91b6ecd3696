/** Shapes of values: what looks drawn at random, what is plainly code or English. Bounded, each value is looked at once. */
import { ALNUM, CLASS, DIGIT, HEX, LETTER, LOWER, UPPER } from '../alphabets.ts';

/** Longer values are judged by their beginning. */
const MAX_JUDGED = 512;

/** Bits of all classes that occur in `value`. */
export function classesOf(value: string): number {
  let bits = 0;
  const length = Math.min(value.length, MAX_JUDGED);
  for (let i = 0; i < length; i++) {
    const code = value.charCodeAt(i);
    if (code < 128) bits |= CLASS[code] as number;
  }
  return bits;
}

/** True when every character is of one of the classes. */
export function isAll(value: string, mask: number): boolean {
  const length = Math.min(value.length, MAX_JUDGED);
  for (let i = 0; i < length; i++) {
    const code = value.charCodeAt(i);
    if (code >= 128 || ((CLASS[code] as number) & mask) === 0) return false;
  }
  return length > 0;
}

/** Shannon entropy in bits per character of the first 512 characters. */
export function entropyOf(value: string): number {
  const length = Math.min(value.length, MAX_JUDGED);
  const counts = new Uint16Array(128);
  let others: Map<number, number> | undefined;
  for (let i = 0; i < length; i++) {
    const code = value.charCodeAt(i);
    if (code < 128) counts[code] = (counts[code] as number) + 1;
    else {
      others ??= new Map();
      others.set(code, (others.get(code) ?? 0) + 1);
    }
  }
  let bits = 0;
  for (let code = 0; code < 128; code++) bits -= termOf(counts[code] as number, length);
  if (others !== undefined) for (const count of others.values()) bits -= termOf(count, length);
  return bits;
}

function termOf(count: number, length: number): number {
  return count === 0 ? 0 : (count / length) * Math.log2(count / length);
}

/** `value` without any of `signs` at its end. */
export function trimEndOf(value: string, signs: string): string {
  let end = value.length;
  while (end > 0 && signs.includes(value[end - 1] as string)) end--;
  return value.slice(0, end);
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** True for the textual form of RFC 9562. */
export function isUuid(value: string): boolean {
  return value.length === 36 && UUID.test(value);
}

/**
 * True for text that reads as words: parts between `-`, `_`, `.`, `/` and humps are letters with vowels, or short
 * numbers: `claude-opus-4-1-20250805`, `getUserNameById`, `us-east-1`.
 */
export function readsAsWords(value: string): boolean {
  if (value.length > 200) return false;
  const parts = value
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+| /)
    .filter((part) => part !== '');
  let words = 0;
  let noise = 0;
  for (const part of parts) {
    if (/^[0-9]+$/.test(part)) {
      if (part.length > 8) noise += part.length;
      continue;
    }
    const word = part.replace(/[0-9]{1,4}$/, '');
    if (word.length >= 3 && /^[A-Za-z]+$/.test(word) && /[aeiouy]/i.test(word) && !/[^aeiouy]{5}/i.test(word)) words++;
    else noise += part.length;
  }
  return words > 0 && noise * 3 <= value.length && value.length / parts.length >= 3;
}

/** True for a run of 16 and more that mixes letters and digits as words do not. Digests and UUIDs count as random. */
export function looksRandom(value: string, min: number = 16): boolean {
  if (value.length < min) return false;
  const bits = classesOf(value);
  if ((bits & DIGIT) === 0 || (bits & LETTER) === 0) {
    return (
      value.length >= 24 &&
      (bits & UPPER) !== 0 &&
      (bits & LOWER) !== 0 &&
      entropyOf(value) > 3.7 &&
      !readsAsWords(value)
    );
  }
  return entropyOf(value) >= 2.8 && !readsAsWords(value);
}

/** True for a digest in hex of a length in use, or a UUID: random, but as often an identifier as a secret. */
export function isDigestLike(value: string): boolean {
  return isUuid(value) || (isAll(value, HEX) && value.length >= 7);
}

/** `node-cache-Linux-x64-npm-<digest>`: words, and the digest of what a cache holds. */
export function isNamedDigest(word: string): boolean {
  const name = /^((?:[A-Za-z][\w.]{1,20}-){2,8})[0-9a-f]{32,64}$/.exec(word)?.[1];
  return name !== undefined && readsAsWords(name);
}

const SECRET_PART =
  /(?:token|secret|passw|passwd|pwd|key|auth|cred|session|cookie|string|value|input|field|param|option|config|env)/i;
const ENGLISH =
  /(?:^|\s)(?:the|a|an|is|are|was|must|be|your|you|to|of|for|not|and|or|with|this|that|it|in|on|at|by|has|have|can|will|should|please|if|no)(?:\s|$)/i;

/** True for an expression of a program: a call, an index, a dotted or arrowed reference, a template. */
export function isCode(value: string): boolean {
  if (value.length > 120) return false;
  return (
    /^[!&*]?[A-Za-z_$][\w$]*(?:(?:\.|\?\.|->|::)[A-Za-z_$][\w$]*)*(?:\?\.)?[([]/.test(value) ||
    (/^[!&*]?(?:[A-Za-z_$][\w$]*)(?:(?:\.|\?\.|->|::)[A-Za-z_$][\w$]*)+[!;,]?$/.test(value) &&
      // A dot alone makes no reference of what no program would call anything: `kQ3vTz9X.wPb4`.
      (!/[0-9A-Z]/.test(value) || readsAsWords(value))) ||
    /\$\{|\{\{|=>|\(\)|^\/[\\^([?]|^[A-Za-z_]+=[A-Za-z_]+$|^\(|^\[|^\{|^&|^\|/.test(value)
  );
}

/** True for one name that speaks of secrets itself, or an environment variable: `db_password`, `GITHUB_TOKEN`, `hashedPassword`. */
export function isReference(value: string): boolean {
  if (value.length > 64 || !/^[A-Za-z_$][\w$.-]*$/.test(value)) return false;
  if (/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(value) && readsAsWords(value)) return true;
  return !/[0-9]{3}/.test(value) && SECRET_PART.test(value) && readsAsWords(value);
}

/** True for a version and what a lock file may add to it: `6.1.2(peer@1.0.0)`. */
export function isVersion(value: string): boolean {
  return /^[~^v]{0,2}[0-9]{1,4}\.[0-9]{1,5}\.[0-9]{1,6}(?:$|[-+(])/.test(value);
}

/** True for several words of a sentence. */
export function isSentence(value: string): boolean {
  return /\s/.test(value) && ENGLISH.test(value);
}

/** True when letters and something else are mixed: what a chosen password has and a word of prose has not. */
export function isMixed(value: string): boolean {
  const bits = classesOf(value);
  if (value.length < 4 || (bits & ALNUM) === 0) return false;
  const other = /[^A-Za-z0-9_.,;:'"()<>{}[\]|/\\ -]/.test(value);
  return (
    ((bits & DIGIT) !== 0 && (bits & LETTER) !== 0) ||
    (other && (bits & LETTER) !== 0) ||
    (isAll(value, DIGIT) && value.length >= 4)
  );
}

/** True for one word as people and generators choose passwords: letters with digits or signs, or a mix of cases that no name has. */
export function looksChosen(value: string): boolean {
  if (value.length < 6 || value.length > 256 || /\s/.test(value)) return false;
  if (isMixed(value) || looksRandom(value, 8)) return true;
  const bits = classesOf(value);
  return value.length >= 10 && (bits & UPPER) !== 0 && (bits & LOWER) !== 0 && !readsAsWords(value);
}
