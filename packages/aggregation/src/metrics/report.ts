/** Several metrics as one: a report is a list of metrics by name, and is itself a metric. */

import type { Json, RecordedEvent } from '@telemetry/schema';
import { checkObject } from '../check-state.ts';
import type { Metric, ResultOf } from '../metric.ts';

/** Metrics by the name of their result. */
export interface MetricSet {
  readonly [name: string]: Metric<unknown, unknown>;
}

/** The states of a report's metrics, in the order of their declaration. */
export type ReportState = unknown[];

/** The results of a report, by name. */
export type ReportResult<Metrics extends MetricSet> = { readonly [Name in keyof Metrics]: ResultOf<Metrics[Name]> };

/** Puts metrics together. An event is shown to those alone that read its type. */
export function defineReport<const Metrics extends MetricSet>(
  metrics: Metrics,
): Metric<ReportState, ReportResult<Metrics>> & { capped(state: ReportState): readonly string[] } {
  const names = Object.keys(metrics);
  const list = Object.values(metrics);
  const readers = readersByEvent(list);
  const ofAny = list.flatMap(({ events, add }, place) => (events === undefined ? [{ place, add }] : []));
  const capped = (state: ReportState) => names.filter((_, place) => list[place]?.isCapped?.(state[place]));
  return {
    ...(ofAny.length === 0 ? { events: [...readers.keys()] } : {}),
    empty: () => list.map((metric) => metric.empty()),
    add: (state: ReportState, event: RecordedEvent) => {
      for (const { place, add } of readers.get(event.event) ?? ofAny) state[place] = add(state[place], event);
      return state;
    },
    merge: (into, from) => {
      list.forEach((metric, place) => {
        into[place] = metric.merge(into[place], from[place]);
      });
      return into;
    },
    encode: (state) => Object.fromEntries(names.map((name, place) => [name, encoded(list[place], state[place])])),
    decode: (json) => {
      const object = checkObject(json, names, 'report');
      return list.map((metric, place) => metric.decode(object[names[place] ?? '']));
    },
    finish: (state) =>
      Object.fromEntries(
        names.map((name, place) => [name, list[place]?.finish(state[place])]),
      ) as ReportResult<Metrics>,
    adopt: (state) => list.map((metric, place) => metric.adopt?.(state[place]) ?? state[place]),
    isCapped: (state) => capped(state).length > 0,
    capped,
  };
}

function encoded(metric: Metric<unknown, unknown> | undefined, state: unknown): Json {
  return metric?.encode(state) ?? null;
}

/** A metric of a report, as far as it takes events. No metric's `add` asks what it is called on. */
interface EventReader {
  readonly place: number;
  readonly add: Metric<unknown, unknown>['add'];
}

/** For every event that some metric names: all metrics that read it. */
function readersByEvent(list: readonly Metric<unknown, unknown>[]): Map<string, readonly EventReader[]> {
  const named = new Set(list.flatMap((metric) => metric.events ?? []));
  const readersOf = (event: string) =>
    list.flatMap(({ events, add }, place) => (events === undefined || events.includes(event) ? [{ place, add }] : []));
  return new Map([...named].map((event) => [event, readersOf(event)]));
}
