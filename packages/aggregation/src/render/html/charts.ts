/**
 * Charts: rows of a label and a figure, each over a bar of inline SVG without a view box, whose lengths along the page are per cent. So a
 * chart fits any width, its letters stay readable, and a label that is too long is cut where the figure begins. Nothing is drawn that
 * the table beside the chart does not say.
 */

import { formatDuration } from '../format-figure.ts';
import type { Markup } from './markup.ts';
import { html } from './markup.ts';

/** One bar: parts one after the other, as shares of the longest bar. */
export interface BarRow {
  readonly label: string;
  /** What is said at the end of the row. */
  readonly figure: string;
  /** From 0 to 1 together; `tone` names a colour of the style. */
  readonly parts: readonly { readonly share: number; readonly tone: Tone }[];
}

/** Where most values of one row lie, in milliseconds. */
export interface SpreadRow {
  readonly label: string;
  readonly p50: number;
  /** Null where it may not be told. */
  readonly p95: number | null;
  readonly p99: number | null;
}

/** Colours by what they mean; the style says which they are by light and by dark. */
export type Tone = 'plain' | 'good' | 'bad' | 'soft';

/** Rows of a chart: what is beyond is in the table. */
export const CHART_ROWS = 10;

/** Height of a bar in pixels. */
const BAR = 10;

/** Durations that people know: where the axis is marked. */
const MARKS_MS = [0.1, 1, 10, 100, 1000, 10_000, 60_000, 600_000, 3_600_000, 36_000_000, 360_000_000];
/** More marks than this run into each other on a narrow screen. */
const MAX_MARKS = 5;

/** Bars, each with its label and figure. @param name what the chart shows, for those who do not see it */
export function barChart(name: string, rows: readonly BarRow[]): Markup {
  return chart(
    name,
    rows.map(({ label, figure, parts }) => {
      let x = 0;
      const drawn = parts.map(({ share, tone }) => {
        const part = span(x, x + share, tone);
        x += share;
        return part;
      });
      return row(label, figure, drawn);
    }),
  );
}

/** From the median to the 99th percentile, on one logarithmic axis for all rows; a dot at the median. */
export function spreadChart(name: string, rows: readonly SpreadRow[]): Markup {
  const values = rows.flatMap(({ p50, p95, p99 }) => [p50, p95 ?? 0, p99 ?? 0]).filter((value) => value > 0);
  const [from, to] = boundsOf(values);
  const place = (value: number) => (value <= from ? 0 : Math.log(value / from) / Math.log(to / from));
  const all = MARKS_MS.filter((mark) => mark >= from && mark <= to);
  const step = Math.ceil(all.length / MAX_MARKS);
  const marks = all.filter((_, at) => at % step === 0);
  const lines = marks.map((mark) => {
    const x = percent(place(mark));
    return html`<line class="mark" x1="${x}" x2="${x}" y1="0" y2="${BAR}"/>`;
  });
  const drawn = rows.map(({ label, p50, p95, p99 }) => {
    const figures = [p50, p95, p99].filter((value) => value !== null).map(formatDuration);
    const tail = p95 === null || p99 === null ? [] : [span(place(p95), place(p99), 'soft')];
    const middle = p95 === null ? [] : [span(place(p50), place(p95), 'plain')];
    const dot = html`<circle class="dot" cx="${percent(place(p50))}" cy="${BAR / 2}" r="5"/>`;
    return row(label, figures.join(' · '), [...lines, ...tail, ...middle, dot]);
  });
  const axis = marks.map((mark) => {
    const at = place(mark);
    const anchor = at < 0.05 ? 'start' : at > 0.95 ? 'end' : 'middle';
    return html`<text x="${percent(at)}" y="12" text-anchor="${anchor}">${formatDuration(mark)}</text>`;
  });
  return chart(name, [...drawn, html`<svg class="axis" width="100%" height="16">${axis}</svg>`]);
}

function chart(name: string, rows: readonly Markup[]): Markup {
  return html`<div class="chart" role="img" aria-label="${name}">${rows}</div>`;
}

function row(label: string, figure: string, drawn: readonly Markup[]): Markup {
  return html`<p><span class="label" title="${label}">${label}</span><span class="figure">${figure}</span></p><svg width="100%" height="${BAR}"><rect class="track" width="100%" height="${BAR}"/>${drawn}</svg>`;
}

/** A part of a bar, from one share of its length to another. */
function span(from: number, to: number, tone: Tone): Markup {
  return html`<rect class="${tone}" x="${percent(from)}" y="0" width="${percent(to - from)}" height="${BAR}"/>`;
}

/** The marks around all values, so that the axis ends on marks. */
function boundsOf(values: readonly number[]): readonly [number, number] {
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const greatest = values.reduce((a, b) => Math.max(a, b), 0);
  const from = MARKS_MS.findLast((mark) => mark <= least) ?? 0.1;
  const to = MARKS_MS.find((mark) => mark >= greatest && mark > from) ?? Math.max(greatest, from * 10);
  return [from, to];
}

/** To a hundredth of a per cent, never below 0 nor above 100. */
function percent(share: number): string {
  return `${Number((Math.min(1, Math.max(0, share)) * 100).toFixed(2))}%`;
}
