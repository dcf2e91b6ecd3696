/**
 * Replaces what a name beside it makes a secret: `{name, value}`, lists of pairs, arguments behind their flags, rows under
 * their columns, the data of a Kubernetes Secret. Looks at plain data that the walk has redacted already, so that redacting
 * twice finds the same; owns no judgement of texts.
 */
import {
  KEY_ARGUMENTS,
  KEY_COLUMNS,
  KEY_HOLDS,
  KEY_HOLDS_TEXT,
  KEY_NAMES,
  KEY_PATH,
  KEY_PROGRAM,
  KEY_ROWS,
  KEY_TYPE,
} from './key-roles.ts';
import { KEY_BANNED, KEY_SECRET } from './keys.ts';
import { isOwnMark } from './marks.ts';
import { createNameReader, isNoValue } from './told-names.ts';

/** What the settler needs of the walk that it works for. */
export interface SettlerCore {
  /** A host's own banned keys. */
  readonly bannedKeys: ReadonlySet<string>;
  /** The roles of a key. */
  roleOf(key: string): number;
  /** True when `value`, right behind the secret name `name` in a list of strings, is a secret. */
  isSecretPair(name: string, value: string): boolean;
  /** True when `value` is a secret behind `line`, the command line before it; `flag` says that its flag names a secret. */
  isSecretArgument(line: string, value: string, flag: boolean): boolean;
  /** What stands instead of `original`, which is reported under `path`; `OMIT` where it goes altogether. */
  replace(original: unknown, path: string): unknown;
  /** Says "leave this out". */
  readonly omit: symbol;
}

/** Settles the lists and objects of one redactor, in place. */
export interface Settler {
  /** True when the string of a list may name its neighbour. */
  mayTell(text: string): boolean;
  object(value: Record<string, unknown>): void;
  list(value: unknown[]): void;
}

