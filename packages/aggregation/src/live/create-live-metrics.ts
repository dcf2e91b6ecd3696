/** The live metrics of a log: a fold for what a store holds already, events one by one for what comes, and the text that is served. */

import type { Catalog, RecordedEvent } from '@telemetry/schema';
import { canonicalJson } from '@telemetry/schema/policy';
import { stateInvalid } from '../check-state.ts';
import { keyHash } from '../key-hash.ts';
import type { ReportState } from '../metrics/report.ts';
import { renderExposition } from '../render/exposition.ts';
import { type FamilyName, family } from '../render/family-names.ts';
import { createLabelLimits } from '../render/label-limits.ts';
import { liveFamilies } from '../render/live-families.ts';
import { liveMetrics } from './live-metrics.ts';

/** Names the metrics, their bounds and the form of their states. Another digit: states of before are made again. */
const STATE_VERSION = 'telemetry.live-state/1';

/** What has been counted. Opaque. */
export type LiveState = ReportState;

/** What is known beside the events: where the log is, what was lost. */
export interface LogFacts {
  readonly files: number;
  readonly sizeBytes: number;
  /** Events that were lost, by reason. */
  readonly dropped: { readonly [reason: string]: number };
}

/** The live metrics. `digest`, `empty`, `add`, `merge`, `encode` and `decode` are a fold of `@telemetry/store`. */
export interface LiveMetrics {
  /** 64 hex digits: tells states of these metrics, with this catalog's renamed events, from all others. */
  readonly digest: string;
  empty(): LiveState;
  /** Changes and gives back the state. */
  add(state: LiveState, event: RecordedEvent): LiveState;
  merge(into: LiveState, from: LiveState): LiveState;
  encode(state: LiveState): string;
  /** @throws TelemetryError STATE_INVALID */
  decode(text: string): LiveState;
  /** Prometheus' text format. A label has at most 100 values, and a value that has a series keeps it as long as this object lives. */
  render(state: LiveState, facts: LogFacts): string;
}

/** Makes live metrics. Pure. `catalog` tells under which names events were recorded before. */
export function createLiveMetrics(catalog?: Catalog): LiveMetrics {
  const metrics = liveMetrics();
  const limits = createLabelLimits();
  const renames = new Map(
    [...(catalog?.byName ?? [])]
      .map(([name, { name: present }]) => [name, present] as const)
      .filter(([a, b]) => a !== b),
  );
  return {
    digest: keyHash([STATE_VERSION, canonicalJson([...renames].sort(([a], [b]) => (a < b ? -1 : 1)))].join('\n')),
    empty: metrics.empty,
    add: (state, event) => {
      const present = renames.get(event.event);
      return metrics.add(state, present === undefined ? event : { ...event, event: present });
    },
    merge: metrics.merge,
    encode: (state) => canonicalJson(metrics.encode(state)),
    decode: (text) => metrics.decode(parseJson(text)),
    render: (state, facts) => {
      const dropped = Object.entries(facts.dropped).sort(([a], [b]) => (a < b ? -1 : 1));
      const gauge = (name: FamilyName, value: number) => family(name, [{ labels: {}, value }]);
      return renderExposition([
        ...liveFamilies(metrics.finish(state), limits),
        family(
          'telemetry_dropped_events_total',
          dropped.map(([reason, value]) => ({ labels: { reason }, value })),
        ),
        gauge('telemetry_log_size_bytes', facts.sizeBytes),
        gauge('telemetry_log_files', facts.files),
      ]);
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw stateInvalid('it is no JSON');
    throw error;
  }
}
