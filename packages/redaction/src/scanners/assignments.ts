/**
 * Values beside a name that says secret: `NAME=value`, `name: value`, `"name": "value"`, `name := value`, `name => value`,
 * `set("name", "value")`, `setName("value")`, `{ name: NAME, value: … }`, in any of the languages that write so.
 * Every separator looks back for its name once and forward for its value once; both are bounded.
 */
import { ALNUM, CLASS } from '../alphabets.ts';
import { addFinding, type Findings, isClaimed } from '../findings.ts';
import { isSecretValue, MAX_JUDGED_VALUE } from './assigned-secret.ts';
import { createWalkedValues, QUOTES, type Value, valueAt, type WalkedValues } from './assigned-values.ts';
import { behindType, behindWrapper, declaredName, MAX_NAME_REACH } from './declarations.ts';
import { type HeaderLine, scanHeaderValue } from './headers.ts';
import { createNameJudge, type NameStrength, strengthOf } from './names.ts';

/** More of a line behind a value is no second word of it. */
const MAX_REST = 256;

function isNameCode(code: number): boolean {
  // Letters of other scripts, without their punctuation.
  if (code >= 128) return code >= 0xc0 && code < 0xd800 && (code < 0x2000 || code >= 0x3040);
  return ((CLASS[code] as number) & ALNUM) !== 0 || code === 95 || code === 45 || code === 46 || code === 36;
}

/** Where a name ends before `index`: operators, blanks, quotes and brackets passed over. -1 without a name. */
function nameEndBefore(text: string, index: number): number {
  let end = index;
  const limit = Math.max(0, index - 12);
  while (end > limit) {
    const code = text.charCodeAt(end - 1);
    // blank " ' ` ] ) : = ? | + ! \ > *
    if (
      code === 32 ||
      code === 9 ||
      code === 34 ||
      code === 39 ||
      code === 96 ||
      code === 93 ||
      code === 41 ||
      code === 58 ||
      code === 61 ||
      code === 63 ||
      code === 124 ||
      code === 43 ||
      code === 33 ||
      code === 92 ||
      code === 42
    ) {
      end--;
    } else break;
  }
  return end > 0 && isNameCode(text.charCodeAt(end - 1)) ? end : -1;
}

/** The start of a name that ends at `end`; single blanks may stand within (`API key: …`). */
function nameStartBefore(text: string, end: number): number {
  const limit = Math.max(0, end - MAX_NAME_REACH);
  let start = end;
  let blanks = 0;
  while (start > limit) {
    const code = text.charCodeAt(start - 1);
    if (isNameCode(code)) start--;
    else if (code === 32 && start - 1 > limit && isNameCode(text.charCodeAt(start - 2)) && blanks < 3) {
      blanks++;
      start--;
    } else break;
  }
  return start;
}

