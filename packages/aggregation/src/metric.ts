/**
 * The algebra: what every metric of this package is. A state is a function of the multiset of events it was given,
 * so any split of the events, in any order, ends in the same encoded state and the same result.
 */

import type { Json, RecordedEvent } from '@telemetry/schema';

/**
 * A mergeable value. For every metric and all states a, b, c, with `=` meaning "encodes to the same JSON":
 * `merge(a, b) = merge(b, a)`, `merge(a, merge(b, c)) = merge(merge(a, b), c)`, `merge(empty(), a) = a`,
 * `add(merge(a, b), e) = merge(a, add(b, e))` and `decode(encode(a)) = a`.
 *
 * `add` and `merge` may change and return their first argument, which must not be used afterwards; the second is never
 * changed and never kept a reference to. Rounding happens in `finish` alone.
 */
export interface Metric<State, Result> {
  /** The events that it reads, by name. Missing: all of them. Others leave the state as it is. */
  readonly events?: readonly string[];
  /** The state of no events. */
  empty(): State;
  /** The state with one more event. Never throws on what an event holds. */
  add(state: State, event: RecordedEvent): State;
  /** The state of the events of both. */
  merge(into: State, from: State): State;
  /** The state as JSON, in one form only: equal states give equal JSON. */
  encode(state: State): Json;
  /**
   * The state that `encode` gave. Checks everything: what it reads may come from a damaged file or another machine.
   *
   * @throws TelemetryError STATE_INVALID
   */
  decode(json: unknown): State;
  /** What is shown. Leaves the state usable. */
  finish(state: State): Result;
  /**
   * The state of another metric of the same form, as if its events had been read by this one: keys that this one could not have
   * given are `other`, or gone where it gives none. May change and return its argument. Missing: the state as it is.
   */
  adopt?(state: State): State;
  /** True when a capped map within the state was full, so that keys are missing from the result. */
  isCapped?(state: State): boolean;
}

/** The state of a metric. */
export type StateOf<M> = M extends Metric<infer State, infer _Result> ? State : never;

/** The result of a metric. */
export type ResultOf<M> = M extends Metric<infer _State, infer Result> ? Result : never;

/** The same metric with another look at its result. */
export function mapResult<State, From, To>(
  metric: Metric<State, From>,
  change: (result: From) => To,
): Metric<State, To> {
  return { ...metric, finish: (state) => change(metric.finish(state)) };
}
