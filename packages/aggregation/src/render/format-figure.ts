/** Figures as people read them; the same on every machine, so by hand and not by its locale. */

const NOTHING = '-';

/** A number with groups of three digits and at most 3 decimals. */
export function formatNumber(value: number | null): string {
  if (value === null) return NOTHING;
  const [whole = '', decimals] = String(Number(value.toFixed(3))).split('.');
  // From 1e21 on a number has an exponent and no groups.
  const grouped = whole.includes('e') ? whole : whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}

/** A share as percent with one decimal. */
export function formatShare(value: number | null): string {
  return value === null ? NOTHING : `${(value * 100).toFixed(1)} %`;
}

/** Milliseconds in the unit that keeps the figure short. */
export function formatDuration(millis: number | null): string {
  if (millis === null) return NOTHING;
  if (millis < 10) return `${Number(millis.toFixed(2))} ms`;
  if (millis < 1000) return `${Math.round(millis)} ms`;
  if (millis < 60_000) return `${(millis / 1000).toFixed(1)} s`;
  if (millis < 3_600_000) return `${(millis / 60_000).toFixed(1)} min`;
  return `${(millis / 3_600_000).toFixed(1)} h`;
}

/** US dollars: cents, or more decimals when there are none. */
export function formatAmount(usd: number): string {
  if (usd === 0) return NOTHING;
  return usd < 0.1 ? `$${Number(usd.toPrecision(2))}` : `$${usd.toFixed(2)}`;
}
