/**
 * Parses TOML by smol-toml, which is loaded at the first call only: a host whose telemetry the environment turns off
 * never loads it. Turns its failures into errors that repeat no text of the file.
 */

import { TelemetryError } from '@telemetry/schema';

/** A parsed table. Values: string, number, bigint (beyond 2^53), boolean, Date (of TOML), array, table. */
export interface TomlTable {
  readonly [key: string]: unknown;
}

/** Objections of the parser that name what is wrong and quote nothing; any other message is not passed on. */
const QUOTES_NOTHING = /^Invalid TOML document: ([a-z :,-]{1,80})(?:\n|$)/;

/** Parses a TOML text. Throws as `readToml` does. */
export type TomlReader = (text: string, file: string) => TomlTable;

/** Loads the parser, for whoever has to parse without waiting. */
export async function loadTomlReader(): Promise<TomlReader> {
  const { parse, TomlError } = await import('smol-toml');
  return (text, file) => {
    try {
      return parse(text, { integersAsBigInt: 'asNeeded' });
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      const why = QUOTES_NOTHING.exec(error.message)?.[1] ?? 'not valid TOML';
      // No `cause`: the parser's error quotes the lines around the fault.
      throw new TelemetryError('CONFIG_SYNTAX', `${file}:${error.line}: ${why}.`, {
        hint: 'Correct the line; until then telemetry is off.',
      });
    }
  };
}

/**
 * Parses a TOML text (1.1, byte order mark allowed; other tables' large integers are kept as `bigint`).
 *
 * @throws TelemetryError `CONFIG_SYNTAX` with file and line.
 */
export async function readToml(text: string, file: string): Promise<TomlTable> {
  return (await loadTomlReader())(text, file);
}

/** Tells whether a parsed value is a table. */
export function isTomlTable(value: unknown): value is TomlTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
