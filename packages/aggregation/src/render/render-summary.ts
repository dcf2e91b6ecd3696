/** A summary as text: JSON, CSV, Markdown, Prometheus or HTML. Pure; nothing here writes a file. */

import { flattenSummary, PATH_SEPARATOR, sortedIfMap } from '../summary/flatten-summary.ts';
import type { Summary } from '../summary/summary.ts';
import { renderHtml } from './html/render-html.ts';
import { renderPrometheus } from './render-prometheus.ts';
import { summaryTables } from './summary-tables.ts';

/** The forms in which a summary is written. */
export const SUMMARY_FORMATS = ['json', 'csv', 'markdown', 'prometheus', 'html'] as const;

/** One of them. */
export type SummaryFormat = (typeof SUMMARY_FORMATS)[number];

/** Renders a summary; the text ends with a line end. JSON holds everything, CSV every value in a row, Markdown and HTML the tables for people, Prometheus its metrics. */
export function renderSummary(summary: Summary, format: SummaryFormat): string {
  switch (format) {
    case 'json':
      return `${indentedJson(summary, '')}\n`;
    case 'csv':
      return renderCsv(summary);
    case 'markdown':
      return renderMarkdown(summary);
    case 'prometheus':
      return renderPrometheus(summary);
    case 'html':
      return renderHtml(summary);
  }
}

/** JSON with two spaces a level, members in the order of the format, keys of maps sorted. */
function indentedJson(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const deeper = `${indent}  `;
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((item) => indentedJson(item, deeper))
    : sortedIfMap(Object.entries(value)).map(([key, item]) => `${JSON.stringify(key)}: ${indentedJson(item, deeper)}`);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  return parts.length === 0 ? open + close : `${open}\n${deeper}${parts.join(`,\n${deeper}`)}\n${indent}${close}`;
}

/** RFC 4180: a header, CRLF, one value a row. */
function renderCsv(summary: Summary): string {
  const rows = flattenSummary(summary).map(({ metric, path, value }) => [metric, path.join(PATH_SEPARATOR), value]);
  return [['metric', 'key', 'value'], ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

/** What spreadsheets take for a formula when a cell begins with it (OWASP, CSV injection); a quote in front makes it text. */
const FORMULA_START = /^[=+\-@\t\r]/;

function csvCell(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const text = FORMULA_START.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function renderMarkdown(summary: Summary): string {
  const parts = summaryTables(summary).map(({ title, columns, rows, more }) => {
    const lines = [
      columns.map(({ header }) => header),
      columns.map(({ align }) => (align === 'right' ? '---:' : '---')),
      ...rows.map((row) => row.map(markdownCell)),
    ].map((cells) => `| ${cells.join(' | ')} |`);
    return [`## ${title}`, '', ...lines, ...(more > 0 ? ['', `and ${more} more`] : []), ''].join('\n');
  });
  return ['# Telemetry summary', '', `Generated ${summary.generated_at}. Counts only: no events.`, '', ...parts].join(
    '\n',
  );
}

/** What Markdown or HTML within it would take for something else is escaped. */
function markdownCell(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\`*[\]<|~&]|(?<![a-z0-9])_|_(?![a-z0-9])/gi, '\\$&');
}
