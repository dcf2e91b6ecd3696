/** The window of a summary with a floor: closed UTC days and nothing else, so that no two requests differ by less than a day. */

import { TelemetryError } from '@telemetry/schema';
import { DAY_MS, dayOf } from '../instant.ts';
import type { Window, WindowRequest } from '../summary/window.ts';
import { parseWindow } from '../summary/window.ts';

/**
 * Reads a user's wishes as `parseWindow`, cut to the UTC days that are over and lie wholly within; `Nd` are the last so many of them.
 *
 * @throws TelemetryError RANGE_INVALID also for a range of hours, and when no closed day is left
 */
export function parseClosedWindow(request: WindowRequest, now: Date): Window {
  const asked = parseWindow(request, now);
  if (asked.range?.endsWith('h')) throw invalid('hours cannot be told with a floor');
  const endDay = Math.min(dayOf(asked.end.getTime() + 1), dayOf(now.getTime()));
  const end = new Date(endDay * DAY_MS - 1);
  if (asked.start === null) return { ...asked, end };
  const isRange = asked.range !== null;
  const days = Number.parseInt(asked.range ?? '0', 10);
  const startDay = isRange ? endDay - days : Math.ceil(asked.start.getTime() / DAY_MS);
  if (startDay >= endDay) throw invalid('no closed UTC day lies within');
  return { range: asked.range, start: new Date(startDay * DAY_MS), end };
}

function invalid(message: string): TelemetryError {
  return new TelemetryError('RANGE_INVALID', message, {
    hint: 'With a floor a summary is of whole UTC days that are over: write 7d.',
  });
}
