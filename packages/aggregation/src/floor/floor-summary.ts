/**
 * A summary fit for strangers: each UTC day is taken by itself, what `suppress` withholds is taken out of the day, and what is left of
 * the days is added up. So whatever windows somebody asks for, adding and subtracting them gives figures of days, and
 * of these every group is 0 or at least k.
 */

import { finishSummary } from '../summary/finish-summary.ts';
import type { Summary } from '../summary/summary.ts';
import type { FoldedSummary } from '../summary/summary-fold.ts';
import { isWholeWithin } from '../summary/summary-fold.ts';
import { summaryMetrics } from '../summary/summary-metrics.ts';
import { recordedSource } from '../summary/summary-source.ts';
import type { Window } from '../summary/window.ts';
import { suppress } from '../suppress/suppress.ts';
import type { DayState, FigureBlock } from './day-figures.ts';
import { figuresOfDay } from './day-figures.ts';

/** Of what, and how large a group must be. */
export interface FloorOptions {
  /** Whole UTC days, as `parseClosedWindow` gives them. */
  readonly window: Window;
  /** The least size of a group that may be told, at least 2. */
  readonly k: number;
  readonly generatedAt: Date;
  readonly rawFrom?: string | undefined;
}

/**
 * The summary with a floor of what a fold that keeps days made of the log. A figure is the sum over the days on which it may be told:
 * never more than the true one. Streaks are of the days whose completions may be told. Leaves the folded state as it is.
 *
 * @throws TypeError when k is not a whole number of at least 2
 */
export function createFloorSummary(folded: FoldedSummary, options: FloorOptions): Summary {
  const { window, k, generatedAt, rawFrom } = options;
  if (!Number.isSafeInteger(k) || k < 2) throw new TypeError('k is a whole number of at least 2');
  const metrics = summaryMetrics(recordedSource(), k);
  let within = metrics.window.empty();
  const history = metrics.history.empty();
  const names = Object.keys(metrics.history.encode(history) as object);
  const activeDays: number[] = [];
  let withheld = 0;
  for (const [day, parts] of [...folded.days].sort(([a], [b]) => a - b)) {
    if (!isWholeWithin(window, day)) continue;
    const told = suppressDay(metrics.window.encode(parts.within) as DayState, k);
    withheld += told.withheld;
    const state = metrics.window.decode(told.state);
    if (metrics.window.finish(state).completions_total > 0) activeDays.push(day);
    within = metrics.window.merge(within, state);
  }
  const empty = metrics.history.encode(history) as { readonly [name: string]: unknown };
  const streaks = Object.fromEntries(
    names.map((name) => [name, name === 'completion_days' ? activeDays : empty[name]]),
  );
  return finishSummary(
    {
      window,
      generatedAt,
      actorIdFilter: null,
      k,
      suppressedFigures: withheld,
      rawFrom: rawFrom ?? null,
      capped: metrics.window.capped(within).toSorted(),
    },
    metrics.window.finish(within),
    metrics.history.finish(metrics.history.decode(streaks)),
  );
}

/** The encoded state of a day without what may not be told, and how many figures that took. */
export function suppressDay(encoded: DayState, k: number): { readonly state: DayState; readonly withheld: number } {
  const state = structuredClone(encoded);
  const { day, details, remove } = figuresOfDay(state);
  const told = new Set<string>();
  let withheld = 0;
  const take = ({ groups, relations }: FigureBlock): void => {
    const { released, small, complementary } = suppress(groups, relations, k);
    const hidden = new Set(groups.filter(({ isHidden }) => isHidden).map(({ id }) => id));
    for (const id of released) told.add(id);
    for (const id of [...small, ...complementary]) {
      told.delete(id);
      if (!hidden.has(id)) withheld += 1;
    }
  };
  take(day);
  // Details touch the day in the one group that they are part of. It is taken as known here, which is the worst case; where it may not
  // be told, none of them is. So each can be looked at by itself.
  for (const [id, block] of details) {
    if (told.has(id)) take(block);
    else withheld += block.groups.filter((group) => group.id !== id && !group.isHidden && group.count > 0).length;
  }
  remove(told);
  return { state, withheld };
}
