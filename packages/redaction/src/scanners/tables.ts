/**
 * Cells of tables in texts that the head of their column names: CSV and tabs, `psql` and `mysql`, Markdown, frames drawn with
 * lines; and rows of two cells, a name and its value. Owns the shape of tables; names are judged as elsewhere.
 */
import { addFinding, type Findings, isClaimed } from '../findings.ts';
import { CONTENT_WORDS } from '../key-words.ts';
import { judgeKey, KEY_BANNED, KEY_SECRET, splitKey } from '../keys.ts';
import { isListedSecret } from './listed-values.ts';
import { isPlaceholder } from './placeholders.ts';
import { isCode, isReference, isSentence, isVersion, looksChosen } from './values.ts';

/** What a table with something to find says somewhere. */
const HINT =
  /pass|pwd|secret|token|key|cred|cookie|auth|session|bearer|mnemonic|phrase|otp|pin|user_?name|(?:first|last|full)[_ ]?name|e-?mail|phone|ssn|iban|birth/i;
/** UTF-16 units of a line that may be the head of a table, and of one that may be a row. */
const MAX_HEAD = 1_024;
const MAX_ROW = 8_192;
/** Between two cells, the surest first. */
const SEPARATORS: readonly string[] = ['|', '│', '┃', '\t', ';', ','];
/** The name of a column. */
const NAME = /^["'`*]{0,3}[\p{L}_][\p{L}\p{N}_ .#/-]{0,47}["'`*]{0,3}$/u;
/** The line between the head of a table and its rows, or a border. */
const RULE = /^[\s|+:=─━┼╋┌┬┐└┴┘├┤╞╪╡╠╬╣┏┳┓┗┻┛┡╇┩-]{3,}$/;

/** A cell without the blanks and quotes around it: indexes into the text. */
interface Cell {
  readonly start: number;
  readonly end: number;
}

const AROUND = ' \t"\'`*\r';

/** The cells of the line `[from, to)`. A separator within double quotes is none. */
function cellsOf(text: string, from: number, to: number, separator: string): Cell[] {
  const cells: Cell[] = [];
  let start = from;
  let quoted = false;
  for (let i = from; i <= to; i++) {
    // RFC 4180: a quote counts where a cell begins with it; elsewhere the table stands in a string.
    if (i < to && text[i] === '"' && (quoted || i === start)) quoted = !quoted;
    if (i < to && (text[i] !== separator || quoted)) continue;
    let first = start;
    let last = i;
    while (first < last && AROUND.includes(text[first] as string)) first++;
    while (last > first && AROUND.includes(text[last - 1] as string)) last--;
    cells.push({ start: first, end: last });
    start = i + 1;
  }
  // A frame: what stands before the first and behind the last line is no cell.
  if (separator === '|' || separator === '│' || separator === '┃') {
    if (cells.length > 1 && isOutside(text, cells[0] as Cell)) cells.shift();
    if (cells.length > 1 && isOutside(text, cells[cells.length - 1] as Cell)) cells.pop();
  }
  return cells;
}

/** True for nothing, and for the beginning or the end of the JSON that holds a table: `{"output":"`, `"}`. */
function isOutside(text: string, cell: Cell): boolean {
  const { start, end } = cell;
  return start === end || text[end - 1] === ':' || text[start] === '}' || text[start] === ']';
}

type Column = 'secret' | 'password' | 'personal';

/** What a column holds by its head; undefined for all that may stay. */
function columnOf(name: string): Column | undefined {
  if (!HINT.test(name)) return undefined;
  const verdict = judgeKey(name);
  if ((verdict & KEY_SECRET) !== 0) return /pass|pwd/i.test(name) ? 'password' : 'secret';
  const last = splitKey(name).at(-1);
  return (verdict & KEY_BANNED) !== 0 && last !== undefined && !CONTENT_WORDS.has(last) ? 'personal' : undefined;
}

/** True for the text of a cell that has to go; `ruled` says that a line stands below the head: it is a table for sure. */
function isTold(value: string, column: Column, ruled: boolean): boolean {
  if (value.length < 3 || isPlaceholder(value) || value.includes('[redacted')) return false;
  if (column === 'personal') return ruled && !isSentence(value) && /^[\p{L}\p{N}_.@+ -]+$/u.test(value);
  if (/\s/.test(value) || isReference(value) || isCode(value) || isVersion(value) || /^https?:/.test(value))
    return false;
  return looksChosen(value) || (ruled && column === 'password' && /[A-Z0-9]/.test(value));
}

/** A table whose head has been read. */
interface Table {
  readonly separator: string;
  readonly columns: readonly (Column | undefined)[];
  ruled: boolean;
}

function headOf(text: string, from: number, to: number, findings: Findings): Table | undefined {
  if (to - from > MAX_HEAD) return undefined;
  const line = text.slice(from, to);
  findings.steps += 2 * line.length;
  if (!HINT.test(line)) return undefined;
  const separator = SEPARATORS.find((sign) => line.includes(sign));
  if (separator === undefined) return undefined;
  const cells = cellsOf(text, from, to, separator);
  if (cells.length < 2) return undefined;
  // In front of the first one stands whatever holds the table: `{"output":"id,password`.
  const names = cells.map(({ start, end }, i) =>
    i === 0
      ? text
          .slice(start, end)
          .replace(/^.{0,200}["'>:(]/, '')
          .trim()
      : text.slice(start, end),
  );
  if (!names.every((name) => NAME.test(name))) return undefined;
  findings.steps += 4 * line.length;
  const columns = names.map(columnOf);
  return columns.every((column) => column === undefined) ? undefined : { separator, columns, ruled: false };
}

/** Reports the cells of the row `[from, to)`; false where it is none of the table. */
function scanRow(text: string, from: number, to: number, table: Table, findings: Findings): boolean {
  const cells = cellsOf(text, from, to, table.separator);
  findings.steps += to - from;
  if (cells.length !== table.columns.length) return false;
  for (let i = 0; i < cells.length; i++) {
    const column = table.columns[i];
    const { start, end } = cells[i] as Cell;
    if (column === undefined || start === end || isClaimed(findings, start)) continue;
    // Behind the last one ends the string that holds the table.
    const quote = i === cells.length - 1 ? text.slice(start, end).search(/\\?["']/) : -1;
    const stop = quote > 0 ? start + quote : end;
    if (isTold(text.slice(start, Math.min(stop, start + 512)), column, table.ruled))
      addFinding(findings, start, stop, 'table_cell');
  }
  return true;
}

/** `| API_KEY | … |`: a row that is a name and its value. */
function scanPairRow(text: string, from: number, to: number, findings: Findings): void {
  const separator = SEPARATORS.slice(0, 3).find((sign) => text.slice(from, to).includes(sign));
  if (separator === undefined) return;
  const cells = cellsOf(text, from, to, separator);
  findings.steps += 2 * (to - from);
  for (let i = 0; i + 1 < cells.length; i++) {
    const name = cells[i] as Cell;
    const value = cells[i + 1] as Cell;
    if (name.end - name.start > 64 || value.start === value.end || isClaimed(findings, value.start)) continue;
    const label = text.slice(name.start, name.end);
    if (!NAME.test(label) || !HINT.test(label) || (judgeKey(label) & KEY_SECRET) === 0) continue;
    if (isListedSecret(label, text.slice(value.start, Math.min(value.end, value.start + 512))))
      addFinding(findings, value.start, value.end, 'table_cell');
  }
}

/** Reports such cells. Each line is looked at a bounded number of times. */
export function scanTables(text: string, findings: Findings): void {
  findings.steps += 2 * text.length;
  if (!HINT.test(text)) return;
  const { length } = text;
  let table: Table | undefined;
  for (let from = 0; from < length; ) {
    let to = text.indexOf('\n', from);
    if (to < 0) to = length;
    if (to - from <= MAX_ROW && to > from) {
      if (RULE.test(text.slice(from, Math.min(to, from + MAX_HEAD)))) {
        findings.steps += to - from;
        if (table !== undefined) table.ruled = true;
      } else {
        const row = table === undefined ? false : scanRow(text, from, to, table, findings);
        if (!row) table = headOf(text, from, to, findings);
        if (!row) scanPairRow(text, from, to, findings);
      }
    } else table = undefined;
    from = to + 1;
  }
}
