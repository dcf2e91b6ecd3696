/** Figures and tables in Markdown. Pure; knows nothing of what the figures mean. */

import type { Comparison, Spread } from '../measure/statistics.ts';

/** The unit in which a figure is shown, and by how much a sample is divided for it. */
export interface Unit {
  readonly name: string;
  readonly divisor: number;
}

/** What a goal is held against. */
export interface Verdict {
  readonly goal: number;
  readonly figure: number;
}

/** Three significant digits, and no exponent: enough to compare by. */
export function renderNumber(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(Math.abs(value)))));
  return value.toFixed(digits);
}

/** The median with its quartiles: `4.20 (4.01 to 4.55)`. */
export function renderSpread(spread: Spread, unit: Unit): string {
  const [median, lower, upper] = [spread.median, spread.lowerQuartile, spread.upperQuartile].map((value) =>
    renderNumber(value / unit.divisor),
  );
  return `${median} (${lower} to ${upper})`;
}

/** The figure of a comparison, with quartiles and extremes of its rounds: `0.41 (0.39 to 0.44; 0.36 to 0.52)`. */
export function renderComparison({ figure, rounds }: Comparison, divisor = 1): string {
  const [ratio, lower, upper, min, max] = [
    figure,
    rounds.lowerQuartile,
    rounds.upperQuartile,
    rounds.min,
    rounds.max,
  ].map((value) => renderNumber(value / divisor));
  return `**${ratio}** (${lower} to ${upper}; ${min} to ${max})`;
}

/** `met` or `missed`: a figure meets its goal by not exceeding it. */
export function verdictOf({ goal, figure }: Verdict): 'met' | 'missed' {
  return figure <= goal ? 'met' : 'missed';
}

/** A table. Cells hold no line ending and no bar. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}
