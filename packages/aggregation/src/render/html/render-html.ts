/**
 * A summary as one HTML file to be looked at: no script, nothing fetched, and a policy in the page that forbids both. Charts with
 * tables under them, by the tables of summary-tables.ts.
 */

import { keyHash } from '../../key-hash.ts';
import type { Summary } from '../../summary/summary.ts';
import { formatNumber } from '../format-figure.ts';
import type { Table } from '../summary-tables.ts';
import { summaryTables } from '../summary-tables.ts';
import type { Markup } from './markup.ts';
import { html } from './markup.ts';
import { STYLE } from './style.ts';
import type { Chart } from './summary-sections.ts';
import { overviewTiles, summaryCharts } from './summary-sections.ts';

/** Rows of a table on the page; CSV has them all. */
const TABLE_ROWS = 200;

/** Renders a summary; the text ends with a line end. */
export function renderHtml(summary: Summary): string {
  const charts = summaryCharts(summary, TABLE_ROWS);
  const tables = summaryTables(summary, TABLE_ROWS).filter(({ title }) => title !== 'Overview');
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${styleHash()}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Telemetry summary</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<a class="skip" href="#content">To the figures</a>
<header>
<h1>Telemetry summary</h1>
<p class="lead">${describe(summary)}</p>
<nav aria-label="Sections"><ul>${tables.map(({ title }) => html`<li><a href="#${idOf(title)}">${title}</a></li>`)}</ul></nav>
</header>
<main id="content" tabindex="-1">
<section aria-labelledby="overview"><h2 id="overview">Overview</h2><dl>${overviewTiles(summary).map(
    ([name, figure]) => html`<div><dt>${name}</dt><dd>${figure}</dd></div>`,
  )}</dl></section>
${tables.map((table) => section(table, charts[table.title] ?? []))}
</main>
<footer><p>Generated ${readable(summary.generated_at)}. Counts only: no event, no run id, no path and no free text is in this file.${summary.capped.length === 0 ? '' : ` Not all keys are shown of: ${summary.capped.join(', ')}.`}</p></footer>
</body>
</html>
`;
  return page.markup;
}

function section(table: Table, charts: readonly Chart[]): Markup {
  const id = idOf(table.title);
  const drawn = charts.map(({ title, drawing }) => html`<figure><figcaption>${title}</figcaption>${drawing}</figure>`);
  const more = table.more === 0 ? '' : html`<p class="more">and ${table.more} more</p>`;
  const figures = html`<div class="wide" role="region" aria-label="Table: ${table.title}" tabindex="0">${tableOf(table)}</div>${more}`;
  // One chart has its table beside it where there is room; several stand beside each other, over their table.
  const isOver = charts.length === 1 ? '' : ' over';
  const body =
    charts.length === 0 ? figures : html`<div class="parts">${drawn}<div class="table${isOver}">${figures}</div></div>`;
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${table.title}</h2>${body}</section>
`;
}

function tableOf({ title, columns, rows }: Table): Markup {
  const align = (at: number) => (columns[at]?.align === 'right' ? html` class="right"` : '');
  return html`<table><caption>${title}</caption><thead><tr>${columns.map(
    ({ header }, at) => html`<th scope="col"${align(at)}>${header}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row) => html`<tr>${row.map((cell, at) => html`<td${align(at)}>${cell}</td>`)}</tr>`,
  )}</tbody></table>`;
}

function describe({ window_start, window_end, actor_id_filter, k, suppressed_figures }: Summary): Markup {
  const from = window_start === null ? html`Everything` : html`From ${readable(window_start)}`;
  const actor = actor_id_filter === null ? '' : `, of the actor ${actor_id_filter} alone`;
  const withheld = formatNumber(suppressed_figures);
  const floor =
    k === null ? '' : ` No figure tells of fewer than ${k}; ${withheld} figures of single days were withheld.`;
  return html`${from} up to ${readable(window_end)}${actor}.${floor}`;
}

/** `2026-11-20 12:00 UTC`, never broken into two lines. */
function readable(time: string): Markup {
  return html`<time datetime="${time}">${time.slice(0, 10)} ${time.slice(11, 16)} UTC</time>`;
}

function idOf(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}

function styleHash(): string {
  return Buffer.from(keyHash(STYLE), 'hex').toString('base64');
}