/** Reports the values of assignments, headers and calls. */
export function scanAssignments(text: string, findings: Findings): void {
  const length = text.length;
  findings.steps += length;
  // `name: DB_PASSWORD` or `key="Password"`: speaks of the `value` that follows.
  let named: NameStrength = 'none';
  let namedUntil = 0;
  const walked = createWalkedValues();
  const names = createNameJudge();
  const line: HeaderLine = { quote: undefined, end: 0 };
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code === 34 || code === 39) {
      // `variable "db_password" {` of Terraform: its `default` follows.
      if (code === 34 && text.startsWith('variable ', i - 9)) {
        const name = /^[\w.-]{2,80}(?=")/.exec(text.slice(i + 1, i + 2 + MAX_NAME_REACH))?.[0];
        named = name === undefined ? 'none' : strengthOf(name, false, false);
        namedUntil = i + 3 * MAX_NAME_REACH;
      }
      const end = scanBareQuote(text, i, walked, findings);
      if (end > i) i = end;
      continue;
    }
    // `name <- value` of R.
    const arrow = code === 45 && text.charCodeAt(i - 1) === 60;
    if (code !== 61 && code !== 58 && code !== 40 && code !== 44 && !arrow) continue;
    if (i === 0 || isClaimed(findings, i)) continue;
    if (code === 58 && text.charCodeAt(i + 1) === 47 && text.charCodeAt(i + 2) === 47) continue;
    const call = code === 40 || code === 44;
    if (call && !opensQuote(text, i + 1)) continue;
    if (code === 44 && !QUOTES.includes(text[i - 1] ?? ' ')) continue;
    let nameEnd = nameEndBefore(text, arrow ? i - 1 : i);
    const declared = code === 61 && opensQuote(text, i + 1) ? declaredName(text, i, findings) : undefined;
    if (declared !== undefined) nameEnd = declared.end;
    if (nameEnd < 0) {
      findings.steps += 12;
      continue;
    }
    const nameStart = declared?.start ?? nameStartBefore(text, nameEnd);
    // The name is walked, and then judged.
    findings.steps += 2 * (i - nameStart);
    const words = text.slice(nameStart, nameEnd);
    // `-Dname=value` of Java.
    const definition = words.lastIndexOf('-D');
    const name = definition === 0 || words[definition - 1] === ' ' ? words.slice(definition + 2) : words;
    const before = text.charCodeAt(nameStart - 1);
    if (closesText(text, nameStart, nameEnd, i)) continue;
    // `SECRET=` and a line end, written out or not: an empty value.
    if (code === 61 && /[\n\r]/.test(text[i + 1] ?? '')) continue;
    if (code === 61 && /^\\{1,4}[nr]/.test(text.slice(i + 1, i + 6))) continue;
    // `open('/etc/passwd', 'utf8')`: a path, no name.
    if (code === 44 && before === 47) continue;
    let strength = names.strengthOf(name, before === 63 || before === 38, code === 40);
    const lastWord =
      strength === 'none' || strength === 'weak' ? /[A-Za-z]{1,8}$/.exec(name)?.[0].toLowerCase() : undefined;
    if ((lastWord === 'value' || lastWord === 'default' || lastWord === 'content') && i < namedUntil) strength = named;
    const rest = code === 61 && !name.includes(' ') && isLineOfItsOwn(text, nameStart) && text.charCodeAt(i + 1) !== 32;
    if (lastWord === 'name' || lastWord === 'key' || lastWord === 'type') {
      const holder = valueAt(text, i + 1, false, walked, findings);
      const told =
        holder !== undefined && holder.end - holder.start <= MAX_NAME_REACH
          ? names.strengthOf(text.slice(holder.start, holder.end), false, false)
          : 'none';
      if (told !== 'none') {
        named = told;
        namedUntil = (holder?.end ?? i) + MAX_NAME_REACH;
      }
    }
    if (strength === 'none') continue;
    if (strength === 'header') {
      const end = scanHeaderValue(text, i + 1, name, line, findings);
      if (end > i) i = end - 1;
      continue;
    }
    const from = behindWrapper(text, code === 58 ? behindType(text, i + 1, findings) : i + 1, findings);
    const value = valueAt(text, from, rest, walked, findings);
    if (value === undefined) continue;
    if (isClaimed(findings, value.start)) {
      if (value.quoted) i = scanList(text, value, strength, walked, findings) - 1;
      continue;
    }
    const tight = text.charCodeAt(i + 1) !== 32;
    const compared =
      (from > i + 2 && text[from - 1] === '(') ||
      (code === 61 && (text.charCodeAt(i + 1) === 61 || text.charCodeAt(i - 1) === 33));
    findings.steps += Math.min(value.end - value.start, MAX_JUDGED_VALUE);
    if (!isSecretValue(text, value, strength, code, tight, compared)) continue;
    let end = value.end;
    if (rest && !value.quoted) {
      // A value of a line of its own may hold blanks: `PASSWORD=two words`. A comment ends it.
      const [line = ''] = text.slice(end, end + MAX_REST).split('\n');
      findings.steps += line.length;
      if (/^ [^=\s#]+$/.test(line) && strength === 'password') end += line.length;
    }
    while (end > value.start + 1 && !value.quoted && !rest && /[.,;:!?]/.test(text[end - 1] as string)) end--;
    addFinding(findings, value.start, end, 'assigned_secret');
    if (value.quoted) end = scanList(text, value, strength, walked, findings);
    i = end - 1;
  }
}

/** `"Password: "`: the quote behind the separator at `index` is the one that closes the text which the name begins. */
function closesText(text: string, nameStart: number, nameEnd: number, index: number): boolean {
  const open = text[nameStart - 1] ?? ' ';
  if (!QUOTES.includes(open)) return false;
  let close = index + 1;
  while (close < index + 6 && (text[close] === ' ' || text[close] === '\\')) close++;
  // One that is escaped more or less than the other belongs to another text.
  if (text[close] !== open || escapesBefore(text, close) !== escapesBefore(text, nameStart - 1)) return false;
  // What begins right behind a quote is quoted by it.
  return !/[^\s,;:)\]}+.]/.test(text[close + 1] ?? ' ') && !text.slice(nameEnd, index).includes(open);
}

