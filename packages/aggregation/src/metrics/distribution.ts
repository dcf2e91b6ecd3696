/** Mean and the usual quantiles of one number. */

import type { Metric } from '../metric.ts';
import { mapResult } from '../metric.ts';
import type { NumberReader } from '../reader.ts';
import { quantiles } from './quantiles.ts';
import type { ReportState } from './report.ts';
import { defineReport } from './report.ts';
import { mean } from './sum.ts';

/** In the unit of the field. Null when nothing was measured. */
export interface Distribution {
  /** Exact mean, to 3 decimals. */
  readonly avg: number | null;
  /** Within 1 % of the nearest-rank quantile; exact for whole numbers under 256. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** The distribution of a number over the events that have it. @param beyond as of `quantiles` */
export function distribution(reader: NumberReader, beyond = 0): Metric<ReportState, Distribution> {
  const parts = defineReport({
    avg: mean(reader, 3),
    quantiles: quantiles(reader, { p50: 0.5, p95: 0.95, p99: 0.99 }, beyond),
  });
  return mapResult(parts, (result) => ({ avg: result.avg, ...result.quantiles }));
}
