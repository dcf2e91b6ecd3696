/**
 * Turns the text of a configuration file into a frozen `TelemetryConfig`, or says what is wrong with it: file, line and
 * key, never a value. Reads the table `[telemetry]` and looks at no other.
 */

import { TelemetryError } from '@telemetry/schema';
import { checkValue } from './check-value.ts';
import { closestWord } from './closest-word.ts';
import type { ConfigKey, KeyRule, TelemetryConfig } from './config-keys.ts';
import { CONFIG_KEYS, DEFAULT_CONFIG, REDACTION_KEYS } from './config-keys.ts';
import { isTomlTable, loadTomlReader, type TomlReader, type TomlTable } from './read-toml.ts';
import { lineAt, scanInlineTable, scanToml, type TomlPair } from './scan-toml.ts';

/** The table that is ours. */
export const TELEMETRY_TABLE = 'telemetry';

interface Problem {
  readonly code: string;
  readonly path: readonly string[];
  readonly what: string;
  readonly hint?: string;
}

/**
 * Parses a configuration file. `file` is only used in messages. A text without the table gives the defaults.
 *
 * @throws TelemetryError `CONFIG_SYNTAX`, `CONFIG_UNKNOWN_KEY`, `CONFIG_TYPE`, `CONFIG_RANGE`: the first in the file.
 */
export async function parseConfig(text: string, file: string): Promise<TelemetryConfig> {
  return parseConfigWith(await loadTomlReader(), text, file);
}

/** The same with a parser that is loaded already, at once. Throws as `parseConfig` does. */
export function parseConfigWith(readToml: TomlReader, text: string, file: string): TelemetryConfig {
  const root = readToml(text, file);
  const table = root[TELEMETRY_TABLE];
  if (table === undefined) return DEFAULT_CONFIG;
  const problems: Problem[] = [];
  const values: Record<string, unknown> = {};
  if (isTomlTable(table)) {
    readTable(table, [TELEMETRY_TABLE], { ...CONFIG_KEYS, redaction: REDACTION_KEYS }, values, problems);
  } else {
    problems.push({ code: 'CONFIG_TYPE', path: [TELEMETRY_TABLE], what: 'must be a table' });
  }
  const config = { ...DEFAULT_CONFIG, ...values };
  if (config.maxTotalBytes < config.maxFileBytes) {
    const key = values['maxTotalBytes'] === undefined ? 'max_file_bytes' : 'max_total_bytes';
    problems.push({
      code: 'CONFIG_RANGE',
      path: [TELEMETRY_TABLE, key],
      what: 'contradicts the other limit: all files together are smaller than one',
    });
  }
  if (problems.length > 0) throw firstOf(problems, text, file);
  const stated = Object.freeze(Object.keys(isTomlTable(table) ? table : {}) as ConfigKey[]);
  return Object.freeze({ ...config, stated });
}

type KeyRules = Readonly<Record<string, KeyRule | Readonly<Record<string, KeyRule>>>>;

function readTable(
  table: TomlTable,
  above: readonly string[],
  rules: KeyRules,
  into: Record<string, unknown>,
  problems: Problem[],
): void {
  for (const [key, value] of Object.entries(table)) {
    const path = [...above, key];
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    if (rule === undefined) {
      const meant = closestWord(key, Object.keys(rules));
      const hint = meant === undefined ? `Known are ${Object.keys(rules).join(', ')}.` : `Did you mean ${meant}?`;
      problems.push({ code: 'CONFIG_UNKNOWN_KEY', path, what: 'is not a key that is known here', hint });
    } else if (isRule(rule)) {
      const checked = checkValue(rule.value, value);
      if ('problem' in checked) problems.push({ code: checked.code, path, what: checked.problem });
      else into[rule.property] = checked.value;
    } else if (isTomlTable(value)) {
      const inner: Record<string, unknown> = { ...DEFAULT_CONFIG.redaction };
      readTable(value, path, rule, inner, problems);
      into[key] = Object.freeze(inner);
    } else {
      problems.push({ code: 'CONFIG_TYPE', path, what: 'must be a table' });
    }
  }
}

function isRule(rule: KeyRule | Readonly<Record<string, KeyRule>>): rule is KeyRule {
  return typeof rule['property'] === 'string';
}

function firstOf(problems: readonly Problem[], text: string, file: string): TelemetryError {
  const placed = problems.map((problem) => ({ ...problem, line: lineOfKey(text, problem.path) }));
  const first = placed.sort((a, b) => a.line - b.line)[0];
  if (first === undefined) throw new TypeError('no problem to report');
  // An unknown key is somebody's text: only what looks like a key is repeated.
  const name = first.path.map((part) => (/^[A-Za-z0-9_-]{1,64}$/.test(part) ? part : '(quoted)')).join('.');
  return new TelemetryError(first.code, `${file}:${first.line}: ${name} ${first.what}.`, {
    hint: first.hint ?? 'Correct the line; until then telemetry is off.',
  });
}

/** The line in which the key of a path stands, or its nearest ancestor that is written down; 1 when there is none. */
export function lineOfKey(text: string, path: readonly string[]): number {
  let best = 0;
  let offset = 0;
  const consider = (full: readonly string[], start: number) => {
    if (full.length > best && full.length <= path.length && full.every((part, index) => part === path[index])) {
      [best, offset] = [full.length, start];
    }
  };
  const visit = (pair: TomlPair) => {
    const full = [...pair.table, ...pair.key];
    consider(full, pair.start);
    if (text[pair.valueStart] === '{') scanInlineTable(text, pair.valueStart, full).pairs.forEach(visit);
  };
  for (const item of scanToml(text)) {
    if (item.kind === 'pair') visit(item);
    else consider(item.path, item.start);
  }
  return lineAt(text, offset);
}
