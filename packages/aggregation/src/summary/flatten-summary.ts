/** A summary as rows of one value each: what CSV shows, and what two summaries are compared by. */

import type { Summary } from './summary.ts';

/** One value of a summary. */
export interface SummaryRow {
  /** The name in the summary. */
  readonly metric: string;
  /** Where in the metric: keys and names of figures, outermost first. Empty for a metric of one value. */
  readonly path: readonly string[];
  readonly value: string | number | null;
}

/** Between the parts of a path in text. No identifier holds a space. */
export const PATH_SEPARATOR = ' / ';

/** The figure by which an item of a list is told from the others, where it has one. Sequences are joined. */
const ITEM_NAMES = ['quest_id', 'stack_trace_hash', 'sequence', 'run'];

/** All values, in the order of the summary. Items of lists stand under their name (a quest's id, a sequence, a run's ordinal). */
export function flattenSummary(summary: Summary): readonly SummaryRow[] {
  return Object.entries(summary).flatMap(([metric, value]) => flatten(metric, [], value));
}

function flatten(metric: string, path: readonly string[], value: unknown): SummaryRow[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, at) => {
      if (typeof item !== 'object' || item === null) return flatten(metric, [...path, String(at + 1)], item);
      const own = Object.entries(item);
      const [name, text] = own.find(([member]) => ITEM_NAMES.includes(member)) ?? ['', String(at + 1)];
      const label = Array.isArray(text) ? text.join(' > ') : String(text);
      return own
        .filter(([member]) => member !== name)
        .flatMap(([member, inner]) => flatten(metric, [...path, label, member], inner));
    });
  }
  if (typeof value === 'object' && value !== null) {
    return sortedIfMap(Object.entries(value)).flatMap(([key, inner]) => flatten(metric, [...path, key], inner));
  }
  return [{ metric, path, value: typeof value === 'number' || value === null ? value : String(value) }];
}

/** JavaScript moves keys that look like integers to the front of an object; a map that has one is sorted again. */
export function sortedIfMap<Value>(entries: [string, Value][]): [string, Value][] {
  return entries.some(([key]) => /^[0-9]+$/.test(key)) ? entries.sort(([a], [b]) => (a < b ? -1 : 1)) : entries;
}
