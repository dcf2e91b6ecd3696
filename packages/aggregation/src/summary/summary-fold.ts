/**
 * The summary's state of a stretch of a log as a fold: the shape that a store keeps states by (`Fold` of `@telemetry/store`), per
 * file and UTC day, so that the next summary is a merge. What is kept of a day is the same for every window; what the days
 * add up to is of one window. Also names the version of states.
 */

import type { Catalog, RecordedEvent } from '@telemetry/schema';
import { extendStandardCatalog } from '@telemetry/schema';
import { canonicalJson } from '@telemetry/schema/policy';
import { checkInteger, checkList, checkObject, stateInvalid } from '../check-state.ts';
import { DAY_MS, dayOf } from '../instant.ts';
import { keyHash } from '../key-hash.ts';
import { instantOf } from '../lines/scanned-event.ts';
import type { ReportState } from '../metrics/report.ts';
import type { SummaryMetrics } from './summary-metrics.ts';
import { summaryMetrics } from './summary-metrics.ts';
import { releasedSource } from './summary-source.ts';
import type { Window } from './window.ts';

/** Names the metrics, their caps and the form of their states. Another digit: states of before are not read, but made again. */
export const STATE_VERSION = 'telemetry.summary-state/2';

/** A state of the metrics. Opaque. */
export type SummaryState = ReportState;

/** What is known of one UTC day, or of several. */
export interface SummaryParts {
  within: SummaryState;
  history: SummaryState;
}

/** What is known of a day that is still apart, with the times of its first and last event, in milliseconds since 1970. */
export interface DayParts extends SummaryParts {
  first: number;
  last: number;
}

/** What was folded. Opaque. */
export interface FoldedSummary {
  /** By whole days since 1970: the days in which the window begins and ends, or all. */
  readonly days: Map<number, DayParts>;
  /** What whole days came to: `within` of those in the window, `history` of all. Undefined before there was one. */
  total: SummaryParts | undefined;
}

/** A part of a day that must be folded from the events once more, since the window cuts the day between two of them. */
export interface CutRead {
  readonly from: Date;
  readonly to: Date;
  /** What is taken of it. */
  readonly takes: 'within' | 'history';
}

/** A fold over the events of a log, from its beginning up to the end of the window's last day. The laws of `Metric` hold. */
export interface SummaryFold {
  /** Tells states of this form, with this catalog's renamed events, from all others; the same for all windows. 64 hex digits. */
  readonly digest: string;
  empty(): FoldedSummary;
  /** Takes an event; one without a readable time is left out. */
  add(state: FoldedSummary, event: RecordedEvent): FoldedSummary;
  merge(into: FoldedSummary, from: FoldedSummary): FoldedSummary;
  /** One day as one line of JSON, the same for the same events. Holds no run id but hashes of them; actor ids; ids of the last scorecard events. @throws TypeError for what is not of one day */
  encode(state: FoldedSummary): string;
  /** @throws TelemetryError STATE_INVALID */
  decode(text: string): FoldedSummary;
  /** How what many files came to is kept; of days that are kept apart it is not. */
  readonly sum?: {
    /** The window, as far as days are added up by it. */
    readonly key: string;
    /** As one line of JSON, the same for the same events. */
    encode(state: FoldedSummary): string;
    /** @throws TelemetryError STATE_INVALID */
    decode(text: string): FoldedSummary;
  };
  /** What may outlive the events themselves: declared words alone, no actor, no run. For states of files that retention removed. */
  reduce(state: FoldedSummary): FoldedSummary;
}

/** How days are added up. */
export interface SummaryFoldOptions {
  readonly window: Window;
  /** Tells under which names events were recorded before, and which words are declared. Default: the standard catalog. */
  readonly catalog?: Catalog | undefined;
  /** Keep the days of the window apart, as a summary with a floor needs them. Default false. */
  readonly keepsDays?: boolean;
}

