/** Secrets between tags (`<password>x</password>`), in Kubernetes Secrets, and in prose ("the password is x"). */
import { ALNUM, classAt } from '../alphabets.ts';
import { addFinding, type Findings, isClaimed } from '../findings.ts';
import { scanSaid } from './announced.ts';
import { scanLineValues } from './line-values.ts';
import { scanNamedNouns } from './named-nouns.ts';
import { type NameStrength, strengthOf } from './names.ts';
import { isColour, isPlaceholder } from './placeholders.ts';
import {
  isCode,
  isMixed,
  isReference,
  isSentence,
  isVersion,
  looksChosen,
  looksRandom,
  readsAsWords,
} from './values.ts';

const MAX_NAME_LENGTH = 80;
const MAX_VALUE_LENGTH = 4_096;
/** `<key>name</key>` and the opening of what follows it. */
const PAIR_TAG = /<(?:key|name)>([\w.-]{2,60})<\/(?:key|name)>\s{0,40}<(?:string|value)$/i;
const PAIR_REACH = 128;

/** Reports what stands between `<name>` and `</`. */
export function scanTags(text: string, findings: Findings): void {
  let close = text.indexOf('</');
  let from = 0;
  while (close >= 0) {
    let open = close - 1;
    const limit = Math.max(from, close - MAX_VALUE_LENGTH);
    while (open >= limit && text.charCodeAt(open) !== 62 && text.charCodeAt(open) !== 60) open--;
    findings.steps += close - open;
    if (open >= limit && text[open] === '>') {
      const nameLimit = Math.min(text.length, close + 2 + MAX_NAME_LENGTH);
      let end = close + 2;
      while (end < nameLimit && text[end] !== '>') end++;
      findings.steps += end - close;
      let strength = strengthOf(text.slice(close + 2, end), false, false);
      if (strength === 'none') {
        // <string name="api_key">
        const tag = text.slice(Math.max(from, open - MAX_NAME_LENGTH), open);
        findings.steps += tag.length;
        const named = /(?:name|key|id)=["']([\w.-]{2,60})["'][^<>]{0,40}$/.exec(tag);
        if (named?.[1] !== undefined) strength = strengthOf(named[1], false, false);
        else if (/(?:string|value)$/i.test(tag)) {
          // The tag before it holds the name: property lists, files of Hadoop.
          const pair = PAIR_TAG.exec(text.slice(Math.max(0, open - PAIR_REACH), open));
          findings.steps += PAIR_REACH;
          if (pair?.[1] !== undefined) strength = strengthOf(pair[1], false, false);
        }
      }
      let start = open + 1;
      let stop = close;
      while (start < stop && /\s/.test(text[start] as string)) start++;
      while (stop > start && /\s/.test(text[stop - 1] as string)) stop--;
      if (stop > start && isTagSecret(text.slice(start, Math.min(stop, start + 512)), strength))
        addFinding(findings, start, stop, 'assigned_secret');
    }
    from = close + 2;
    close = text.indexOf('</', from);
  }
}

function isTagSecret(value: string, strength: NameStrength): boolean {
  if (strength === 'none' || isPlaceholder(value) || value.startsWith('[redacted')) return false;
  if (strength === 'weak' || strength === 'soft') return looksRandom(value);
  if (strength === 'key' && looksChosen(value)) return true;
  return !isSentence(value) && !isCode(value) && (strength === 'password' || isMixed(value) || looksRandom(value));
}

/** Blanks before the name of a data block. */
const MAX_INDENT = 40;

/** A line of a data block: its key, the separator, its value. */
const DATA_LINE = /^([ \t]{1,40})["']?[\w.-]{1,253}["']?:[ \t]{1,8}(?:([|>][+-]?)$|(["']?)([^\n]{1,65536})$)/;

