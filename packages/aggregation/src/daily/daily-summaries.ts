/**
 * Daily summaries of one catalog: making, reading and adding them up. The metrics are put together once for all of them, since a
 * collector reads thousands.
 */

import type { Catalog, ReleasedEvent } from '@telemetry/schema';
import { MAX_LINE_BYTES } from '@telemetry/schema';
import { summaryMetrics } from '../summary/summary-metrics.ts';
import { releasedSource } from '../summary/summary-source.ts';
import type { DailySummary, DailySummaryKey } from './daily-summary.ts';
import { createDailySummary, decodeDailySummary } from './daily-summary.ts';
import type { DayRange, SummaryOfDays } from './summary-of-days.ts';
import { summaryOfDays } from './summary-of-days.ts';

/** All that is done with the daily summaries of a catalog. Pure: no clock, no disk. */
export interface DailySummaries {
  /**
   * Begins the summary of a day.
   *
   * @throws TypeError when the key is malformed
   */
  create(key: DailySummaryKey): DailySummary;
  /**
   * Sums released events of one day and install up, in as many parts as it takes to keep each within `maxBytes`; none for no
   * events. Events of other days and installs are left out.
   *
   * @param first the key of the first part; those that follow count on
   * @param maxBytes default: what a line of the store may have, 256 KiB
   */
  createParts(first: DailySummaryKey, events: readonly ReleasedEvent[], maxBytes?: number): readonly DailySummary[];
  /**
   * Reads a daily summary from unknown data, such as a member of a batch. Every key must be a word of the catalog.
   *
   * @param json the parsed JSON of what `encode` gave
   * @throws TelemetryError STATE_INVALID when it is damaged, of another version, or holds what no release lets out
   */
  decode(json: unknown): DailySummary;
  /**
   * Begins a summary of whole days.
   *
   * @throws TypeError when a day is none, or they are turned round
   */
  createSummaryOf(days: DayRange): SummaryOfDays;
  /**
   * Goes on with a summary of days from its encoded state.
   *
   * @throws TelemetryError STATE_INVALID when it is damaged, of another version or of other days
   */
  decodeSummaryOf(days: DayRange, text: string): SummaryOfDays;
}

/**
 * The daily summaries of a catalog: its events and words, and no others, can be in them.
 *
 * @param catalog what was agreed to (`intersectionOf`), or what a collector accepts
 */
export function createDailySummaries(catalog: Catalog): DailySummaries {
  const metrics = summaryMetrics(releasedSource(catalog));
  const create = (key: DailySummaryKey) => createDailySummary(key, metrics);

  function createParts(
    first: DailySummaryKey,
    events: readonly ReleasedEvent[],
    maxBytes: number = MAX_LINE_BYTES,
  ): readonly DailySummary[] {
    const whole = create(first);
    const taken = events.filter((event) => whole.add(event));
    if (taken.length === 0) return [];
    if (taken.length === 1 || Buffer.byteLength(whole.encode()) <= maxBytes) return [whole];
    const middle = taken.length >> 1;
    const before = createParts(first, taken.slice(0, middle), maxBytes);
    const next = { ...first, part: first.part + before.length };
    return [...before, ...createParts(next, taken.slice(middle), maxBytes)];
  }

  return {
    create,
    createParts,
    decode: (json) => decodeDailySummary(json, metrics),
    createSummaryOf: (days) => summaryOfDays(days, metrics),
    decodeSummaryOf: (days, text) => summaryOfDays(days, metrics, text),
  };
}
