/**
 * The summary's state of a stretch of a log, as two folds: the shape that a store keeps states by (`Fold` of
 * `@telemetry/store`), per file and UTC day, so that the next summary is a merge. Also names the version of states.
 */

import type { Catalog, RecordedEvent } from '@telemetry/schema';
import { canonicalJson } from '@telemetry/schema/policy';
import { stateInvalid } from '../check-state.ts';
import { keyHash } from '../key-hash.ts';
import type { Metric } from '../metric.ts';
import type { ReportState } from '../metrics/report.ts';
import { summaryMetrics } from './summary-metrics.ts';

/** Names the metrics, their caps and the form of their states. Another digit: states of before are not read, but made again. */
export const STATE_VERSION = 'telemetry.summary-state/1';

/** A folded state. Opaque. */
export type SummaryState = ReportState;

/** One fold over the events of a log, read by `parseEvent`. The laws of `Metric` hold. */
export interface SummaryFold {
  /** Tells states of this form, with this catalog's renamed events, from all others. 64 hex digits. */
  readonly digest: string;
  empty(): SummaryState;
  add(state: SummaryState, event: RecordedEvent): SummaryState;
  merge(into: SummaryState, from: SummaryState): SummaryState;
  /** One line of canonical JSON. Holds no run id but hashes of them; actor ids; ids of the last scorecard events. */
  encode(state: SummaryState): string;
  /** @throws TelemetryError STATE_INVALID */
  decode(text: string): SummaryState;
}

/** The two folds that a summary is made of: one over the window, one over all that came before its end. */
export interface SummaryFolds {
  readonly window: SummaryFold;
  readonly history: SummaryFold;
}

/** The folds of summaries. `catalog` tells under which names events were recorded before. */
export function createSummaryFolds(catalog?: Catalog): SummaryFolds {
  const metrics = summaryMetrics();
  return { window: foldOf('window', metrics.window, catalog), history: foldOf('history', metrics.history, catalog) };
}

/** Gives events the names that they have now. */
export function createRename(catalog: Catalog | undefined): (event: RecordedEvent) => RecordedEvent {
  const renames = new Map(renamesOf(catalog));
  if (renames.size === 0) return (event) => event;
  return (event) => {
    const name = renames.get(event.event);
    return name === undefined ? event : { ...event, event: name };
  };
}

/**
 * JSON of an encoded state.
 *
 * @throws TelemetryError STATE_INVALID when it is none
 */
export function parseState(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw stateInvalid('it is no JSON');
    throw error;
  }
}

function foldOf(part: string, metric: Metric<SummaryState, unknown>, catalog: Catalog | undefined): SummaryFold {
  const rename = createRename(catalog);
  return {
    digest: keyHash([STATE_VERSION, part, canonicalJson(renamesOf(catalog))].join('\n')),
    empty: metric.empty,
    add: (state, event) => metric.add(state, rename(event)),
    merge: metric.merge,
    encode: (state) => canonicalJson(metric.encode(state)),
    decode: (text) => metric.decode(parseState(text)),
  };
}

/** Former and present names, sorted. */
function renamesOf(catalog: Catalog | undefined): [string, string][] {
  const pairs = [...(catalog?.byName ?? [])].map(([name, definition]): [string, string] => [name, definition.name]);
  return pairs.filter(([former, present]) => former !== present).sort(([a], [b]) => (a < b ? -1 : 1));
}
