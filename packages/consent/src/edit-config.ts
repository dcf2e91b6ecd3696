/**
 * Changes values of the table `[telemetry]` in the text of a configuration, and nothing else: every comment, every other
 * table, the order, line endings, a byte order mark and a missing last line end stay byte for byte.
 *
 * The table may be written in any form of TOML: under `[telemetry]`, as `telemetry.enabled = …` at the root, in braces,
 * or not at all yet. After the edit the text is parsed again and must say exactly what was intended; else it is refused.
 */

import { TelemetryError } from '@telemetry/schema';
import { CONFIG_KEYS } from './config-keys.ts';
import { parseConfig, TELEMETRY_TABLE } from './parse-config.ts';
import { isTomlTable, readToml, type TomlTable } from './read-toml.ts';
import { isSameToml } from './same-toml.ts';
import { lineEnd, scanInlineTable, scanToml, skipBlanks, type TomlItem, type TomlPair } from './scan-toml.ts';

/** New values by key. `null` removes a key; a key that is not named stays as it is. */
export type TelemetryChanges = { readonly [Key in keyof typeof CONFIG_KEYS]?: string | number | boolean | null };

type Value = string | number | boolean;

/**
 * Applies changes to a text and returns the new one; the same text when it says so already. `file` is for messages.
 *
 * @throws TelemetryError `CONFIG_SYNTAX` and the other codes of `parseConfig` for the text as it was or as it would be;
 * `CONFIG_EDIT_REFUSED` when the result would not say exactly what was intended. Nothing is changed then.
 */
export async function editTelemetryTable(text: string, changes: TelemetryChanges, file: string): Promise<string> {
  const before = await readToml(text, file);
  const old = before[TELEMETRY_TABLE];
  if (old !== undefined && !isTomlTable(old)) {
    throw new TelemetryError('CONFIG_TYPE', `${file}: ${TELEMETRY_TABLE} must be a table.`);
  }
  const intended = applied(before, changes);
  let edited = text;
  for (const [key, value] of Object.entries(changes)) {
    if (!Object.hasOwn(CONFIG_KEYS, key)) throw new TypeError(`${key} is not a key of [telemetry]`);
    const current = await readToml(edited, file);
    const table = current[TELEMETRY_TABLE];
    const present = isTomlTable(table) && Object.hasOwn(table, key) ? table[key] : undefined;
    if (value === undefined || isSameToml(present, value ?? undefined)) continue;
    edited = value === null ? removeKey(edited, key) : setKey(edited, key, value);
  }
  if (edited === text) return text;
  if (!isSameToml(withoutEmptyTable(await readToml(edited, file)), withoutEmptyTable(intended))) {
    throw new TelemetryError('CONFIG_EDIT_REFUSED', `${file}: [telemetry] is written in a way that cannot be edited.`, {
      hint: 'Change the file by hand, or write the table as [telemetry] with one key a line.',
    });
  }
  await parseConfig(edited, file);
  return edited;
}

/** What the whole text must say in the end. */
function applied(before: TomlTable, changes: TelemetryChanges): TomlTable {
  const old = before[TELEMETRY_TABLE];
  const table: Record<string, unknown> = Object.assign(Object.create(null), old);
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) delete table[key];
    else if (value !== undefined) table[key] = value;
  }
  return withTable(before, table);
}

/** An empty table and none say the same: of dotted keys nothing is left when the last is removed. */
function withoutEmptyTable(root: TomlTable): TomlTable {
  const table = root[TELEMETRY_TABLE];
  if (!isTomlTable(table) || Object.keys(table).length > 0) return root;
  return Object.fromEntries(Object.entries(root).filter(([key]) => key !== TELEMETRY_TABLE));
}

function withTable(root: TomlTable, table: TomlTable): TomlTable {
  return Object.assign(Object.create(null), root, { [TELEMETRY_TABLE]: table });
}

function setKey(text: string, key: string, value: Value): string {
  const items = scanToml(text);
  const pair = findPair(text, items, key);
  const written = encodeValue(value);
  if (pair !== undefined) return splice(text, pair.valueStart, pair.end, written);
  return insertPair(text, items, key, written);
}

