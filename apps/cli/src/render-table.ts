/** Tables for people. Data comes in as it is and is made visible here. */

import type { Table } from '@telemetry/aggregation';
import CliTable from 'cli-table3';
import truncatedWidth from 'fast-string-truncated-width';
import colours from 'picocolors';
import { visibleText } from './visible-text.ts';
import { wrapLines } from './wrap-lines.ts';

/** No line between rows: a table of figures is read down its columns. */
const NO_LINES_BETWEEN = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

/**
 * A table with its title; numbers on the right. Where it is wider than the terminal, a list of what its cells say.
 *
 * @param width columns of the terminal; without it nothing is too wide
 */
export function renderTable(
  { title, columns, rows, more }: Table,
  hasColour: boolean,
  width = Number.POSITIVE_INFINITY,
): string {
  const { bold } = colours.createColors(hasColour);
  const headers = columns.map(({ header }) => visibleText(header));
  const isNamed = headers.some((header) => header !== '');
  const table = new CliTable({
    colAligns: columns.map(({ align }) => align),
    chars: NO_LINES_BETWEEN,
    // Its own colours are switched off: what has them is decided here.
    style: { head: [], border: [] },
  });
  if (isNamed) table.push(headers.map(bold));
  table.push(...rows.map((row) => row.map(visibleText)));
  const drawn = table.toString();
  const fits = truncatedWidth(drawn.split('\n', 1)[0] ?? '').width <= width;
  const body = fits ? drawn : wrapLines(listCells(headers, rows), width).join('\n');
  const rest = more > 0 ? `\nand ${more} more` : '';
  return `${bold(visibleText(title))}\n${body}${rest}`;
}

/** Each row as its first cell, and below it the others behind their names. */
function listCells(headers: readonly string[], rows: Table['rows']): readonly string[] {
  return rows.flatMap(([first = '', ...others]) => [
    visibleText(first),
    ...others.map((cell, index) => `  ${`${headers[index + 1] ?? ''} ${visibleText(cell)}`.trim()}`),
  ]);
}
