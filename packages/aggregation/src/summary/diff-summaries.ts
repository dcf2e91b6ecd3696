/** What changed between two summaries, and the digest by which one is recognised. */

import { canonicalJson } from '@telemetry/schema/policy';
import { keyHash } from '../key-hash.ts';
import { flattenSummary, PATH_SEPARATOR } from './flatten-summary.ts';
import type { Summary } from './summary.ts';

/** One figure in both. */
export interface SummaryChange {
  /** The metric and where in it: `agents / planner / uses`. */
  readonly metric: string;
  /** Null when there was nothing to measure. A count that is missing is 0. */
  readonly before: number | null;
  readonly after: number | null;
  /** `after - before`, to 12 significant digits; null when either is null. */
  readonly delta: number | null;
}

/** What a summary is of. */
export type SummaryFrameFields = Pick<Summary, 'range' | 'window_start' | 'window_end' | 'actor_id_filter' | 'k'>;

/** Two summaries beside each other. */
export interface SummaryDiff {
  readonly before: SummaryFrameFields;
  readonly after: SummaryFrameFields;
  /** Every figure of either, in the order of the first, changed or not. */
  readonly changes: readonly SummaryChange[];
}

/** Figures of which none is not 0. */
const NOT_COUNTS = new Set([
  'avg',
  'p50',
  'p95',
  'p99',
  'success_rate',
  'failure_rate',
  'rating_mean',
  'mean_duration_ms',
]);

/** Members that say what a summary is of, and lists whose items have nothing in common with those of another summary. */
const NOT_COMPARED = new Set(['k', 'suppressed_figures', 'runs', 'capped']);

/** Compares every figure of two summaries. Runs are left out: the first run of one is not the first of the other. */
export function diffSummaries(before: Summary, after: Summary): SummaryDiff {
  const [first, second] = [figuresOf(before), figuresOf(after)];
  const names = [...new Set([...first.keys(), ...second.keys()])];
  return {
    before: frameOf(before),
    after: frameOf(after),
    changes: names.map((metric) => {
      const missing = NOT_COUNTS.has(metric.slice(metric.lastIndexOf(' ') + 1)) ? null : 0;
      const [a, b] = [first, second].map((figures) => (figures.has(metric) ? figures.get(metric) : missing) ?? null);
      return { metric, before: a ?? null, after: b ?? null, delta: deltaOf(a ?? null, b ?? null) };
    }),
  };
}

/** SHA-256, in hex, of the canonical JSON of a summary without `generated_at`: equal for equal figures of one window. */
export function summaryDigest(summary: Summary): string {
  const { generated_at: _when, ...figures } = summary;
  return keyHash(canonicalJson(figures));
}

function deltaOf(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : Number((after - before).toPrecision(12)) + 0;
}

function figuresOf(summary: Summary): Map<string, number | null> {
  const figures = new Map<string, number | null>();
  for (const { metric, path, value } of flattenSummary(summary)) {
    const isFrame = NOT_COMPARED.has(metric) || (path.length === 0 && typeof value !== 'number');
    if (!isFrame && typeof value !== 'string') figures.set([metric, ...path].join(PATH_SEPARATOR), value);
  }
  return figures;
}

function frameOf({ range, window_start, window_end, actor_id_filter, k }: Summary): SummaryFrameFields {
  return { range, window_start, window_end, actor_id_filter, k };
}
