/**
 * Charts as inline SVG without a view box: lengths along the page are per cent, heights and letters are pixels, so that a chart
 * fits any width and its letters stay readable. Each row has its label and figure above its bar. Nothing is drawn that the
 * table under the chart does not say.
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

/** Heights in pixels: a row with its label, a bar, where the bar begins within the row, the axis. */
const ROW = 40;
const BAR = 10;
const BAR_TOP = 22;
const BASELINE = 15;
const AXIS = 26;

/** Characters of a label; the longest that fits beside a figure on a narrow screen. */
const LABEL_LENGTH = 36;

/** Durations that people know: where the axis is marked. */
const MARKS_MS = [0.1, 1, 10, 100, 1000, 10_000, 60_000, 600_000, 3_600_000, 36_000_000, 360_000_000];
/** More marks than this run into each other on a narrow screen. */
const MAX_MARKS = 5;

/** Bars, each with its label and figure. @param name what the chart shows, for those who do not see it */
export function barChart(name: string, rows: readonly BarRow[]): Markup {
  return chart(
    name,
    rows.length * ROW,
    rows.map((row, at) => {
      const y = at * ROW + BAR_TOP;
      let x = 0;
      const parts = row.parts.map(({ share, tone }) => {
        const part = html`<rect class="${tone}" x="${percent(x)}" y="${y}" width="${percent(share)}" height="${BAR}"/>`;
        x += share;
        return part;
      });
      return html`${words(row.label, row.figure, at)}<rect class="track" y="${y}" width="100%" height="${BAR}"/>${parts}`;
    }),
  );
}

/** From the median to the 99th percentile, on one logarithmic axis for all rows; a dot at the median. */
export function spreadChart(name: string, rows: readonly SpreadRow[]): Markup {
  const values = rows.flatMap(({ p50, p95, p99 }) => [p50, p95 ?? 0, p99 ?? 0]).filter((value) => value > 0);
  const [from, to] = boundsOf(values);
  const place = (value: number) => (value <= from ? 0 : Math.log(value / from) / Math.log(to / from));
  const drawn = rows.map(({ label, p50, p95, p99 }, at) => {
    const y = at * ROW + BAR_TOP;
    const bar = (start: number | null, end: number | null, tone: Tone) =>
      start === null || end === null
        ? ''
        : html`<rect class="${tone}" x="${percent(place(start))}" y="${y}" width="${percent(place(end) - place(start))}" height="${BAR}"/>`;
    const figure = [p50, ...(p95 === null ? [] : [p95])].map(formatDuration).join(' · ');
    return html`${words(label, figure, at)}<rect class="track" y="${y}" width="100%" height="${BAR}"/>${bar(p95, p99, 'soft')}${bar(p50, p95, 'plain')}<circle class="dot" cx="${percent(place(p50))}" cy="${y + BAR / 2}" r="5"/>`;
  });
  const height = rows.length * ROW;
  const marks = MARKS_MS.filter((mark) => mark >= from && mark <= to);
  const step = Math.ceil(marks.length / MAX_MARKS);
  const axis = marks
    .filter((_, at) => at % step === 0)
    .map((mark) => {
      const x = percent(place(mark));
      const anchor = place(mark) < 0.05 ? 'start' : place(mark) > 0.95 ? 'end' : 'middle';
      return html`<line class="mark" x1="${x}" x2="${x}" y1="0" y2="${height}"/><text class="axis" x="${x}" y="${height + BASELINE}" text-anchor="${anchor}">${formatDuration(mark)}</text>`;
    });
  return chart(name, height + AXIS, [...axis, ...drawn]);
}

function chart(name: string, height: number, drawn: readonly Markup[]): Markup {
  return html`<svg role="img" aria-label="${name}" width="100%" height="${height}">${drawn}</svg>`;
}

function words(label: string, figure: string, at: number): Markup {
  const y = at * ROW + BASELINE;
  const short = label.length > LABEL_LENGTH ? `${label.slice(0, LABEL_LENGTH - 1)}…` : label;
  return html`<text class="label" y="${y}">${short}<title>${label}</title></text><text class="figure" x="100%" y="${y}" text-anchor="end">${figure}</text>`;
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
