/** How many events of one type may be recorded in a minute, so that a loop cannot push a user's history out of the log. */

import type { Catalog } from '@telemetry/schema';
import { DEFAULT_PER_MINUTE } from '@telemetry/schema';

/** The window of a budget. Milliseconds. */
const WINDOW_MS = 60_000;

/** Takes one event out of a budget; false when it is used up. */
export type EventBudget = (event: string, nowMs: number) => boolean;

/** Makes the budgets of a catalog: fixed windows of a minute, each beginning with its first event. A clock that jumps back begins a new one. */
export function createEventBudget(catalog: Catalog): EventBudget {
  const limits = new Map(catalog.events.map(({ name, options }) => [name, options.perMinute ?? DEFAULT_PER_MINUTE]));
  const windows = new Map<string, { startMs: number; used: number }>();
  return (event, nowMs) => {
    const declared = limits.get(event);
    // Whatever is not declared shares one budget: such a name may be anything, and is not kept.
    const name = declared === undefined ? '' : event;
    const limit = declared ?? DEFAULT_PER_MINUTE;
    const window = windows.get(name);
    if (window === undefined || nowMs >= window.startMs + WINDOW_MS || nowMs < window.startMs) {
      windows.set(name, { startMs: nowMs, used: 1 });
      return limit > 0;
    }
    if (window.used >= limit) return false;
    window.used += 1;
    return true;
  };
}
