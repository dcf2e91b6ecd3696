/**
 * The daily summary: what leaves in place of events. The state of a summary over released events of one UTC day, without
 * times of day, ids of events, actors and runs. One day may take several parts, since late lines reopen it; each event is in
 * exactly one. Format: docs/formats/daily-summary.md. Says nothing about when to send.
 */

import type { Json, ReleasedEvent } from '@telemetry/schema';
import { UUID_PATTERN } from '@telemetry/schema';
import { canonicalJson } from '@telemetry/schema/policy';
import { checkCount, checkObject, checkText, stateInvalid } from '../check-state.ts';
import { DAY_MS, dayOf, parseInstant } from '../instant.ts';
import type { SummaryState } from '../summary/summary-fold.ts';
import type { SummaryMetrics } from '../summary/summary-metrics.ts';
import { decodeSparse, encodeSparse } from './sparse-state.ts';

/** The version of the format. Another digit: it is not read. */
export const DAILY_SUMMARY_VERSION = 'telemetry.daily-summary/1';

/** Parts of one day, beyond which something is wrong: one a minute for a year is half a million. */
const MAX_PART = 1_000_000;

/** Tells a daily summary from all others. Whoever takes them takes each key once. */
export interface DailySummaryKey {
  /** The anonymous install id, a UUID. */
  readonly install: string;
  /** `YYYY-MM-DD`, a UTC day. */
  readonly day: string;
  /** From 1: which of the summaries of this day. */
  readonly part: number;
}

/** A daily summary under way or read. */
export interface DailySummary {
  readonly key: DailySummaryKey;
  /** Events in it. */
  readonly events: number;
  /** Takes one released event; true when it is of this day and install. Never throws on what an event holds. */
  add(event: ReleasedEvent): boolean;
  /** One line of canonical JSON, without a line end: what is put into a batch. The same events give the same bytes. */
  encode(): string;
  /** Opaque: what a summary of days adds up. */
  readonly state: DailyState;
}

/** The two states that a summary is made of. */
export interface DailyState {
  readonly within: SummaryState;
  readonly history: SummaryState;
}

/** Begins the summary of a day. @throws TypeError when the key is malformed */
export function createDailySummary(key: DailySummaryKey, metrics: SummaryMetrics): DailySummary {
  if (!isKey(key)) throw new TypeError('a daily summary has a UUID, a day as YYYY-MM-DD and a part from 1');
  return dailySummary(key, metrics, 0, { within: metrics.window.empty(), history: metrics.history.empty() });
}

/** Reads a daily summary from unknown data. @throws TelemetryError STATE_INVALID */
export function decodeDailySummary(json: unknown, metrics: SummaryMetrics): DailySummary {
  const members = ['version', 'anonymous_install_id', 'day', 'part', 'events', 'within', 'history'];
  const object = checkObject(json, members, 'daily summary');
  if (object['version'] !== DAILY_SUMMARY_VERSION) throw stateInvalid('it has another version');
  const key = {
    install: checkText(object['anonymous_install_id'], 'anonymous_install_id'),
    day: checkText(object['day'], 'day'),
    part: checkCount(object['part'], 'part'),
  };
  if (!isKey(key)) throw stateInvalid('its key is malformed');
  const state = {
    within: decodeSparse(metrics.window, object['within']),
    history: decodeSparse(metrics.history, object['history']),
  };
  const events = checkCount(object['events'], 'events');
  checkDay(metrics.history.encode(state.history), key.day);
  if (metrics.window.finish(state.within).events_considered !== events) throw stateInvalid('it counts other events');
  return dailySummary(key, metrics, events, state);
}

/** Tells whether a UTC day (`YYYY-MM-DD`) is over. Only then is it summed up, so that most days take one part. */
export function isClosedDay(day: string, now: Date): boolean {
  return startOfDay(day) + DAY_MS <= now.getTime();
}

/** When a day begins, in milliseconds since 1970; NaN for what is none. */
export function startOfDay(day: string): number {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? (parseInstant(`${day}T00:00:00Z`) ?? Number.NaN) : Number.NaN;
}

function dailySummary(
  key: DailySummaryKey,
  metrics: SummaryMetrics,
  count: number,
  { within, history }: DailyState,
): DailySummary {
  const startMs = startOfDay(key.day);
  const timestamp = new Date(startMs).toISOString();
  let events = count;
  return {
    key,
    get events() {
      return events;
    },
    state: { within, history },
    add: (event) => {
      const timeMs = parseInstant(event.timestamp);
      if (timeMs === undefined || dayOf(timeMs) !== dayOf(startMs)) return false;
      if (event.anonymous_install_id !== key.install) return false;
      // Of several scorecards of a day the one with the greatest figure is the latest: neither its time nor its id leaves.
      const { run_id: _run, anonymous_install_id: _install, ...shown } = event;
      const reduced = { ...shown, timestamp, event_id: '' };
      metrics.window.add(within, reduced);
      metrics.history.add(history, reduced);
      events += 1;
      return true;
    },
    encode: () =>
      canonicalJson({
        version: DAILY_SUMMARY_VERSION,
        anonymous_install_id: key.install,
        day: key.day,
        part: key.part,
        events,
        within: encodeSparse(metrics.window, within),
        history: encodeSparse(metrics.history, history),
      }),
  };
}

function isKey({ install, day, part }: DailySummaryKey): boolean {
  return (
    UUID_PATTERN.test(install) &&
    !Number.isNaN(startOfDay(day)) &&
    Number.isSafeInteger(part) &&
    part >= 1 &&
    part <= MAX_PART
  );
}

/** All that the history knows must be of the day, and name no event. */
function checkDay(history: Json, day: string): void {
  const startMs = startOfDay(day);
  for (const state of Object.values(history as { readonly [metric: string]: Json })) {
    if (state === null) continue;
    const [first, id, ...rest] = state as readonly Json[];
    const isScore = rest.length === 1 && first === startMs && id === '';
    const isDay = rest.length === 0 && id === undefined && (first === undefined || first === dayOf(startMs));
    if (!isScore && !isDay) throw stateInvalid('it speaks of another day');
  }
}
