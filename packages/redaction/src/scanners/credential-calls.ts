/**
 * Secrets among the arguments of a call or the parts of a tuple, where the name of the function says which one it is:
 * `auth=("user", "…")`, `new NetworkCredential("user", "…")`, `createHmac("sha256", "…")`; and the columns of an SQL
 * `INSERT`. Looks at text literals alone.
 */
import { ALNUM, CLASS } from '../alphabets.ts';
import { addFinding, type Findings, isClaimed } from '../findings.ts';
import { strengthOf } from './names.ts';
import { isPlaceholder } from './placeholders.ts';
import { isCode, isReference, looksChosen } from './values.ts';

/** Which literal is the secret: counted from 0, or from the end. By the name without its signs, in lower case. */
const CALLS: ReadonlyMap<string, number> = new Map([
  ...(
    'auth httpbasicauth basicauth setbasicauth login ftplogin signin authenticate usernamepasswordcredentials passwordauthentication ' +
    'networkcredential pscredential credential credentials httpbasic basicauthentication withcredentials usernamepasswordcredential ' +
    'plaintextauthprovider plainauth ssh2authpassword passwordcredential basiccredentials basicawscredentials createhmac'
  )
    .split(' ')
    .map((name) => [name, 1] as const),
  ...'newstaticcredentials newstaticcredentialsprovider twilio algoliasearch createcipheriv createdecipheriv pgpsymencrypt pgpsymdecrypt'
    .split(' ')
    .map((name) => [name, 1] as const),
  ...'cookieparser hmac aes fernet signer wallet'.split(' ').map((name) => [name, 0] as const),
  ['pdo', 2],
  ['sequelize', 2],
  ['mysqliconnect', 2],
  ['mysqli', 2],
  ['plainauth', 2],
  ['hexdigest', 1],
  ['getconnection', -1],
  ['sign', -1],
  ['verify', -1],
]);

/** A function's name, and what may stand between it and its arguments: `pscredential]::new`. */
const MAX_NAME = 40;
/** The arguments that are looked at. */
const MAX_REACH = 400;
const MAX_LITERALS = 4;
/** Columns of an `INSERT` and their values. */
const MAX_COLUMNS = 32;

interface Literal {
  readonly start: number;
  readonly end: number;
}

function isNameCode(code: number): boolean {
  return code === 95 || (code < 128 && ((CLASS[code] as number) & ALNUM) !== 0);
}

/** The literals from `from` up to the parenthesis that closes them; `undefined` stands for an argument that is none. */
function literalsAt(text: string, from: number, most: number, findings: Findings): Literal[] {
  const out: Literal[] = [];
  const limit = Math.min(text.length, from + MAX_REACH);
  let depth = 1;
  let i = from;
  for (; i < limit && depth > 0 && out.length < most; i++) {
    const code = text.charCodeAt(i);
    if (code === 40) depth++;
    else if (code === 41) depth--;
    else if (code === 59 || code === 10) break;
    else if (code === 34 || code === 39 || code === 96) {
      const start = i + 1;
      for (i = start; i < limit && text.charCodeAt(i) !== code && text.charCodeAt(i) !== 10; i++);
      if (i >= limit || text.charCodeAt(i) !== code) break;
      // The sign of an escape before the closing quote belongs to the quote.
      out.push({ start, end: text.charCodeAt(i - 1) === 92 && text.charCodeAt(start - 2) === 92 ? i - 1 : i });
    }
  }
  findings.steps += i - from;
  return out;
}

function report(text: string, literal: Literal | undefined, findings: Findings): void {
  if (literal === undefined || literal.end <= literal.start || isClaimed(findings, literal.start)) return;
  const value = text.slice(literal.start, Math.min(literal.end, literal.start + 256));
  findings.steps += value.length;
  if (isPlaceholder(value) || value.startsWith('[redacted') || !looksChosen(value)) return;
  if ((isCode(value) && !/[0-9]/.test(value)) || isReference(value)) return;
  addFinding(findings, literal.start, literal.end, 'assigned_secret');
}

/** Reports the secrets of calls and tuples. */
export function scanCalls(text: string, findings: Findings): void {
  findings.steps += text.length;
  for (let open = text.indexOf('('); open >= 0; open = text.indexOf('(', open + 1)) {
    let end = open;
    while (end > 0 && open - end < 3 && (text.charCodeAt(end - 1) === 61 || text.charCodeAt(end - 1) === 32)) end--;
    let start = end;
    while (start > 0 && end - start < MAX_NAME && isNameCode(text.charCodeAt(start - 1))) start--;
    findings.steps += open - start;
    let name = text.slice(start, end).replaceAll('_', '').toLowerCase();
    // [pscredential]::new( and credential.new(
    if (name === 'new') {
      const before = /([A-Za-z]{3,30})\]?(?:::|\.)$/.exec(text.slice(Math.max(0, start - MAX_NAME), start));
      name = before?.[1]?.toLowerCase() ?? '';
    }
    // Of `connect` and `encode` the module says what they take.
    const module = name === 'connect' || name === 'encode' ? text.slice(Math.max(0, start - 12), start) : '';
    const index = /(?:sql|mysqldb|mariadb)\.$/i.test(module)
      ? 2
      : /oracle(?:db)?\.$/i.test(module)
        ? 1
        : /jwt\.$/i.test(module)
          ? 'any'
          : CALLS.get(name);
    if (index === undefined) continue;
    const literals = literalsAt(text, open + 1, MAX_LITERALS, findings);
    if (index === 'any') {
      for (const literal of literals) if (literal.end - literal.start > 8) report(text, literal, findings);
    } else report(text, index < 0 ? literals[literals.length - 1] : literals[index], findings);
  }
  if (/insert/i.test(text)) scanInserts(text, findings);
}

/** `INSERT INTO t (a, password) VALUES ('x', '…')`: the columns name the values. */
function scanInserts(text: string, findings: Findings): void {
  const pattern = /insert\s{1,8}into\s{1,8}[^\s(]{1,80}\s{0,8}\(([^()]{1,400})\)\s{0,8}values\s{0,8}\(/gi;
  findings.steps += text.length;
  for (const match of text.matchAll(pattern)) {
    const columns = (match[1] as string).split(',', MAX_COLUMNS);
    const values = valuesAt(text, match.index + match[0].length, columns.length, findings);
    for (const [index, column] of columns.entries()) {
      const strength = strengthOf(column.replace(/[^\w.-]/g, ''), false, false);
      if (strength !== 'none' && strength !== 'weak') report(text, values[index], findings);
    }
  }
}

/** The values between commas, `undefined` for those that are no literal. */
function valuesAt(text: string, from: number, count: number, findings: Findings): (Literal | undefined)[] {
  const out: (Literal | undefined)[] = [];
  const limit = Math.min(text.length, from + MAX_REACH);
  let literal: Literal | undefined;
  let i = from;
  for (; i < limit && out.length < count; i++) {
    const code = text.charCodeAt(i);
    if (code === 44 || code === 41) {
      out.push(literal);
      literal = undefined;
      if (code === 41) break;
    } else if (code === 39 || code === 34) {
      const start = i + 1;
      for (i = start; i < limit && text.charCodeAt(i) !== code; i++);
      literal = { start, end: i };
    }
  }
  findings.steps += i - from;
  return out;
}
