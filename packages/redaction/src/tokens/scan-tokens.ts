/**
 * Finds every token of the tables in one pass: two characters select the few prefixes that may begin there, the body is
 * then as long as its alphabet goes. Nothing is looked at twice: after a find the scan goes on behind it.
 */
import { ALNUM, BASE64, CLASS, classAt, DIGIT, JOINER, LETTER, LOWER, skipClass } from '../alphabets.ts';
import { addFinding, type Findings } from '../findings.ts';
import { classesOf, isAll, readsAsWords } from '../scanners/values.ts';
import { AI_TOKENS } from './ai.ts';
import { CLOUD_TOKENS } from './cloud.ts';
import { INFRASTRUCTURE_TOKENS } from './infrastructure.ts';
import { MESSAGING_TOKENS } from './messaging.ts';
import { PAYMENT_TOKENS } from './payments.ts';
import type { TokenRow } from './row.ts';
import { SOURCE_CONTROL_TOKENS } from './source-control.ts';
import { STRUCTURED_TOKENS } from './structured.ts';
import { TOOL_TOKENS } from './tools.ts';

/** All rows, in the order in which they are tried where prefixes are equally long. */
export const TOKEN_ROWS: readonly TokenRow[] = [
  ...AI_TOKENS,
  ...SOURCE_CONTROL_TOKENS,
  ...CLOUD_TOKENS,
  ...INFRASTRUCTURE_TOKENS,
  ...PAYMENT_TOKENS,
  ...MESSAGING_TOKENS,
  ...TOOL_TOKENS,
  ...STRUCTURED_TOKENS,
];

/** UTF-16 units of a body beyond which it is taken as it is: guards look no further, which keeps them bounded. */
const MAX_GUARDED_BODY = 4_096;
/** UTF-16 units of a body that may still be a name made of words. */
const MAX_WORDS = 96;

interface Candidate {
  readonly prefix: string;
  readonly row: TokenRow;
  /** The prefix has a separator and the body is long: it may also stand right behind a letter or digit. */
  readonly glued: boolean;
}

/** Compiled rows: which three characters may begin a token, and with which prefixes. */
export interface TokenTable {
  /** By the first two characters, five bits of each: a bit for each third one, by its last five bits. */
  readonly first: Int32Array;
  /** The same, of the prefixes alone that may stand behind a letter or digit. */
  readonly glued: Int32Array;
  readonly candidates: ReadonlyMap<number, readonly Candidate[]>;
}

/** Two characters by their last five bits: others may share a slot, which costs a comparison. */
function slotOf(first: number, second: number): number {
  return ((first & 31) << 5) | (second & 31);
}

/** Compiles rows into a dispatch table; longer prefixes are tried first. */
export function buildTokenTable(rows: readonly TokenRow[]): TokenTable {
  const first = new Int32Array(32 * 32);
  const behind = new Int32Array(32 * 32);
  const candidates = new Map<number, Candidate[]>();
  for (const row of rows) {
    for (const prefix of row.prefixes) {
      const slot = slotOf(prefix.charCodeAt(0), prefix.charCodeAt(1));
      const thirds = prefix.length === 2 ? -1 : 1 << (prefix.charCodeAt(2) & 31);
      first[slot] = (first[slot] as number) | thirds;
      const last = prefix.charCodeAt(prefix.length - 1);
      const glued = prefix.length >= 4 && (row.min >= 20 || prefix.length >= 8) && (last === 95 || last === 45);
      if (glued) behind[slot] = (behind[slot] as number) | thirds;
      const list = candidates.get(slot);
      const candidate = { prefix, row, glued };
      if (list === undefined) candidates.set(slot, [candidate]);
      else list.push(candidate);
    }
  }
  for (const list of candidates.values()) list.sort((a, b) => b.prefix.length - a.prefix.length);
  return { first, glued: behind, candidates };
}

/** What earlier attempts of one scan have learnt, so that no run is walked again from each of its characters. */
interface Memory {
  /** Up to which index a row is known to fail, whatever character it begins at. */
  readonly failed: Map<TokenRow, number>;
  /** Where the last run of an alphabet ended. */
  readonly ends: Map<number, number>;
}

/** True where a word goes on behind a body: with a letter or digit, or with one behind a joiner. `_x_` of Markdown ends it. */
function goesOn(text: string, end: number): boolean {
  if ((classAt(text, end) & ALNUM) !== 0) return true;
  return (classAt(text, end) & JOINER) !== 0 && (classAt(text, end + 1) & (ALNUM | JOINER)) !== 0;
}

