/** Small pieces of a report for a terminal of 80 columns. Pure. */

import Table from 'cli-table3';

/** The width that a report keeps to. Columns. */
export const WIDTH = 80;

/** A column of a table. */
export interface Column {
  readonly header: string;
  readonly align: 'left' | 'right';
}

/** All lines of a table left out. */
const NO_LINES = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid', 'middle']
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .map((line) => [line, '']),
);

/** A table without lines, indented by two. No header row when all headers are empty. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  head: (text: string) => string,
): string {
  const headers = columns.map(({ header }) => head(header));
  const table = new Table({
    ...(columns.every(({ header }) => header === '') ? {} : { head: headers }),
    colAligns: columns.map(({ align }) => align),
    style: { head: [], border: [], 'padding-left': 2, 'padding-right': 0 },
    chars: NO_LINES,
  });
  for (const row of rows) table.push([...row]);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** JSON in which whatever fits on one line stands on one, so that an event is a dozen lines. */
export function formatJson(value: unknown, indent = '', lead = 0): string {
  const flat = JSON.stringify(value);
  const isOpen = typeof value === 'object' && value !== null;
  if (!isOpen || indent.length + lead + flat.length + 1 <= WIDTH) return flat;
  const deeper = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((item) => deeper + formatJson(item, deeper))
    : Object.entries(value).map(([key, item]) => {
        const name = `${JSON.stringify(key)}: `;
        return deeper + name + formatJson(item, deeper, name.length);
      });
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${parts.join(',\n')}\n${indent}${close}`;
}
