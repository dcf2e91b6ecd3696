/**
 * What a key says about its neighbours rather than about its own value: `name` names what stands under `value`, `columns`
 * names the cells of `rows`, `command` the program of `args`. Owns those words; `keys.ts` judges the names themselves.
 */
import { normalizeKey } from './keys.ts';

/** Its string may be the name of what stands under a key beside it. */
export const KEY_NAMES: number = 1 << 9;
/** What stands under it may be a value of any kind that a key beside it names. */
export const KEY_HOLDS: number = 1 << 10;
/** The same, where only a text is meant: a list or an object under it has names of its own. */
export const KEY_HOLDS_TEXT: number = 1 << 11;
/** Its string may be the path of a value (`/apiKey` of a JSON patch): a name for values, not for the text of a file. */
export const KEY_PATH: number = 1 << 12;
/** Its string may be the kind of a field of a form. */
export const KEY_TYPE: number = 1 << 13;
/** Rows whose cells a key beside it names. */
export const KEY_ROWS: number = 1 << 14;
/** Names of the cells of rows. */
export const KEY_COLUMNS: number = 1 << 15;
/** Arguments of a program. */
export const KEY_ARGUMENTS: number = 1 << 16;
/** A program, or the beginning of a command line. */
export const KEY_PROGRAM: number = 1 << 17;

/** All of them: they say nothing about the text that stands under such a key. */
export const KEY_ROLES: number = ((1 << 9) - 1) ^ ((1 << 18) - 1);

/** What names something beside it, and what may be named. */
const NAMING = KEY_NAMES | KEY_PATH | KEY_TYPE | KEY_COLUMNS | KEY_PROGRAM;
const NAMED = KEY_HOLDS | KEY_HOLDS_TEXT | KEY_ROWS | KEY_ARGUMENTS;

/** True when `roles`, those of all keys of an object together, have something that names and something to be named. */
export function mayNameNeighbours(roles: number): boolean {
  return (roles & NAMING) !== 0 && (roles & NAMED) !== 0;
}

const WORDS: readonly (readonly [role: number, words: string])[] = [
  [
    KEY_NAMES,
    'name key header header_name field field_name id label variable variable_name var var_name env_var env_name parameter parameter_name param param_name setting setting_name property property_name prop attribute attribute_name attr element selector locator placeholder column column_name option flag key_name secret_name secret_id autocomplete aria_label accessible_name config_key identifier slug k',
  ],
  [
    KEY_HOLDS,
    'value values val vals v new_value old_value current_value raw_value string_value string_val input_value secret_string default_value initial_value plain_value literal_value from_value to_value',
  ],
  [
    KEY_HOLDS_TEXT,
    'content contents text data default body input plaintext literal string typed string_data encrypted_data',
  ],
  [KEY_PATH, 'path pointer json_path json_pointer'],
  [KEY_TYPE, 'type input_type kind'],
  [KEY_ROWS, 'rows values data records items results body cells'],
  [KEY_COLUMNS, 'columns column_names cols fields headers header field_names schema'],
  [KEY_ARGUMENTS, 'args argv arguments params parameters flags cmd_args command_args'],
  [KEY_PROGRAM, 'command cmd program executable exe bin binary file tool'],
];

const buildRoles: () => ReadonlyMap<string, number> = (() => {
  let roles: Map<string, number> | undefined;
  return () => {
    if (roles !== undefined) return roles;
    roles = new Map();
    for (const [role, words] of WORDS)
      for (const word of words.split(' ')) roles.set(word, (roles.get(word) ?? 0) | role);
    return roles;
  };
})();

/** Longest of the words above. */
const MAX_LENGTH = 24;

/** What `key` says about its neighbours, in any case style: bits of the above, 0 for most keys. */
export function roleOf(key: string): number {
  return key.length > MAX_LENGTH ? 0 : (buildRoles().get(normalizeKey(key)) ?? 0);
}
