/**
 * Finds where things stand in a TOML text: headers, pairs, values, and the entries of an inline table, as offsets.
 * Owns positions only. Meaning and validity are the parser's: what is scanned here must have been parsed before, so
 * this never reports an error. All offsets are in UTF-16 units of the text as it was given, byte order mark included.
 */

/** A line `[path]` or `[[path]]`. */
export interface TomlHeader {
  readonly kind: 'table' | 'array';
  readonly path: readonly string[];
  readonly start: number;
  /** After the closing bracket. */
  readonly end: number;
}

/** A `key = value`, wherever it stands. */
export interface TomlPair {
  readonly kind: 'pair';
  /** The path of the table in whose section or braces it stands; empty at the root. */
  readonly table: readonly string[];
  /** The key as written, split at its dots. */
  readonly key: readonly string[];
  readonly start: number;
  readonly valueStart: number;
  /** After the value, before blanks and a comment. */
  readonly end: number;
}

/** What stands in a TOML text, comments and blanks aside. */
export type TomlItem = TomlHeader | TomlPair;

/** Lists the headers and top-most pairs of a valid TOML text in their order. */
export function scanToml(text: string): readonly TomlItem[] {
  const items: TomlItem[] = [];
  let table: readonly string[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  for (;;) {
    at = skipVoid(text, at);
    if (at >= text.length) return items;
    const start = at;
    if (text[at] === '[') {
      const isArray = text[at + 1] === '[';
      const key = scanKey(text, at + (isArray ? 2 : 1));
      at = key.end + (isArray ? 2 : 1);
      table = key.path;
      items.push({ kind: isArray ? 'array' : 'table', path: table, start, end: at });
    } else {
      const pair = scanPair(text, at, table);
      items.push(pair);
      at = pair.end;
    }
    if (at <= start) return items;
  }
}

/** Lists the pairs between the braces of the inline table that opens at `open`, and where it closes. */
export function scanInlineTable(
  text: string,
  open: number,
  table: readonly string[],
): { readonly pairs: readonly TomlPair[]; readonly close: number } {
  const pairs: TomlPair[] = [];
  let at = skipVoid(text, open + 1);
  while (at < text.length && text[at] !== '}') {
    const pair = scanPair(text, at, table);
    pairs.push(pair);
    at = skipVoid(text, pair.end);
    if (text[at] === ',') at = skipVoid(text, at + 1);
    if (at <= pair.start) break;
  }
  return { pairs, close: at };
}

/** The 1-based number of the line in which an offset stands. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** Skips blanks, line ends and comments. */
export function skipVoid(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const char = text[at];
    if (char === '#') at = lineEnd(text, at);
    else if (char === ' ' || char === '\t' || char === '\n' || char === '\r') at++;
    else break;
  }
  return at;
}

/** Where the line of an offset ends: at its LF or at the end of the text. */
export function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

/** Skips blanks within a line. */
export function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

function scanPair(text: string, start: number, table: readonly string[]): TomlPair {
  const key = scanKey(text, start);
  // TOML 1.1 as parsed allows a line end on neither side of `=`; skipping them too does no harm.
  const valueStart = skipVoid(text, key.end + 1);
  return { kind: 'pair', table, key: key.path, start, valueStart, end: scanValue(text, valueStart) };
}

/** Reads a dotted key; `end` is the offset of what follows it: `=` or `]`. */
function scanKey(text: string, from: number): { readonly path: readonly string[]; readonly end: number } {
  const path: string[] = [];
  let at = from;
  for (;;) {
    at = skipBlanks(text, at);
    const quote = text[at];
    if (quote === '"' || quote === "'") {
      const end = scanString(text, at);
      const inner = text.slice(at + 1, end - 1);
      path.push(quote === '"' ? withoutEscapes(inner) : inner);
      at = end;
    } else {
      const end = endOfRun(text, at, /[A-Za-z0-9_-]/);
      path.push(text.slice(at, end));
      at = end;
    }
    at = skipBlanks(text, at);
    if (text[at] !== '.') return { path, end: at };
    at++;
  }
}

function scanValue(text: string, from: number): number {
  const char = text[from];
  if (char === '"' || char === "'") return scanString(text, from);
  if (char === '[' || char === '{') return scanBrackets(text, from);
  // A bare value may hold a blank: `1979-05-27 07:32:00Z`.
  const end = endOfRun(text, from, /[^,\]}#\r\n]/);
  return from + text.slice(from, end).trimEnd().length;
}

/** Skips to after the bracket that closes the one at `from`. */
function scanBrackets(text: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const char = text[at];
    if (char === '#') at = lineEnd(text, at);
    else if (char === '"' || char === "'") at = scanString(text, at);
    else {
      if (char === '[' || char === '{') depth++;
      if (char === ']' || char === '}') depth--;
      at++;
      if (depth === 0) break;
    }
  }
  return at;
}

/** Skips a string of any of the four kinds. */
function scanString(text: string, from: number): number {
  const quote = text[from] ?? '"';
  const fence = quote.repeat(3);
  const isMultiLine = text.startsWith(fence, from);
  let at = from + (isMultiLine ? 3 : 1);
  while (at < text.length) {
    if (quote === '"' && text[at] === '\\') at += 2;
    else if (isMultiLine ? text.startsWith(fence, at) : text[at] === quote) break;
    else at++;
  }
  if (!isMultiLine) return at + 1;
  at += 3;
  // Up to two quotes may stand directly before the closing three.
  for (let extra = 0; extra < 2 && text[at] === quote; extra++) at++;
  return at;
}

function endOfRun(text: string, from: number, of: RegExp): number {
  let at = from;
  while (at < text.length && of.test(text[at] ?? '')) at++;
  return at;
}

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  e: '\u001b',
  '"': '"',
  '\\': '\\',
};

function withoutEscapes(inner: string): string {
  return inner.replaceAll(
    /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/gs,
    (_all, two: string | undefined, four: string | undefined, eight: string | undefined, one: string | undefined) => {
      const hex = two ?? four ?? eight;
      return hex === undefined ? (ESCAPES[one ?? ''] ?? '') : String.fromCodePoint(Number.parseInt(hex, 16));
    },
  );
}
