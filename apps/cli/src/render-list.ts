/** Lists and tables for people. Data comes in as it is and is made visible here. */

import type { Table } from '@telemetry/aggregation';
import { visibleText } from './visible-text.ts';

/** Rows of a name and what stands there, aligned and indented by two. */
export function renderList(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${visibleText(value)}`).join('\n');
}

/** No line between rows: a table of figures is read down its columns. */
const NO_LINES_BETWEEN = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

/** A table with its title; numbers on the right. */
export async function renderTable({ title, columns, rows, more }: Table, hasColour: boolean): Promise<string> {
  const { default: CliTable } = await import('cli-table3');
  const { default: colours } = await import('picocolors');
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
  const rest = more > 0 ? `\nand ${more} more` : '';
  return `${bold(visibleText(title))}\n${table.toString()}${rest}`;
}

/** `1 event`, `3,000 events`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `1,234,567`. By hand, since the tables of a locale take longer to load than all else that `status` does. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** Bytes in the largest fitting unit of 1,024, to one decimal. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB'] as const;
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return unit === 0 ? counted(bytes, 'byte') : `${value.toFixed(1)} ${units[unit]}`;
}
