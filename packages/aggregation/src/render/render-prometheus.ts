/** A summary in Prometheus' text format: what `export --format prometheus` writes, and a textfile collector reads. */

import type { Summary } from '../summary/summary.ts';
import { renderExposition } from './exposition.ts';
import { createLabelLimits } from './label-limits.ts';
import { summaryFamilies } from './prometheus-families.ts';

/** Renders a summary; the text ends with a line end. Per label the 100 largest values are kept, the rest is added up under `other`. */
export function renderPrometheus(summary: Summary): string {
  return renderExposition(summaryFamilies(summary, createLabelLimits()));
}
