/**
 * Judges strings that may be names of a value beside them: `DB_PASSWORD`, `Password textbox`, `/config/api_key`,
 * `input[type=password]`. The judgement is that of keys; what is owned here is how a name is written where it is a value,
 * and which values beside a name are none.
 */
import { CONTENT_WORDS, NEUTRAL_ENDINGS, PERSONAL_WORDS, SECRET_ENDINGS, SECRET_WORDS } from './key-words.ts';
import { judgeKey, KEY_BANNED, KEY_SECRET, normalizeKey } from './keys.ts';

/** UTF-16 units: longer strings are sentences. */
const MAX_NAME_LENGTH = 96;
/** Words of a label: `Enter your new account password`. */
const MAX_NAME_WORDS = 6;
/** Names that are remembered. */
const CACHE_ENTRIES = 500;

/** Signs behind a name: `token:`, `PASSWORD=`, `input[type=password]`. */
const TRAILING = /[\s:=?*\])}>"'`.]{1,6}$/;
/** What a label of a form calls the place where the value is typed. */
const PLACE = /[ _-](?:text ?box|text ?field|text ?area|input|field|box|entry|edit|control|element|searchbox)$/i;

/** Values of schemas, forms and switches: they say something about a value. */
const SCHEMA_WORDS: ReadonlySet<string> = new Set(
  (
    'required optional string str text hidden password secret token email number integer int boolean bool object array list enum date datetime file any json ' +
    'true false yes no on off null none nil undefined unset set empty missing present absent default unknown enabled disabled active inactive valid invalid expired revoked rotated ' +
    'production staging development test testing prod dev stage local preview sandbox ci debug info warn warning error fatal trace verbose silent ' +
    'header query path cookie body form bearer basic digest oauth oauth2 apikey none-required sensitive masked redacted varchar char uuid bytes binary base64 securestring plaintext'
  ).split(' '),
);

/** Names whose value people choose: any word may be it. */
const CHOSEN = /pass|pwd|pw$|pin|phrase|mnemonic|kennwort|wachtwoord|contrase|senha|heslo|hasło/i;
/** A short word, as a program has them for states and kinds: no key or token is one. */
const SHORT_WORD = /^[a-z]{1,8}$/;

/**
 * True for a value beside a telling name that is none: an empty one, a word of a schema, the name itself once more, a short
 * word where a program draws the value. `secret` says that the name is that of a secret.
 */
export function isNoValue(value: string, name: string, secret: boolean): boolean {
  if (value === '') return true;
  if (value.length > MAX_NAME_LENGTH) return false;
  if (SCHEMA_WORDS.has(value.toLowerCase()) || normalizeKey(value) === normalizeKey(name)) return true;
  return secret && SHORT_WORD.test(value) && !CHOSEN.test(name);
}

/** Judges strings as names. */
export interface NameReader {
  /** True where `read` could find something in a string: two loads for most. */
  mayTell(name: string): boolean;
  /** `KEY_BANNED`, and `KEY_SECRET` where it says so; 0 for what is no such name. Bounded in the name. */
  read(name: string): number;
}

/** Judges by the last two letters, five bits of each, before anything is compared: most strings end otherwise. */
function endingsOf(extra: ReadonlySet<string>): Uint8Array {
  const endings = new Uint8Array(1_024);
  for (const words of [SECRET_WORDS, PERSONAL_WORDS, CONTENT_WORDS, NEUTRAL_ENDINGS, SECRET_ENDINGS, extra])
    for (const word of words) {
      const { length } = word;
      endings[((word.charCodeAt(length - 2) & 31) << 5) | (word.charCodeAt(length - 1) & 31)] = 1;
    }
  return endings;
}

/** True for letters of ASCII. */
function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

/** A judge that remembers; `extra` are a host's own banned keys. */
export function createNameReader(extra: ReadonlySet<string>): NameReader {
  let endings: Uint8Array | undefined;
  let known = new Map<string, number>();

  function mayEnd(name: string): boolean {
    const last = name.length - 1;
    const code = name.charCodeAt(last);
    // Digits, signs and other scripts: the closer look decides.
    if (!isLetter(code) || !isLetter(name.charCodeAt(last - 1))) return true;
    endings ??= endingsOf(extra);
    return endings[((name.charCodeAt(last - 1) & 31) << 5) | (code & 31)] === 1;
  }

  function judge(bare: string): number {
    const cached = known.get(bare);
    if (cached !== undefined) return cached;
    const verdict = bare.split(/\s+/).length > MAX_NAME_WORDS ? 0 : judgeKey(bare, extra) & (KEY_BANNED | KEY_SECRET);
    if (known.size >= CACHE_ENTRIES) known = new Map();
    known.set(bare, verdict);
    return verdict;
  }

  return {
    mayTell(name) {
      const { length } = name;
      if (length < 2 || length > MAX_NAME_LENGTH) return false;
      const last = name.charCodeAt(length - 1);
      return name.charCodeAt(0) === 45 || last === 58 || last === 61 || (isLetter(last) && mayEnd(name)) || last >= 128;
    },
    read(name) {
      if (name.length < 2 || name.length > MAX_NAME_LENGTH) return 0;
      const bare = name.replace(TRAILING, '').replace(PLACE, '');
      return bare.length >= 2 && mayEnd(bare) ? judge(bare) : 0;
    },
  };
}
