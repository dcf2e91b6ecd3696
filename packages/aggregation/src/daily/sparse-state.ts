/** States of reports on the wire: metrics that saw nothing are left out. */

import type { Json } from '@telemetry/schema';
import { canonicalJson } from '@telemetry/schema/policy';
import { stateInvalid } from '../check-state.ts';
import type { Metric } from '../metric.ts';
import type { ReportState } from '../metrics/report.ts';

/** The encoded state without the members that are as they were at the start. */
export function encodeSparse(report: Metric<ReportState, unknown>, state: ReportState): Json {
  const unchanged = membersOf(report.encode(report.empty()));
  return Object.fromEntries(
    Object.entries(membersOf(report.encode(state))).filter(
      ([name, value]) => canonicalJson(value) !== canonicalJson(unchanged[name] ?? null),
    ),
  );
}

/**
 * Reads what `encodeSparse` gave.
 *
 * @throws TelemetryError STATE_INVALID
 */
export function decodeSparse(report: Metric<ReportState, unknown>, json: unknown): ReportState {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw stateInvalid('a report is no object');
  return report.decode({ ...membersOf(report.encode(report.empty())), ...json });
}

function membersOf(json: Json): { readonly [name: string]: Json } {
  return json as { readonly [name: string]: Json };
}