/** The pair that sets `telemetry.<key>`, in whatever form. */
function findPair(text: string, items: readonly TomlItem[], key: string): TomlPair | undefined {
  for (const item of items) {
    if (item.kind !== 'pair') continue;
    const full = [...item.table, ...item.key];
    if (isPath(full, TELEMETRY_TABLE, key)) return item;
    if (isPath(full, TELEMETRY_TABLE) && text[item.valueStart] === '{') {
      const { pairs } = scanInlineTable(text, item.valueStart, full);
      const inner = pairs.find((pair) => isPath([...pair.table, ...pair.key], TELEMETRY_TABLE, key));
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}

function insertPair(text: string, items: readonly TomlItem[], key: string, written: string): string {
  const header = items.find((item) => item.kind === 'table' && isPath(item.path, TELEMETRY_TABLE));
  if (header !== undefined) {
    const own = items.filter(
      (item) => item.kind === 'pair' && item.start > header.start && isPath(item.table, TELEMETRY_TABLE),
    );
    return insertLine(text, own.at(-1) ?? header, `${key} = ${written}`);
  }
  const atRoot = items.filter(
    (item) => item.kind === 'pair' && item.table.length === 0 && item.key[0] === TELEMETRY_TABLE,
  );
  const last = atRoot.at(-1);
  if (last?.kind === 'pair') {
    if (last.key.length > 1) return insertLine(text, last, `${TELEMETRY_TABLE}.${key} = ${written}`);
    return insertInBraces(text, last, key, written);
  }
  const lineBreak = lineBreakOf(text);
  const isBlank = text === '' || text === '\ufeff';
  const ending = isBlank ? '' : text.endsWith('\n') ? lineBreak : lineBreak + lineBreak;
  return `${text}${ending}[${TELEMETRY_TABLE}]${lineBreak}${key} = ${written}${lineBreak}`;
}

/** Puts a line below the one in which an item ends, indented as that is. */
function insertLine(text: string, after: TomlItem, line: string): string {
  const lineStart = text.lastIndexOf('\n', after.start - 1) + 1;
  const from = text.startsWith('\ufeff', lineStart) ? lineStart + 1 : lineStart;
  const indent = text.slice(from, skipBlanks(text, from));
  const end = lineEnd(text, after.end);
  const lineBreak = lineBreakOf(text);
  if (end === text.length) return `${text}${lineBreak}${indent}${line}`;
  return splice(text, end + 1, end + 1, `${indent}${line}${lineBreak}`);
}

function insertInBraces(text: string, table: TomlPair, key: string, written: string): string {
  const { pairs } = scanInlineTable(text, table.valueStart, table.key);
  const last = pairs.at(-1);
  const entry = `${key} = ${written}`;
  if (last === undefined) return splice(text, table.valueStart + 1, table.valueStart + 1, ` ${entry} `);
  // Directly behind the last value: a comment or a trailing comma after it stays where it is.
  return splice(text, last.end, last.end, `, ${entry}`);
}

function removeKey(text: string, key: string): string {
  const pair = findPair(text, scanToml(text), key);
  if (pair === undefined) return text;
  const before = text.slice(0, pair.start);
  const comma = skipBlanks(text, pair.end);
  // Within braces one comma goes along: the one behind, or else the one before.
  if (text[comma] === ',') return before + text.slice(skipBlanks(text, comma + 1));
  if (isInBraces(text, pair)) return before.replace(/,[ \t]*$/, '') + text.slice(pair.end);
  const end = lineEnd(text, pair.end);
  if (text.slice(pair.end, end).trim() !== '') return before + text.slice(comma);
  const lineStart = before.lastIndexOf('\n') + 1;
  const from = text.startsWith('\ufeff', lineStart) ? lineStart + 1 : lineStart;
  return text.slice(0, from) + text.slice(Math.min(end + 1, text.length));
}

function isInBraces(text: string, pair: TomlPair): boolean {
  return !scanToml(text).some((item) => item.kind === 'pair' && item.start === pair.start);
}

function encodeValue(value: Value): string {
  return typeof value === 'string' ? encodeString(value) : String(value);
}

/** A basic string (TOML §String). JSON's escapes are a part of TOML's; DEL must be escaped there too. */
function encodeString(value: string): string {
  return JSON.stringify(value).replaceAll('\u007f', '\\u007F');
}

/** The line ending in use; LF where there is none yet. */
function lineBreakOf(text: string): string {
  const first = text.indexOf('\n');
  return first > 0 && text[first - 1] === '\r' ? '\r\n' : '\n';
}

function isPath(path: readonly string[], ...parts: readonly string[]): boolean {
  return path.length === parts.length && path.every((part, index) => part === parts[index]);
}

function splice(text: string, from: number, to: number, inserted: string): string {
  return text.slice(0, from) + inserted + text.slice(to);
}