/** The fold of summaries of one window. */
export function createSummaryFold({ window, catalog, keepsDays = false }: SummaryFoldOptions): SummaryFold {
  const metrics = summaryMetrics();
  const rename = createRename(catalog);
  const emptyParts = (): SummaryParts => ({ within: metrics.window.empty(), history: metrics.history.empty() });
  const emptyDay = (): DayParts => ({ ...emptyParts(), first: Infinity, last: -Infinity });
  const startDay = window.start === null ? Number.NaN : dayOf(window.start.getTime());
  const endDay = dayOf(window.end.getTime());
  let released: SummaryMetrics | undefined;

  function addUp(into: FoldedSummary, day: number, from: SummaryParts): void {
    const sum = into.total ?? emptyParts();
    into.total = sum;
    sum.history = metrics.history.merge(sum.history, from.history);
    if (isWholeWithin(window, day)) sum.within = metrics.window.merge(sum.within, from.within);
  }

  // In one form as they are: members stand in the order of the metrics, keys of maps in lists.
  const encodeParts = ({ within, history }: SummaryParts) => ({
    within: metrics.window.encode(within),
    history: metrics.history.encode(history),
  });
  const encodeDay = (day: number, parts: DayParts) => ({
    day,
    first: parts.first,
    last: parts.last,
    ...encodeParts(parts),
  });
  const decodeParts = (object: { readonly [key: string]: unknown }): SummaryParts => ({
    within: metrics.window.decode(object['within']),
    history: metrics.history.decode(object['history']),
  });

  function decodeDay(json: unknown): [number, DayParts] {
    const object = checkObject(json, ['day', 'first', 'last', 'within', 'history'], 'folded day');
    const day = checkInteger(object['day'], 'day');
    const [first, last] = [checkInteger(object['first'], 'first'), checkInteger(object['last'], 'last')];
    if (dayOf(first) !== day || dayOf(last) !== day || first > last) throw stateInvalid('its times are of another day');
    return [day, { first, last, ...decodeParts(object) }];
  }

  function encodeSum({ days, total }: FoldedSummary): string {
    const sorted = [...days].sort(([a], [b]) => a - b).map(([day, parts]) => encodeDay(day, parts));
    return JSON.stringify({ days: sorted, total: total === undefined ? null : encodeParts(total) });
  }

  function decodeSum(text: string): FoldedSummary {
    const { days, total } = checkObject(parseState(text), ['days', 'total'], 'folded days');
    const decoded = new Map(checkList(days, 'days').map(decodeDay));
    if ([...decoded.keys()].some((day) => day !== startDay && day !== endDay))
      throw stateInvalid('a day is of another window');
    if (total === null) return { days: decoded, total: undefined };
    return { days: decoded, total: decodeParts(checkObject(total, ['within', 'history'], 'sum of days')) };
  }

  return {
    digest: keyHash([STATE_VERSION, canonicalJson(renamesOf(catalog))].join('\n')),
    empty: () => ({ days: new Map(), total: undefined }),
    add: (state, recorded) => {
      const timeMs = instantOf(recorded);
      if (timeMs === undefined) return state;
      const day = dayOf(timeMs);
      const event = rename(recorded);
      let parts = state.days.get(day);
      if (parts === undefined) {
        parts = emptyDay();
        state.days.set(day, parts);
      }
      if (timeMs < parts.first) parts.first = timeMs;
      if (timeMs > parts.last) parts.last = timeMs;
      parts.within = metrics.window.add(parts.within, event);
      parts.history = metrics.history.add(parts.history, event);
      return state;
    },
    merge: (into, from) => {
      for (const [day, parts] of from.days) {
        if (keepsDays || day === startDay || day === endDay) mergeDay(metrics, into.days, day, parts, emptyDay);
        else addUp(into, day, parts);
      }
      if (from.total !== undefined) {
        const sum = into.total ?? emptyParts();
        into.total = sum;
        sum.within = metrics.window.merge(sum.within, from.total.within);
        sum.history = metrics.history.merge(sum.history, from.total.history);
      }
      return into;
    },
    encode: ({ days, total }) => {
      const [[day, parts] = [], ...more] = days;
      if (total !== undefined || more.length > 0) throw new TypeError('a folded state is kept day by day');
      return JSON.stringify(day === undefined || parts === undefined ? null : encodeDay(day, parts));
    },
    decode: (text) => {
      const json = parseState(text);
      return { days: new Map(json === null ? [] : [decodeDay(json)]), total: undefined };
    },
    ...(keepsDays ? {} : { sum: { key: `${startDay} ${endDay}`, encode: encodeSum, decode: decodeSum } }),
    reduce: ({ days, total }) => {
      released ??= summaryMetrics(releasedSource(catalog ?? extendStandardCatalog()));
      const { window: within } = released;
      const reduceParts = <Parts extends SummaryParts>(parts: Parts): Parts => ({
        ...parts,
        within: within.adopt?.(parts.within) ?? parts.within,
      });
      return {
        days: new Map([...days].map(([day, parts]) => [day, reduceParts(parts)])),
        total: total === undefined ? undefined : reduceParts(total),
      };
    },
  };
}

/** Tells whether a UTC day lies wholly in a window. */
export function isWholeWithin({ start, end }: Window, day: number): boolean {
  return day * DAY_MS >= (start?.getTime() ?? -Infinity) && (day + 1) * DAY_MS - 1 <= end.getTime();
}

/** What is to be folded for a window: all up to the end of its last day. A day that is over or has no later events is then never read again. */
export function foldRange({ end }: Window): { readonly to: Date } {
  return { to: new Date((dayOf(end.getTime()) + 1) * DAY_MS - 1) };
}

/**
 * The parts of days that the folded state cannot answer for, since the window begins or ends between two of their events: each to be
 * folded by itself and given to `addFolded`. Mostly none.
 */
export function cutReads(folded: FoldedSummary, window: Window): readonly CutRead[] {
  const startMs = window.start?.getTime() ?? -Infinity;
  const endMs = window.end.getTime();
  return [...folded.days].flatMap(([day, parts]) => {
    const from = Math.max(startMs, day * DAY_MS);
    const to = new Date(Math.min(endMs, (day + 1) * DAY_MS - 1));
    const reads: CutRead[] = [];
    if (isCut(parts, startMs, endMs)) reads.push({ from: new Date(from), to, takes: 'within' });
    if (isCut(parts, -Infinity, endMs)) reads.push({ from: new Date(day * DAY_MS), to, takes: 'history' });
    return reads;
  });
}

/** Tells whether some of a day's events lie within two times and others do not. */
export function isCut({ first, last }: DayParts, startMs: number, endMs: number): boolean {
  const isApart = last < startMs || first > endMs;
  return !isApart && (first < startMs || last > endMs);
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

function mergeDay(
  metrics: SummaryMetrics,
  days: Map<number, DayParts>,
  day: number,
  from: DayParts,
  emptyDay: () => DayParts,
): void {
  const into = days.get(day) ?? emptyDay();
  days.set(day, into);
  into.first = Math.min(into.first, from.first);
  into.last = Math.max(into.last, from.last);
  into.within = metrics.window.merge(into.within, from.within);
  into.history = metrics.history.merge(into.history, from.history);
}

/** Former and present names, sorted. */
function renamesOf(catalog: Catalog | undefined): [string, string][] {
  const pairs = [...(catalog?.byName ?? [])].map(([name, definition]): [string, string] => [name, definition.name]);
  return pairs.filter(([former, present]) => former !== present).sort(([a], [b]) => (a < b ? -1 : 1));
}
