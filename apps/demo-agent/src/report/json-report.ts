/** What `--json` prints: a contract, so nothing else is ever in it. */

import { APP } from '../catalog.ts';
import type { DemoResult } from '../demo.ts';

/** The object. Counts are of this run. */
export interface JsonReport {
  readonly app: string;
  readonly log_dir: string;
  readonly events_total: number;
  readonly events_by_type: { readonly [event: string]: number };
  readonly fields_redacted_count: number;
  readonly canary_found: boolean;
}

/** Makes the object. */
export function buildJsonReport({ home, events, summary, proof }: DemoResult): JsonReport {
  return {
    app: APP,
    log_dir: home.paths.telemetryDir,
    events_total: events.length,
    events_by_type: summary.events_by_type,
    fields_redacted_count: events.reduce((sum, { payload }) => sum + redactedFields(payload).length, 0),
    canary_found: proof.found.key,
  };
}

/** The paths in an event at which something was replaced. */
export function redactedFields(payload: { readonly [field: string]: unknown }): readonly string[] {
  const fields = payload['redacted_fields'];
  return Array.isArray(fields) ? fields.filter((field) => typeof field === 'string') : [];
}
