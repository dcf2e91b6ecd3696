/** The window of a summary: closed at both ends, in UTC. */

import { TelemetryError } from '@telemetry/schema';
import { DAY_MS, parseInstant } from '../instant.ts';

/** From when to when; an event at either end is within. */
export interface Window {
  /** The range as it was asked for, or null when the window is given by its ends. */
  readonly range: string | null;
  /** Null: open to the past. */
  readonly start: Date | null;
  readonly end: Date;
}

const HOUR_MS = 3_600_000;

/** Days or hours, more than 0; seven digits are 27,000 years of days, over which a window makes no sense. */
const RANGE = /^([0-9]{1,7})([dh])$/;

/** Earliest begin of a window: RFC 3339 knows no year before 0. */
const EARLIEST_MS = -62_167_219_200_000;

/**
 * Reads `7d` or `12h`: the window of so many days or hours that ends at `until`.
 *
 * @throws TelemetryError RANGE_INVALID when it is neither, not more than 0, or begins before the year 0
 */
export function parseRange(text: string, until: Date): Window {
  const [, digits = '0', unit] = RANGE.exec(text) ?? [];
  const start = until.getTime() - Number(digits) * (unit === 'd' ? DAY_MS : HOUR_MS);
  if (Number(digits) === 0 || !(start >= EARLIEST_MS)) throw invalid('a range is a number of days or hours over 0');
  return { range: `${Number(digits)}${unit}`, start: new Date(start), end: until };
}

/** What a user said about the window, each as text. */
export interface WindowRequest {
  /** `Nd` or `Nh`. Not together with `since`. */
  readonly range?: string | undefined;
  /** RFC 3339. */
  readonly since?: string | undefined;
  /** RFC 3339. Missing: now. */
  readonly until?: string | undefined;
}

/**
 * Reads a user's wishes: a range that ends at `until` or now, or two ends, or everything up to `until` or now.
 *
 * @throws TelemetryError RANGE_INVALID when a part cannot be read, both range and since are given, or the ends are turned round
 */
export function parseWindow(request: WindowRequest, now: Date): Window {
  const end = request.until === undefined ? now : readTime(request.until, 'until');
  if (request.range !== undefined) {
    if (request.since !== undefined) throw invalid('range and since exclude each other');
    return parseRange(request.range, end);
  }
  const start = request.since === undefined ? null : readTime(request.since, 'since');
  if (start !== null && start > end) throw invalid('since is later than until');
  return { range: null, start, end };
}

function readTime(text: string, name: string): Date {
  const time = parseInstant(text);
  if (time === undefined) throw invalid(`${name} is no RFC 3339 time`);
  return new Date(time);
}

function invalid(message: string): TelemetryError {
  return new TelemetryError('RANGE_INVALID', message, {
    hint: 'Write 7d or 12h, or times like 2026-11-20T00:00:00Z.',
  });
}