/** A form's field for passwords, and a parameter of AWS. */
const PASSWORD_TYPE = /^(?:(?:current|new)[-_ ]?)?password$|^secure_?string$/i;
const SECRET_KIND = /^(?:Sealed)?Secret$/;
/** Short flags behind which some program takes a password, or a user with one. */
const SHORT_FLAG = /^-[apPwktuU]$/;
const USER_FLAG = /^--(?:proxy-)?user$/;
/** Words of a command line that are looked at for its program: the first ones, and those right before. */
const FIRST_WORDS = 3;
const LAST_WORDS = 4;
/** UTF-16 units of each of them. */
const MAX_WORD = 40;
/** UTF-16 units: a shorter value beside a name in a list is no secret. */
const MIN_VALUE = 4;
/** Pairs of a list that are looked at before it counts as a list of pairs. */
const MAX_ASKED = 16;
/** The name of a column. */
const COLUMN = /^[\p{L}_][\p{L}\p{N}_ ./-]{0,63}$/u;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Makes the settler of a walk. */
export function createSettler(core: SettlerCore): Settler {
  const reader = createNameReader(core.bannedKeys);

  function isTelling(name: unknown): name is string {
    return typeof name === 'string' && (reader.read(name) & KEY_BANNED) !== 0;
  }

  /** What is kept of `value` under a telling name: itself where it is none, a number, a boolean, nothing. */
  function settled(value: unknown, name: string, path: string): unknown {
    if (typeof value === 'string') {
      const secret = (reader.read(name) & KEY_SECRET) !== 0;
      return isOwnMark(value) || isNoValue(value, name, secret) ? value : core.replace(value, path);
    }
    return typeof value === 'object' && value !== null ? core.replace(value, path) : value;
  }

  function put(holder: Record<string, unknown>, key: string, kept: unknown): void {
    if (kept === core.omit) Reflect.deleteProperty(holder, key);
    else if (kept !== holder[key]) holder[key] = kept;
  }

  /** Takes out of a list what goes altogether. */
  function close(list: unknown[], first: number): void {
    let to = first;
    for (let i = first; i < list.length; i++) if (list[i] !== core.omit) list[to++] = list[i];
    list.length = to;
  }

  function settleBlock(block: Record<string, unknown>, path: string): void {
    for (const key of Object.keys(block)) {
      const value = block[key];
      if (value === '' || (typeof value === 'string' && isOwnMark(value))) continue;
      if (typeof value === 'string' || (typeof value === 'object' && value !== null))
        put(block, key, core.replace(value, `${path}.${key}`));
    }
  }

  function nameOfColumn(column: unknown): unknown {
    if (!isRecord(column)) return column;
    for (const key of ['name', 'column_name', 'columnName', 'Name', 'field', 'key', 'label', 'title'])
      if (typeof column[key] === 'string') return column[key];
    return undefined;
  }

  /** The telling names of columns by their place; undefined when there is none. */
  function tellingColumns(columns: readonly unknown[]): (string | undefined)[] | undefined {
    let telling: (string | undefined)[] | undefined;
    for (let i = 0; i < columns.length; i++) {
      const name = nameOfColumn(columns[i]);
      if (!isTelling(name)) continue;
      telling ??= [];
      telling[i] = name;
    }
    return telling;
  }

  function settleRow(row: unknown[], columns: readonly (string | undefined)[], sure: boolean, path: string): void {
    let omitted = false;
    for (let i = 0; i < row.length && i < columns.length; i++) {
      const name = columns[i];
      const cell = row[i];
      if (name === undefined || (!sure && (typeof cell !== 'string' || !core.isSecretPair(name, cell)))) continue;
      row[i] = settled(cell, name, `${path}${i}`);
      if (row[i] === core.omit) omitted = true;
    }
    if (omitted) close(row, 0);
  }

  function settleRows(rows: unknown[], columns: readonly unknown[], from: number, sure: boolean, path: string): void {
    const telling = tellingColumns(columns);
    if (telling === undefined) return;
    for (let i = from; i < rows.length; i++) {
      const row = rows[i];
      if (Array.isArray(row)) settleRow(row, telling, sure, `${path}${i}.`);
    }
  }

  function isPair(value: unknown): value is [string, unknown] {
    return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string';
  }

  /** A list of lists: entries of an object, or a table with its header. */
  function settleLists(list: unknown[]): void {
    if (list.slice(0, MAX_ASKED).every(isPair)) {
      for (let i = 0; i < list.length; i++) {
        const pair = list[i];
        if (isPair(pair) && isTelling(pair[0])) settleRow(pair, [undefined, pair[0]], true, `${i}.`);
      }
    }
    const [header, row] = list;
    if (!Array.isArray(header) || !Array.isArray(row) || header.length < 2 || row.length !== header.length) return;
    if (!header.every((name) => typeof name === 'string' && COLUMN.test(name))) return;
    // Of two columns each row may as well be a pair: a value has to look like a secret then.
    settleRows(list, header, 1, header.length > 2, '');
  }

  function lineBefore(list: readonly unknown[], index: number, program: string | undefined): string {
    let line = program === undefined ? '' : program.slice(0, MAX_WORD);
    for (let i = 0; i < index; i++) {
      if (i >= FIRST_WORDS && i < index - LAST_WORDS) i = index - LAST_WORDS;
      const word = list[i];
      if (typeof word === 'string') line += ` ${word.slice(0, MAX_WORD)}`;
    }
    return line.trimStart();
  }

  function isSecretItem(list: readonly unknown[], index: number, item: string, program: string | undefined): boolean {
    // `-p` of some programs takes its value right behind it.
    if (item.charCodeAt(0) === 45)
      return item.startsWith('-p') && core.isSecretArgument(lineBefore(list, index, program), item, false);
    const before = list[index - 1];
    if (typeof before !== 'string' || !reader.mayTell(before)) return false;
    if (before.charCodeAt(0) !== 45) {
      if ((reader.read(before) & KEY_SECRET) === 0) return false;
      // `DB_PASSWORD=` waits for its value, as a flag does.
      return before.endsWith('=')
        ? core.isSecretArgument('', item, true)
        : core.isSecretPair(before.replace(/:$/, ''), item);
    }
    if (SHORT_FLAG.test(before) || USER_FLAG.test(before))
      return core.isSecretArgument(lineBefore(list, index, program), item, false);
    const flag = /^--?([A-Za-z][\w.-]{1,63})$/.exec(before)?.[1];
    if (flag === undefined || (reader.read(flag) & KEY_SECRET) === 0 || isNoValue(item, flag, false)) return false;
    return core.isSecretArgument(lineBefore(list, index, program), item, true);
  }

  function settleStrings(list: unknown[], program: string | undefined, path: string): void {
    let omitted = false;
    for (let i = 0; i < list.length; i++) {
      const item = list[i];
      if (typeof item !== 'string' || item.length < MIN_VALUE || isOwnMark(item)) continue;
      if (!isSecretItem(list, i, item, program)) continue;
      list[i] = core.replace(item, `${path}${i}`);
      if (list[i] === core.omit) omitted = true;
    }
    if (omitted) close(list, 0);
  }

  /** What the strings of an object say about its other values. */
  interface Told {
    name: string | undefined;
    path: string | undefined;
    program: string | undefined;
    columns: readonly unknown[] | undefined;
    secret: boolean;
  }

  function readTold(value: Record<string, unknown>, keys: readonly string[]): Told {
    const told: Told = { name: undefined, path: undefined, program: undefined, columns: undefined, secret: false };
    for (const key of keys) {
      const role = core.roleOf(key);
      const item = value[key];
      if (typeof item === 'string') {
        if ((role & KEY_NAMES) !== 0 && isTelling(item)) told.name ??= item;
        if ((role & KEY_PATH) !== 0 && isTelling(item)) told.path ??= item;
        if ((role & KEY_TYPE) !== 0) {
          if (PASSWORD_TYPE.test(item)) told.name ??= item;
          else if (SECRET_KIND.test(item)) told.secret = true;
        }
        if ((role & KEY_PROGRAM) !== 0) told.program ??= item;
      } else if ((role & KEY_COLUMNS) !== 0 && Array.isArray(item)) told.columns ??= item;
    }
    return told;
  }

  return {
    mayTell: reader.mayTell,
    list(list) {
      if (Array.isArray(list[0])) settleLists(list);
      else settleStrings(list, undefined, '');
    },
    object(value) {
      const keys = Object.keys(value);
      const told = readTold(value, keys);
      const { name, path, program, columns, secret } = told;
      for (const key of keys) {
        const role = core.roleOf(key);
        const item = value[key];
        if ((role & (KEY_HOLDS | KEY_HOLDS_TEXT)) !== 0) {
          const by = name ?? ((role & KEY_HOLDS) !== 0 ? path : undefined);
          if (by !== undefined && (typeof item === 'string' || (role & KEY_HOLDS) !== 0))
            put(value, key, settled(item, by, key));
          else if (secret && (role & KEY_HOLDS_TEXT) !== 0 && isRecord(item)) settleBlock(item, key);
        }
        const list = value[key];
        if (!Array.isArray(list)) continue;
        if ((role & KEY_ROWS) !== 0 && columns !== undefined && columns !== list)
          settleRows(list, columns, 0, true, `${key}.`);
        if ((role & KEY_ARGUMENTS) !== 0 && program !== undefined) settleStrings(list, program, `${key}.`);
      }
    },
  };
}
