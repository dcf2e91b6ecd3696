/** Questions in a terminal, drawn by @clack/prompts. They go to stderr, since stdout is for results. The only file that knows the library. */

import { wrapLines } from './wrap-lines.ts';

/** Columns and rows of a terminal that does not say how large it is. */
const USUAL = { columns: 80, rows: 24 } as const;

/** Columns that the bar at the left takes, and one that stays free at the right. */
const MARGIN = 4;

/** One answer to choose. */
export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

/** How many columns and rows of text fit beside and above a question of some choices. */
export function roomForText(choices: number): { readonly columns: number; readonly rows: number } {
  const { columns = USUAL.columns, rows = USUAL.rows } = process.stderr;
  // The question, its choices, the keys, and the bar before and behind the text.
  return { columns: Math.max(20, columns - MARGIN), rows: Math.max(5, rows - choices - 6) };
}

/** Shows lines, broken between words where the terminal is narrow. */
export async function showLines(lines: readonly string[]): Promise<void> {
  const { log } = await import('@clack/prompts');
  log.message([...wrapLines(lines, roomForText(0).columns)], { output: process.stderr });
}

/** Asks for one of several answers; `undefined` when it was broken off. */
export async function askChoice<Value extends string>(
  message: string,
  choices: readonly Choice<Value>[],
): Promise<Value | undefined> {
  const { isCancel, select } = await import('@clack/prompts');
  const options = choices.map(({ value, label }) => ({ value: value as string, label }));
  const wrapped = wrapLines([message], roomForText(0).columns).join('\n');
  const answer = await select<string>({ message: wrapped, options, output: process.stderr });
  return isCancel(answer) ? undefined : (answer as Value);
}

/** Asks for yes or no; the answer is no unless somebody says yes. */
export async function askYesOrNo(message: string): Promise<boolean> {
  const { confirm, isCancel } = await import('@clack/prompts');
  const answer = await confirm({ message, initialValue: false, output: process.stderr });
  return !isCancel(answer) && answer;
}
