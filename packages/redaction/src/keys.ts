/**
 * Judges keys: one normal form for every case style, compared by its last words, so that `auth_token` and `userEmail`
 * are banned while `token_count`, `session_kind` and `stdout_digest` are not.
 */
import {
  CONTENT_WORDS,
  IDENTIFIER_WORDS,
  NEUTRAL_ENDINGS,
  PERSONAL_WORDS,
  SECRET_ENDINGS,
  SECRET_WORDS,
  STACK_WORDS,
  VERSION_WORDS,
  WEAK_WORDS,
} from './key-words.ts';

/** The value is replaced whatever it is (numbers, booleans and null excepted). */
export const KEY_BANNED: number = 1 << 0;
/** The name says credential. */
export const KEY_SECRET: number = 1 << 1;
/** The name may say credential: a value that looks random is replaced. */
export const KEY_WEAK: number = 1 << 2;
/** The value is an identifier: the shorter limit. */
export const KEY_IDENTIFIER: number = 1 << 3;
/** The value is a stack trace. */
export const KEY_STACK: number = 1 << 4;
/** The value is a version. */
export const KEY_VERSION: number = 1 << 5;
/** The key would reach a prototype in a careless copy: dropped. */
export const KEY_UNSAFE: number = 1 << 6;

/** The private part of a JSON Web Key, where the object says that it is one. */
export const KEY_JWK: number = 1 << 8;

/** The key's own text holds something, or is no name: set by the redactor, not by `judgeKey`. */
export const KEY_DIRTY: number = 1 << 7;

/** RFC 7518, 6.2.2, 6.3.2 and 6.4. */
const JWK_PARTS: ReadonlySet<string> = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']);

/** Words before `key` that make it a key of data. */
const DATA_KEYS =
  /(?:^|_)(?:public|primary|foreign|partition|sort|cache|idempotency|query|object|index|hash|row|group|routing|dedupe|lookup|map|dict|json|registry|metric|feature|translation|i18n|locale|item|parent|composite|unique|natural|surrogate|column|field|range|s3|storage_object|hot|short|arrow|shift|meta|ctrl|alt|function|modifier)_keys?$/;

/** `NODE_ENV`: the name of a stage, not an environment. */
const STAGE_NAMES =
  /^(?:node|app|rails|rack|flask|django|go|deploy|deployment|vercel|build|test|target|run|runtime|ci|stage)_env$/;

/** Longer keys are judged by their end: no name of a field is longer. */
const MAX_JUDGED_LENGTH = 120;
/** `personal_access_token`, `aws_secret_access_key`: the longest entry has four words. */
const MAX_LAST_WORDS = 4;

/** The words of a key in lower case: `userEMailAddress2` → user, e, mail, address, 2. Linear in the key. */
export function splitKey(key: string): string[] {
  // Most keys, and cheaper by far.
  if (key.length <= MAX_JUDGED_LENGTH && /^[a-z]+(?:_[a-z]+)*$/.test(key)) return key.split('_');
  const text = key.length > MAX_JUDGED_LENGTH ? key.slice(-MAX_JUDGED_LENGTH) : key;
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/([A-Za-z])([0-9])/g, '$1 $2')
    .replace(/([0-9])([A-Za-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function endsWithAny(words: readonly string[], end: number, set: ReadonlySet<string>): boolean {
  let joined = '';
  for (let count = 1; count <= MAX_LAST_WORDS && count <= end; count++) {
    const word = words[end - count] as string;
    joined = count === 1 ? word : `${word}_${joined}`;
    if (set.has(joined)) return true;
  }
  return false;
}

function isSecret(words: readonly string[]): boolean {
  let end = words.length;
  // Neutral endings and numbers are passed over, but something must be left to judge.
  while (end > 1 && (NEUTRAL_ENDINGS.has(words[end - 1] as string) || /^[0-9]+$/.test(words[end - 1] as string))) {
    if (endsWithAny(words, end, SECRET_WORDS)) return true;
    end--;
  }
  if (end === 0) return false;
  if (endsWithAny(words, end, SECRET_WORDS)) return true;
  const last = words[end - 1] as string;
  return SECRET_ENDINGS.some((ending) => last.endsWith(ending));
}

/** Judges a key without any cache. `extra` are a host's own banned keys in normal form. */
export function judgeKey(key: string, extra?: ReadonlySet<string>): number {
  if (key.length < 3 && JWK_PARTS.has(key)) return KEY_JWK;
  if (key === '__proto__' || key === 'constructor' || key === 'prototype') return KEY_UNSAFE;
  const words = splitKey(key);
  // `email1`, `prompt_2`: the number says nothing.
  while (words.length > 1 && /^[0-9]{1,3}$/.test(words[words.length - 1] as string)) words.pop();
  const end = words.length;
  if (end === 0) return 0;
  const whole = words.join('_');
  if (STACK_WORDS.has(whole)) return KEY_STACK;
  let verdict = 0;
  if (STAGE_NAMES.test(whole)) return 0;
  if (isSecret(words)) verdict |= KEY_SECRET | KEY_BANNED;
  else if (endsWithAny(words, end, PERSONAL_WORDS) || endsWithAny(words, end, CONTENT_WORDS)) verdict |= KEY_BANNED;
  else if (extra !== undefined && extra.size > 0 && endsWithAny(words, end, extra)) verdict |= KEY_BANNED;
  else if (endsWithAny(words, end, WEAK_WORDS) && !DATA_KEYS.test(whole)) verdict |= KEY_WEAK;
  if (IDENTIFIER_WORDS.has(words[end - 1] as string)) verdict |= KEY_IDENTIFIER;
  if (endsWithAny(words, end, VERSION_WORDS)) verdict |= KEY_VERSION;
  return verdict;
}

/** The normal form of a key: `X-Api-Key` → `x_api_key`. */
export function normalizeKey(key: string): string {
  return splitKey(key).join('_');
}

/** True for a name whose value is a credential: `GITHUB_TOKEN`, `dbPassword`, `x-api-key`; not `token_count` or `public_key`. */
export function isSecretName(key: string): boolean {
  return (judgeKey(key) & KEY_SECRET) !== 0;
}

/** True for a key whose value `redact` replaces whatever it is: credentials, personal data, content. */
export function isBannedKey(key: string): boolean {
  return (judgeKey(key) & KEY_BANNED) !== 0;
}
