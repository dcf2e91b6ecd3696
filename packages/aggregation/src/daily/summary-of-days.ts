/** A summary put together of daily summaries, of one install or of many: what a collector keeps per day and shows per range. */

import { canonicalJson } from '@telemetry/schema/policy';
import { checkObject, stateInvalid } from '../check-state.ts';
import { DAY_MS } from '../instant.ts';
import { finishSummary } from '../summary/finish-summary.ts';
import type { Summary } from '../summary/summary.ts';
import { parseState } from '../summary/summary-fold.ts';
import type { SummaryMetrics } from '../summary/summary-metrics.ts';
import type { DailySummary } from './daily-summary.ts';
import { startOfDay } from './daily-summary.ts';
import { decodeSparse, encodeSparse } from './sparse-state.ts';

/** The version of the encoded form. */
const VERSION = 'telemetry.summary-of-days/1';

/** Whole UTC days. */
export interface DayRange {
  /** `YYYY-MM-DD`, the first UTC day; null: open to the past. */
  readonly from: string | null;
  /** `YYYY-MM-DD`, the last UTC day, itself included. */
  readonly to: string;
}

/** A summary of whole days under way. */
export interface SummaryOfDays {
  /**
   * Takes a daily summary and leaves it usable; true when its day is within. Days before count for streaks and scores alone, days after not at all.
   * Whoever calls sees to it that no key comes twice.
   */
  add(daily: DailySummary): boolean;
  /** Takes what another holds of the same days, and leaves that one usable. @throws TelemetryError STATE_INVALID when it is of other days */
  merge(other: SummaryOfDays): void;
  /** One line of canonical JSON: the same for the same daily summaries, in any order. Names no install. */
  encode(): string;
  /** The summary so far, as `export` gives it; without ids of actors and without runs. */
  finish(frame: { readonly generatedAt: Date }): Summary;
}

/** A summary of days from nothing, or from its encoded state. @throws TelemetryError STATE_INVALID @throws TypeError for days that are none */
export function summaryOfDays({ from, to }: DayRange, metrics: SummaryMetrics, encoded?: string): SummaryOfDays {
  const startMs = from === null ? -Infinity : startOfDay(from);
  const lastMs = startOfDay(to);
  if (!(startMs <= lastMs)) throw new TypeError('days are YYYY-MM-DD, the first not after the last');
  const state =
    encoded === undefined ? { within: metrics.window.empty(), history: metrics.history.empty() } : decode(encoded);

  function decode(text: string) {
    const object = checkObject(parseState(text), ['version', 'from', 'to', 'within', 'history'], 'summary of days');
    if (object['version'] !== VERSION) throw stateInvalid('it has another version');
    if (object['from'] !== from || object['to'] !== to) throw stateInvalid('it is of other days');
    return {
      within: decodeSparse(metrics.window, object['within']),
      history: decodeSparse(metrics.history, object['history']),
    };
  }

  return {
    add: ({ key, state: { within, history } }) => {
      const dayMs = startOfDay(key.day);
      if (dayMs > lastMs) return false;
      state.history = metrics.history.merge(state.history, history);
      if (dayMs < startMs) return false;
      state.within = metrics.window.merge(state.within, within);
      return true;
    },
    merge: (other) => {
      const { within, history } = decode(other.encode());
      state.within = metrics.window.merge(state.within, within);
      state.history = metrics.history.merge(state.history, history);
    },
    encode: () =>
      canonicalJson({
        version: VERSION,
        from,
        to,
        within: encodeSparse(metrics.window, state.within),
        history: encodeSparse(metrics.history, state.history),
      }),
    finish: ({ generatedAt }) => {
      const window = {
        range: null,
        start: from === null ? null : new Date(startMs),
        end: new Date(lastMs + DAY_MS - 1),
      };
      const capped = metrics.window.capped(state.within).toSorted();
      const frame = { window, generatedAt, actorIdFilter: null, capped };
      return finishSummary(frame, metrics.window.finish(state.within), metrics.history.finish(state.history));
    },
  };
}
