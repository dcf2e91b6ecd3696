/** Breaks lines between words to fit a width; what goes on is indented as its line began. */

import { wrapAnsi } from 'fast-wrap-ansi';

/** An indentation, with the mark of a list. */
const BEGINNING = /^ *(?:- )?/;

/** Wraps. A word that is wider than the width is broken. */
export function wrapLines(lines: readonly string[], columns: number): readonly string[] {
  return lines.flatMap((line) => {
    const beginning = BEGINNING.exec(line)?.[0] ?? '';
    const width = Math.max(1, columns - beginning.length);
    const [first = '', ...more] = wrapAnsi(line.slice(beginning.length), width, { hard: true }).split('\n');
    return [beginning + first, ...more.map((rest) => ' '.repeat(beginning.length) + rest)];
  });
}
