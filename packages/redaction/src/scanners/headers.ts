/** Values of credential headers, and credentials that announce themselves: `Bearer …`, `Basic …`. */
import { BASE64, DIGIT, DOT, LETTER, skipClass, TILDE, WORD } from '../alphabets.ts';
import { addFinding, type Findings, isClaimed } from '../findings.ts';
import { isPlaceholder } from './placeholders.ts';
import { classesOf, isCode, readsAsWords, trimEndOf } from './values.ts';

/** A header field of this length is refused by every server. */
const MAX_HEADER_LENGTH = 16_384;
const MAX_SCHEME_LENGTH = 24;
/** UTF-16 units in which a placeholder, a scheme, or the name of a cookie has shown itself. */
const MAX_JUDGED = 160;

/** Where the value that was last looked at ended, so that several headers on one line walk it once. */
export interface HeaderLine {
  quote: string | undefined;
  end: number;
}

/**
 * Reports the value of `Authorization`, `Cookie` and their kin from `from` on, its scheme excepted. Returns where the
 * value ends, or `from` when there is none.
 */
export function scanHeaderValue(
  text: string,
  from: number,
  name: string,
  line: HeaderLine,
  findings: Findings,
): number {
  let start = from;
  while (start < text.length && start < from + 8 && /[ \t"'`\\:=>([]/.test(text[start] as string)) start++;
  const quote = /["'`]/.test(text[start - 1] ?? '') ? text[start - 1] : undefined;
  let end = start;
  const limit = Math.min(text.length, start + MAX_HEADER_LENGTH);
  if (line.quote === quote && line.end > start) end = line.end;
  else {
    for (; end < limit; end++) {
      const char = text[end] as string;
      if (char === '\n' || char === '\r' || char === quote) break;
      if (quote === undefined && (char === '"' || char === "'" || char === '`')) break;
      if (char === '\\' && /[nr"']/.test(text[end + 1] ?? '')) break;
    }
    findings.steps += end - from;
  }
  line.end = end;
  line.quote = quote;
  const value = text.slice(start, Math.min(end, start + MAX_JUDGED));
  findings.steps += value.length;
  if (end === start || isPlaceholder(value)) return from;
  if (/cookie/i.test(name)) {
    // A cookie has a name and a value; anything else is prose or code about cookies.
    const cookie = /^[\w!#$%&'*+.^`|~-]{1,128}=[^\s;,]/.test(value);
    if (!cookie) return from;
    addFinding(findings, start, end, 'cookie');
    return end;
  }
  const scheme = /^([A-Za-z][A-Za-z0-9_-]{1,23})[ :]{1,8}/.exec(value);
  let secretStart = start + (scheme === null || scheme[0].length > MAX_SCHEME_LENGTH + 4 ? 0 : scheme[0].length);
  let secretEnd = end;
  if (scheme !== null && quote === undefined && /^(?:digest|oauth|signature|hawk|mac) /i.test(scheme[0])) {
    // Parameters in quotes: to the end of the line, or of the quotes around it all.
    while (secretEnd < limit && !/[\n\r'`\\]/.test(text[secretEnd] as string)) secretEnd++;
    findings.steps += secretEnd - end;
  } else if (scheme === null || !/^(?:aws4|hmac|signature|negotiate|ntlm)/i.test(scheme[0])) {
    // One word: what follows it is another argument or the end of a sentence.
    const word = skipWord(text, secretStart, end);
    secretEnd = word;
  }
  findings.steps += secretEnd - secretStart;
  const secret = text.slice(secretStart, secretEnd);
  if (secret === '' || isPlaceholder(secret) || secret.startsWith('[redacted') || isCode(secret)) return from;
  // `authorization: required`, `Authorization header`: prose.
  if (/^[a-z]+$/i.test(secret) && secret.length < 16) return from;
  if (scheme === null && readsAsWords(secret) && !/[0-9]/.test(secret)) return from;
  if (scheme !== null && /^[{$%<]/.test(secret)) secretStart = secretEnd;
  if (secretEnd > secretStart) addFinding(findings, secretStart, secretEnd, 'authorization');
  // What follows one word may be another header.
  return secretEnd;
}

function skipWord(text: string, from: number, limit: number): number {
  let end = from;
  while (end < limit && !/[\s"'`,;<>)}\]]/.test(text[end] as string)) end++;
  return end;
}

/** True for base64 of `user:password`. */
function isBasic(value: string): boolean {
  let decoded: string;
  try {
    decoded = atob(trimEndOf(value, '=').slice(0, 512));
  } catch {
    return false;
  }
  const colon = decoded.indexOf(':');
  return colon > 0 && /^[\x20-\x7e\x80-\xff]+$/.test(decoded);
}

/** The word before the blank at `index` that says that a credential follows, by its last letters; '' for any other. */
function schemeBefore(text: string, index: number): 'bearer' | 'basic' | 'token' | '' {
  switch (text.charCodeAt(index - 1)) {
    case 114:
      return text.startsWith('eare', index - 5) ? 'bearer' : '';
    case 82:
      return text.startsWith('EARE', index - 5) ? 'bearer' : '';
    case 99:
      return text.startsWith('asi', index - 4) ? 'basic' : '';
    case 67:
      return text.startsWith('ASI', index - 4) ? 'basic' : '';
    case 110:
      return text.startsWith('oke', index - 4) ? 'token' : '';
    default:
      return '';
  }
}

/** Reports `Bearer <token>`, `Basic <base64>`, `Token <token>` wherever they stand. */
export function scanSchemes(text: string, findings: Findings): void {
  findings.steps += text.length;
  for (let blank = text.indexOf(' ', 4); blank >= 0; blank = text.indexOf(' ', blank + 1)) {
    const scheme = schemeBefore(text, blank);
    if (scheme === '') continue;
    const start = blank + 1;
    const end = skipClass(text, start, WORD | DOT | BASE64 | TILDE, text.length);
    findings.steps += 2 * (end - start);
    const value = trimEndOf(text.slice(start, Math.min(end, start + 512)), '.');
    let found = false;
    if (scheme === 'basic') found = value.length >= 8 && isBasic(value);
    else if (value.length >= (scheme === 'token' ? 16 : 8) && !isClaimed(findings, start)) {
      const bits = classesOf(value);
      found = (bits & LETTER) !== 0 && ((bits & DIGIT) !== 0 || value.length >= 32) && !readsAsWords(value);
    }
    if (found && !isPlaceholder(value))
      addFinding(findings, start, start + (end - start > 512 ? end - start : value.length), 'authorization');
  }
}
