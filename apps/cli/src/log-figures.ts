/** The figures of the log that `status` shows: how many events, since when, what the sanitizer did. */

import type { Fold, FoldResult, LogLocation } from '@telemetry/store';
import { foldLog, listLogFiles } from '@telemetry/store';

/** What the sanitizer did, by the flags that it left in the log. */
export interface SanitizerFigures {
  /** Events in which something was replaced, cut or dropped. */
  readonly events: number;
  readonly fields_redacted: number;
  readonly fields_truncated: number;
  readonly fields_dropped: number;
}

/** The figures of a log. */
export interface LogFigures {
  readonly events: number;
  /** Lines that are no events. */
  readonly skipped: number;
  readonly bytes: number;
  readonly files: number;
  /** RFC 3339. */
  readonly oldest: string | undefined;
  readonly newest: string | undefined;
  readonly sanitizer: SanitizerFigures;
}

type Figures = Omit<LogFigures, 'events' | 'skipped' | 'bytes' | 'files'>;

const NONE: Figures = {
  oldest: undefined,
  newest: undefined,
  sanitizer: { events: 0, fields_redacted: 0, fields_truncated: 0, fields_dropped: 0 },
};

const FIGURES: Fold<Figures, LogEntry> = {
  // The SHA-256 of `telemetry.status/1`, cut. Another meaning of the figures needs another.
  digest: 'c0e57e3066661320',
  empty: () => NONE,
  // What was removed is no longer in the log.
  reduce: () => NONE,
  add: (figures, { timestamp, sanitized }) =>
    merge(figures, { oldest: timestamp, newest: timestamp, sanitizer: sanitized }),
  merge,
  encode: (figures) => JSON.stringify(figures),
  decode: (text) => JSON.parse(text) as Figures,
};

interface LogEntry {
  readonly timestamp: string;
  readonly sanitized: SanitizerFigures;
}

/** Counts. Keeps its states in `folds/` beside the log, so that each byte is read once. */
export async function readLogFigures(log: LogLocation, now: () => number): Promise<LogFigures> {
  const files = listLogFiles(log);
  if (files.length === 0) return { ...NONE, events: 0, skipped: 0, bytes: 0, files: 0 };
  const { state, events, skipped } = (await foldKnown(log, now)) ?? (await foldAll(log, now));
  const bytes = files.reduce((sum, { facts }) => sum + Number(facts.size), 0);
  return { ...state, events, skipped, bytes, files: files.length };
}

/** The figures when there is no line that the states do not cover: the parser and the catalog are loaded for new lines only. */
async function foldKnown(log: LogLocation, now: () => number): Promise<FoldResult<Figures> | undefined> {
  const parse = (): LogEntry => ({ timestamp: '', sanitized: NONE.sanitizer });
  const add = (): Figures => {
    throw new LogHasGrown();
  };
  try {
    return await foldLog({ ...log, now, parse }, { ...FIGURES, add });
  } catch (error) {
    if (error instanceof LogHasGrown) return undefined;
    throw error;
  }
}

/** There is a line that no state covers. */
class LogHasGrown extends Error {}

async function foldAll(log: LogLocation, now: () => number): Promise<FoldResult<Figures>> {
  const { createLineParser } = await import('./read-events.ts');
  const parseLine = await createLineParser();
  const parse = (line: string): LogEntry | undefined => {
    const event = parseLine(line)?.event;
    if (event === undefined) return undefined;
    const isFlag = event.event === 'risk.flagged' && event.payload['reason'] === 'telemetry_sanitized';
    return { timestamp: event.timestamp, sanitized: isFlag ? sanitizedBy(event.payload) : NONE.sanitizer };
  };
  return foldLog({ ...log, now, parse }, FIGURES);
}

function sanitizedBy(payload: { readonly [field: string]: unknown }): SanitizerFigures {
  const countOf = (field: string): number => {
    const value = payload[field];
    return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
  };
  return {
    events: 1,
    fields_redacted: countOf('fields_redacted_count'),
    fields_truncated: countOf('fields_truncated_count'),
    fields_dropped: countOf('fields_dropped_count'),
  };
}

function merge(a: Figures, b: Figures): Figures {
  return {
    oldest: first([a.oldest, b.oldest], (x, y) => x < y),
    newest: first([a.newest, b.newest], (x, y) => x > y),
    sanitizer: {
      events: a.sanitizer.events + b.sanitizer.events,
      fields_redacted: a.sanitizer.fields_redacted + b.sanitizer.fields_redacted,
      fields_truncated: a.sanitizer.fields_truncated + b.sanitizer.fields_truncated,
      fields_dropped: a.sanitizer.fields_dropped + b.sanitizer.fields_dropped,
    },
  };
}

function first(
  times: readonly (string | undefined)[],
  comesFirst: (a: string, b: string) => boolean,
): string | undefined {
  return times.reduce((best, time) =>
    best === undefined || (time !== undefined && comesFirst(time, best)) ? time : best,
  );
}