/** Backslashes right before `index`, at most four. */
function escapesBefore(text: string, index: number): number {
  let count = 0;
  while (count < 4 && text[index - 1 - count] === '\\') count++;
  return count;
}

/** Between two items of a list: `", "`. */
const NEXT_ITEM = /\\?["'`]\s{0,8},\s{0,8}\\?(?=["'`])/y;
/** Items of a list that are looked at: `passwords: ["…", "…"]`. */
const MAX_ITEMS = 100;

/** Reports the further items of a list whose first was a secret. Returns where the last one ended. */
function scanList(
  text: string,
  first: Value,
  strength: NameStrength,
  walked: WalkedValues,
  findings: Findings,
): number {
  let last = first;
  if (!/\[\s{0,8}\\?["'`]$/.test(text.slice(Math.max(0, first.start - 12), first.start))) return first.end;
  for (let items = 0; items < MAX_ITEMS; items++) {
    NEXT_ITEM.lastIndex = last.end;
    const between = NEXT_ITEM.exec(text);
    findings.steps += 20;
    if (between === null) break;
    const next = valueAt(text, last.end + between[0].length, false, walked, findings);
    if (next === undefined || !next.quoted) break;
    if (!isClaimed(findings, next.start) && isSecretValue(text, next, strength, 58, true, false))
      addFinding(findings, next.start, next.end, 'assigned_secret');
    last = next;
  }
  return last.end;
}

/** UTF-16 units: a shorter text behind `||` or `??` is a path, a sign or a word. */
const MIN_FALLBACK = 4;

/** `private_key "…"` of a configuration, `process.env.API_KEY || '…'`: a name, a blank, a quote. Returns where it ended. */
function scanBareQuote(text: string, quote: number, walked: WalkedValues, findings: Findings): number {
  if (text.charCodeAt(quote - 1) !== 32 || isClaimed(findings, quote)) return quote;
  let end = quote - 1;
  let fallback = false;
  while (end > 0 && quote - end < 6 && /[ |?]/.test(text[end - 1] as string)) {
    if (text[end - 1] !== ' ') fallback = true;
    end--;
  }
  // `env["NAME"] ?? "…"`
  if (fallback && text[end - 1] === ']') end -= QUOTES.includes(text[end - 2] ?? ' ') ? 2 : 1;
  let start = end;
  const limit = Math.max(0, end - MAX_NAME_REACH);
  while (start > limit && isNameCode(text.charCodeAt(start - 1))) start--;
  findings.steps += quote - start;
  const name = text.slice(start, end);
  // Words of a sentence stand before quotes as well: only what is plainly an identifier counts.
  if (!fallback && !/[_-]/.test(name)) return quote;
  const strength = strengthOf(name, false, false);
  if (strength === 'none' || strength === 'weak' || strength === 'soft' || strength === 'header') return quote;
  const value = valueAt(text, quote, false, walked, findings);
  if (value === undefined || !isSecretValue(text, value, strength, 61, false, false)) return quote;
  // `env['PWD'] || '/'`: what stands in for a variable is a secret only when it could be one.
  if (fallback && value.end - value.start < MIN_FALLBACK) return quote;
  addFinding(findings, value.start, value.end, 'assigned_secret');
  return value.end;
}

function opensQuote(text: string, from: number): boolean {
  let index = from;
  while (index < from + 4 && (text[index] === ' ' || text[index] === '\\')) index++;
  return QUOTES.includes(text[index] ?? ' ');
}

/** True when a name stands at the start of a line, as in a file of the shell or of `dotenv`. */
function isLineOfItsOwn(text: string, nameStart: number): boolean {
  let index = nameStart;
  const limit = Math.max(0, nameStart - 12);
  while (index > limit && text.charCodeAt(index - 1) !== 10) index--;
  const lead = text.slice(index, nameStart).trim();
  return (
    (index === 0 || text.charCodeAt(index - 1) === 10) &&
    (lead === '' || lead === 'export' || lead === 'set' || lead === 'ENV' || lead === 'ARG')
  );
}