/** Reports every value of the `data` and `stringData` of a Kubernetes Secret. */
export function scanKubernetesSecrets(text: string, findings: Findings): void {
  const kind = /kind["']?[ \t]{0,8}:[ \t]{0,8}["']?(?:Secret|SealedSecret)\b/;
  if (!text.includes('Secret') || !kind.test(text)) return;
  // Two walks over the lines, two over the blocks of JSON.
  findings.steps += text.length * 4;
  let offset = 0;
  let indent = -1;
  for (const line of text.split('\n')) {
    const width = line.length - line.trimStart().length;
    const name = width <= MAX_INDENT ? line.trim() : '';
    if (name === 'data:' || name === 'stringData:') indent = width;
    else if (indent >= 0 && line.trim() !== '') {
      if (width <= indent) indent = -1;
      else {
        const match = DATA_LINE.exec(line.trimEnd());
        const value = match?.[4]?.replace(/["']$/, '') ?? (match === null ? line.trim() : '');
        if (value !== '' && !isPlaceholder(value)) {
          const at = offset + line.lastIndexOf(value);
          addFinding(findings, at, at + value.length, 'kubernetes_secret');
        }
      }
    }
    offset += line.length + 1;
  }
  const json = /"(?:data|stringData)"[ \t\n]{0,40}:[ \t\n]{0,40}\{([^{}]{0,65536})\}/g;
  for (let block = json.exec(text); block !== null; block = json.exec(text)) {
    const base = block.index + block[0].length - 1 - (block[1] as string).length;
    const pair = /"[^"\n]{0,253}"[ \t\n]{0,40}:[ \t\n]{0,40}"([^"\n]{1,65536})"/g;
    for (let match = pair.exec(block[1] as string); match !== null; match = pair.exec(block[1] as string)) {
      const value = match[1] as string;
      const start = base + match.index + match[0].length - 1 - value.length;
      if (!isPlaceholder(value)) addFinding(findings, start, start + value.length, 'kubernetes_secret');
    }
  }
}

/** How far before its copula a noun begins, with whose it is: `token for api.example.com`. */
const NOUN_REACH = 64;
const NOUN_HINT =
  /pass|code|secret|token|key|cred|pwd|pin|otp|identified|secure|login|bindpw|masterauth|wo?or[dt]|contrase|senha|hasło|heslo|парол|токен|ключ|密|パス|비밀|clave|clé|schlüssel|şifre|mật|psk|pre-?shared/i;
const SECRET_NOUN =
  /(?:pass ?(?:wor[dt]|phrase|code)|passwd|kennwort|wachtwoord|contrase[nñ]a|senha|mot de passe|hasło|heslo|пароль|密[码碼]|パスワード|비밀번호|secret(?: key| access key)?|token|api[ _-]?key|access[ _-]?key|private[ _-]?key|credentials?|\bpwd|\bpin|otp)(?: (?:provided|given|used|supplied))?(?: (?:for|of) (?:the |your |our |my )?[\w@.-]{1,40})?$/i;
/** What is said to be a few digits. */
const CODE_NOUN =
  /(?:\bpin(?: ?code)?|\botp|(?:verification|security|one-time|login|2fa|mfa|recovery|access|sms|auth(?:entication)?) code)$/i;

/** Reports what a sentence gives away: "my password is Hunter2". */
export function scanSentences(text: string, findings: Findings): void {
  findings.steps += 2 * text.length;
  if (!NOUN_HINT.test(text)) return;
  scanSaid(text, findings);
  scanLineValues(text, findings);
  scanNamedNouns(text, findings);
  findings.steps += text.length;
  for (let i = 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code !== 32 && code !== 58) continue;
    const length = copulaAt(text, i, code);
    // A noun, or a name behind it, ends with a letter or a digit.
    if (length === 0 || (classAt(text, i - 1) & ALNUM) === 0) continue;
    const noun = text.slice(Math.max(0, i - NOUN_REACH), i);
    findings.steps += noun.length;
    if (SECRET_NOUN.test(noun) || CODE_NOUN.test(noun)) reportSaid(text, i, i + length, findings);
  }
}

/** The length of the words that join a name and a value, blanks included, where they begin at `index`; 0 without any. */
function copulaAt(text: string, index: number, code: number): number {
  if (code === 58) return text.charCodeAt(index + 1) === 32 ? 2 : 0;
  switch (text.charCodeAt(index + 1)) {
    case 105:
      return text.startsWith('is ', index + 1) ? 4 : text.startsWith('ist ', index + 1) ? 5 : 0;
    case 101:
      return text.startsWith('es ', index + 1) ? 4 : text.startsWith('est ', index + 1) ? 5 : 0;
    case 119:
      return text.startsWith('was ', index + 1) ? 5 : text.startsWith('with ', index + 1) ? 6 : 0;
    case 97:
      return text.startsWith('as ', index + 1) ? 4 : 0;
    case 116:
      return text.startsWith('to ', index + 1) ? 4 : 0;
    case 45:
      return text.startsWith('-> ', index + 1) ? 4 : 0;
    case 124:
      return text.charCodeAt(index + 2) === 32 ? 3 : 0;
    default:
      return 0;
  }
}

/** Reports the word at `from` that a sentence calls a secret, by the copula that begins at `copula`. */
function reportSaid(text: string, copula: number, from: number, findings: Findings): void {
  let start = from;
  while (start < text.length && /["'`“(<[]/.test(text[start] as string)) start++;
  const limit = Math.min(text.length, start + 512);
  let end = start;
  while (end < limit && !/[\s"'`”<>]/.test(text[end] as string)) end++;
  findings.steps += end - from;
  while (end > start && /[.,;:!?)\]]/.test(text[end - 1] as string)) end--;
  const value = text.slice(start, end);
  const colon = text.charCodeAt(copula) === 58;
  // "is", "was" and a colon say what the value is; "as", "to", "with" and an arrow may lead to anything.
  const firm = colon || text.startsWith('is', copula + 1) || text.startsWith('was', copula + 1);
  if (/^[0-9]{4,8}$/.test(value) && firm) {
    const noun = text.slice(Math.max(0, copula - NOUN_REACH), copula);
    if (CODE_NOUN.test(noun) && !isClaimed(findings, start)) {
      addFinding(findings, start, end, 'assigned_secret');
      return;
    }
  }
  if (
    !isClaimed(findings, start) &&
    (!colon || /[0-9]/.test(value)) &&
    ((isMixed(value) && value.length >= (firm ? 4 : 8)) || looksRandom(value)) &&
    !isPlaceholder(value) &&
    !isColour(value) &&
    !isCode(value) &&
    !isReference(value) &&
    !isVersion(value) &&
    // `secret: Uint8Array` is a type.
    !(colon && /^[A-Z]/.test(value) && readsAsWords(value)) &&
    !/^[0-9]{1,3}$|^\[?redacted|^[0-9.]{1,5}[a-z%]{0,2}$/.test(value)
  )
    addFinding(findings, start, end, 'assigned_secret');
}
