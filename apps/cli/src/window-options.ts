/** The options by which a window of time is asked for, read and checked: what is wrong is told by the option's own name. */

import type { Window } from '@telemetry/aggregation';
import { parseClosedWindow, parseRange, parseWindow } from '@telemetry/aggregation';
import { isTelemetryError, TelemetryError } from '@telemetry/schema';

/** What was given, as text. */
export interface GivenWindow {
  readonly range?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

const HINT = 'Write 7d or 12h, or times like 2026-11-20T00:00:00Z.';

/** Reads `--range`, `--since` and `--until`; with a floor only closed UTC days. @throws TelemetryError `RANGE_INVALID` */
export function readWindow(given: GivenWindow, now: Date, hasFloor: boolean): Window {
  const { range, since, until } = given;
  if (range !== undefined && since !== undefined) throw invalid('--range and --since exclude each other.');
  const end = until === undefined ? now : readTime('--until', until, now);
  if (range !== undefined) named('--range takes a number of days or hours above 0.', () => parseRange(range, end));
  if (since !== undefined && readTime('--since', since, now) > end) {
    throw invalid(until === undefined ? '--since lies in the future.' : '--since is later than --until.');
  }
  if (!hasFloor) return parseWindow(given, now);
  if (range?.endsWith('h')) throw invalid('--k goes with days, and not with hours.');
  return named('No UTC day that is over lies wholly within.', () => parseClosedWindow(given, now));
}

/** Reads `2h`, `7d` or a time: since when. @throws TelemetryError `RANGE_INVALID` */
export function readSince(given: string, now: Date): Date {
  const isRange = /^[0-9]+[a-z]$/i.test(given);
  if (isRange)
    return named('--since takes days or hours above 0, or a time.', () => parseRange(given, now)).start ?? now;
  return readWindow({ since: given }, now, false).start ?? now;
}

/** As the end of a window a time may be anything that can be read. */
function readTime(flag: string, text: string, now: Date): Date {
  return named(`${flag} takes a time.`, () => parseWindow({ until: text }, now)).end;
}

function named<T>(message: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isTelemetryError(error) || error.code !== 'RANGE_INVALID') throw error;
    throw invalid(message);
  }
}

function invalid(message: string): TelemetryError {
  return new TelemetryError('RANGE_INVALID', message, { hint: HINT });
}
