/**
 * Finds where the value of an assignment stands: within quotes, or up to a sign that ends words. Owns no judgement of it.
 */
import type { Findings } from '../findings.ts';

/** Blanks, operators and openers between a separator and its value. */
const MAX_GAP = 24;

export const QUOTES = '"\'`';

/** Where a value stands; `quoted` when it is between quotes, which are not part of it. */
export interface Value {
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

/** What one scan has walked already: every separator within an unquoted value has the same end. */
export interface WalkedValues {
  readonly words: { from: number; to: number };
  readonly lines: { from: number; to: number };
}

/** Nothing walked yet. */
export function createWalkedValues(): WalkedValues {
  return { words: { from: 0, to: 0 }, lines: { from: 0, to: 0 } };
}

/** The value from `from` on: within quotes, or up to a sign that ends words; `rest` says that the line is its own. */
export function valueAt(
  text: string,
  from: number,
  rest: boolean,
  walked: WalkedValues,
  findings: Findings,
): Value | undefined {
  let start = from;
  const limit = Math.min(text.length, from + MAX_GAP);
  let code = text.charCodeAt(start);
  // blank = > : ( [ { \ and one line end with its indentation
  let lines = 0;
  let block = false;
  while (start < limit) {
    code = text.charCodeAt(start);
    // `key: |` and `key: >-`: the value is the line below.
    if (lines === 0 && (code === 124 || code === 62) && /^[|>][+-]?\r?\n/.test(text.slice(start, start + 4))) {
      block = true;
      start += text.charCodeAt(start + 1) === 10 || text.charCodeAt(start + 1) === 13 ? 1 : 2;
      continue;
    }
    // A line that a shell goes on with.
    if (code === 92 && text.charCodeAt(start + 1) === 10) {
      start += 2;
      continue;
    }
    if (code === 10 || code === 13) {
      if (code === 10 && ++lines > 1) return undefined;
      if (rest) return undefined;
    } else if (
      code !== 32 &&
      code !== 9 &&
      code !== 61 &&
      code !== 62 &&
      code !== 58 &&
      code !== 40 &&
      code !== 91 &&
      code !== 92 &&
      code !== 64
    )
      break;
    start++;
  }
  findings.steps += start - from;
  if (text.startsWith('redacted', start) && text.charCodeAt(start - 1) === 91) return undefined;
  // Prefixes of string literals: r"…", b'…', f"…", L"…"
  if (code < 128 && /[rbfuLnqN]/.test(text[start] ?? '') && QUOTES.includes(text[start + 1] ?? ' '))
    code = text.charCodeAt(++start);
  const stop = text.length;
  if (code === 34 || code === 39 || code === 96) {
    let width = 1;
    if (text.charCodeAt(start + 1) === code && text.charCodeAt(start + 2) === code) width = 3;
    const open = start + width;
    let end = open;
    for (; end < stop; end++) {
      const at = text.charCodeAt(end);
      if (at === code) break;
      if (at === 10 && width === 1) break;
      // An escaped quote is part of the value, unless the quotes themselves are escaped.
      if (at === 92 && text.charCodeAt(start - 1) !== 92) end++;
      else if (at === 92 && text.charCodeAt(end + 1) === code) break;
    }
    end = Math.min(end, stop);
    findings.steps += end - open;
    return end > open ? { start: open, end, quoted: true } : undefined;
  }
  if (lines > 0) return block || text.charCodeAt(start - 1) <= 32 ? lineBelow(text, start, findings) : undefined;
  const known = rest ? walked.lines : walked.words;
  if (start >= known.from && start < known.to) return { start, end: known.to, quoted: false };
  let end = start;
  for (; end < stop; end++) {
    const at = text.charCodeAt(end);
    if (at <= 32 || at === 34 || at === 39 || at === 96 || at === 60 || at === 62) break;
    if (!rest && (at === 44 || at === 59 || at === 38 || at === 41 || at === 93 || at === 125 || at === 124)) break;
    if (at === 92 && /["'nrt]/.test(text[end + 1] ?? '')) break;
  }
  findings.steps += end - start;
  known.from = start;
  known.to = end;
  return end > start ? { start, end, quoted: false } : undefined;
}

/** UTF-16 units of a value on a line of its own. */
const MAX_LINE = 512;

/** The one word that is all of the line that begins at `start`: a value below its name. */
function lineBelow(text: string, start: number, findings: Findings): Value | undefined {
  const limit = Math.min(text.length, start + MAX_LINE);
  let end = start;
  while (end < limit && text.charCodeAt(end) > 32 && text.charCodeAt(end) !== 34) end++;
  findings.steps += end - start;
  const after = text.charCodeAt(end);
  const alone = end === text.length || after === 10 || after === 13 || after === 34;
  // `token:` and a key, a list or a comment below it.
  if (!alone || end - start < 6 || /^[-#]|[:,{]$/.test(text.slice(start, end))) return undefined;
  return { start, end, quoted: false };
}