/** The end of the body that begins at `from` behind a prefix at `start`, or -1 where the row does not match. */
function matchBody(
  text: string,
  start: number,
  from: number,
  row: TokenRow,
  memory: Memory,
  findings: Findings,
): number {
  if (from < (memory.failed.get(row) ?? 0)) return -1;
  const known = memory.ends.get(row.body) ?? 0;
  let end = known > from ? known : skipClass(text, from, row.body, text.length);
  if (known <= from) {
    findings.steps += end - from + 1;
    memory.ends.set(row.body, end);
  }
  const runEnd = end;
  while (end > from && text.charCodeAt(end - 1) === 46) end--;
  findings.steps += runEnd - end;
  // `_x_` of Markdown: the second sign is no part of a body that has its length without it.
  if (end - from - 1 === row.max && text.charCodeAt(end - 1) === 95 && text.charCodeAt(start - 1) === 95) end--;
  const length = end - from;
  if (length < row.min) return -1;
  if (row.max !== undefined && (length > row.max || goesOn(text, end))) return -1;
  const guarded = Math.min(end, from + MAX_GUARDED_BODY);
  if (row.needs !== undefined) {
    let seen = 0;
    for (let i = from; i < guarded; i++) seen |= CLASS[text.charCodeAt(i)] as number;
    findings.steps += guarded - from;
    for (const mask of row.needs) {
      if ((seen & mask) !== 0) continue;
      // What the whole lacks, each of its ends lacks.
      memory.failed.set(row, guarded);
      return -1;
    }
  }
  if (row.random === true && length <= MAX_WORDS) {
    findings.steps += length;
    const body = text.slice(from, end);
    if (((classesOf(body) & DIGIT) === 0 && readsAsWords(body)) || isAll(body, LOWER)) return -1;
  }
  if (row.infix !== undefined) {
    findings.steps += guarded - from;
    if (!text.slice(from, guarded).includes(row.infix)) {
      memory.failed.set(row, guarded);
      return -1;
    }
  }
  // A longer or newer body may leave its alphabet: no letter or digit of it may stay behind.
  const longer = skipClass(text, end, ALNUM, text.length);
  findings.steps += longer - end;
  return longer;
}

/** Characters of SHA-1, SHA-256, SHA-384 and SHA-512 in base64. */
const INTEGRITY_LENGTHS: ReadonlySet<number> = new Set([28, 44, 64, 88]);

/** The end of `sha512-…` of a lock file that begins at `from`, or -1: random characters in which any prefix may occur. */
function integrityEnd(text: string, from: number): number {
  if (!text.startsWith('sha', from)) return -1;
  const digits = skipClass(text, from + 3, DIGIT, from + 6);
  if (text.charCodeAt(digits) !== 45) return -1;
  const end = skipClass(text, digits + 1, BASE64, digits + 96);
  return INTEGRITY_LENGTHS.has(end - digits - 1) ? end : -1;
}

/** `-b` right before a token: a flag of one letter with its value. */
function isShortFlag(text: string, index: number): boolean {
  return (
    text.charCodeAt(index - 1) === 45 &&
    (classAt(text, index) & LETTER) !== 0 &&
    (index === 1 || text.charCodeAt(index - 2) <= 32)
  );
}

/** Reports every token in `text`. */
export function scanTokens(text: string, table: TokenTable, findings: Findings): void {
  const { first, glued, candidates } = table;
  const length = text.length - 1;
  findings.steps += length;
  let memory: Memory | undefined;
  let previous = 0;
  let next = text.charCodeAt(0);
  let third = text.charCodeAt(1);
  for (let i = 0; i < length; i++) {
    const code = next;
    next = third;
    // Past the end no bit matters but those of prefixes of two characters, which are all set.
    third = text.charCodeAt(i + 2);
    const behind = previous < 128 && ((CLASS[previous] as number) & ALNUM) !== 0;
    previous = code;
    const slot = slotOf(code, next);
    // `sh` of `sha512-…` is looked at in any case, since nothing begins within that.
    let told = ((first[slot] as number) >>> (third & 31)) & 1;
    const within = told !== 0 && behind && !isShortFlag(text, i - 1);
    if (within) told = ((glued[slot] as number) >>> (third & 31)) & 1;
    if (told === 0 && (code !== 115 || next !== 104)) continue;
    if (code === 115 && next === 104) {
      const end = integrityEnd(text, i);
      // Failed, it has looked at 96 characters at most; another can begin only behind a `-` of those.
      findings.steps += end > i ? end - i : 8;
      if (end > i) {
        i = end - 1;
        previous = text.charCodeAt(i);
        next = text.charCodeAt(end);
        third = text.charCodeAt(end + 1);
        continue;
      }
    }
    const list = candidates.get(slot);
    if (list === undefined) continue;
    for (const candidate of list) {
      if (within && !candidate.glued) continue;
      findings.steps++;
      const { prefix, row } = candidate;
      if (!text.startsWith(prefix, i)) continue;
      memory ??= { failed: new Map(), ends: new Map() };
      const end = matchBody(text, i, i + prefix.length, row, memory, findings);
      if (end < 0) continue;
      addFinding(findings, i, end, row.kind);
      i = end - 1;
      previous = text.charCodeAt(i);
      next = text.charCodeAt(end);
      third = text.charCodeAt(end + 1);
      break;
    }
  }
}
