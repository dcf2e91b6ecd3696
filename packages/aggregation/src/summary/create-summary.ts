/** The summary of a window, built event by event, from what a store has folded, or from other summaries of the same window. */

import type { Catalog, RecordedEvent } from '@telemetry/schema';
import { canonicalJson } from '@telemetry/schema/policy';
import { checkObject, stateInvalid } from '../check-state.ts';
import { isActorId, OTHER } from '../identifier.ts';
import { parseInstant } from '../instant.ts';
import { finishSummary } from './finish-summary.ts';
import type { Summary } from './summary.ts';
import type { CutRead, FoldedSummary, SummaryParts } from './summary-fold.ts';
import { createRename, parseState, STATE_VERSION } from './summary-fold.ts';
import { summaryMetrics } from './summary-metrics.ts';
import type { Window } from './window.ts';

/** What a summary is of. */
export interface SummaryOptions {
  readonly window: Window;
  /** Only events of this actor. */
  readonly actorId?: string | undefined;
  /** Tells under which names events were recorded before. The standard catalog's metrics are always in. */
  readonly catalog?: Catalog | undefined;
}

/** A summary under way. */
export interface SummaryBuilder {
  /** Takes one event; true when it is within the window (and of the actor). Events before the window still count for streaks and scores. Never throws on what an event holds. */
  add(event: RecordedEvent): boolean;
  /**
   * Takes what the fold of this window made of `foldRange`, and of each part that `cutReads` then names. Leaves all of it usable.
   *
   * @throws TypeError when the summary is of one actor: folded states do not tell actors apart
   */
  addFolded(folded: FoldedSummary, cuts?: readonly (readonly [read: CutRead, folded: FoldedSummary])[]): void;
  /**
   * Takes what another builder holds, and leaves that one usable.
   *
   * @throws TelemetryError STATE_INVALID when it is of another window or actor
   */
  merge(other: SummaryBuilder): void;
  /** The state as one line of canonical JSON: the same for the same events, however they came. */
  encode(): string;
  /** The summary so far. `rawFrom`: the first UTC day of which events are still in the log. */
  finish(frame: { readonly generatedAt: Date; readonly rawFrom?: string | undefined }): Summary;
}

/** Begins a summary. Pure: no clock, no disk. */
export function createSummary(options: SummaryOptions): SummaryBuilder {
  return buildSummary(options, undefined);
}

/**
 * Goes on with a summary from its encoded state, which must be of the same window and actor.
 *
 * @throws TelemetryError STATE_INVALID when it is damaged, of another version, or of another window or actor
 */
export function decodeSummary(text: string, options: SummaryOptions): SummaryBuilder {
  return buildSummary(options, text);
}

function buildSummary({ window, actorId, catalog }: SummaryOptions, encoded: string | undefined): SummaryBuilder {
  const { window: within, history } = summaryMetrics();
  const rename = createRename(catalog);
  const startMs = window.start?.getTime() ?? -Infinity;
  const endMs = window.end.getTime();
  const scope = {
    version: STATE_VERSION,
    range: window.range,
    window_start: window.start?.toISOString() ?? null,
    window_end: window.end.toISOString(),
    actor_id_filter: actorId ?? null,
  };
  const state = encoded === undefined ? { within: within.empty(), history: history.empty() } : decode(encoded);

  function decode(text: string) {
    const object = checkObject(parseState(text), [...Object.keys(scope), 'within', 'history'], 'summary state');
    for (const [key, value] of Object.entries(scope)) {
      if (object[key] !== value) throw stateInvalid(`it has another ${key}`);
    }
    return { within: within.decode(object['within']), history: history.decode(object['history']) };
  }

  function encode(): string {
    return canonicalJson({ ...scope, within: within.encode(state.within), history: history.encode(state.history) });
  }

  return {
    add: (recorded) => {
      if (actorId !== undefined && recorded.actor?.id !== actorId) return false;
      const timeMs = parseInstant(recorded.timestamp);
      if (timeMs === undefined || timeMs > endMs) return false;
      const event = rename(recorded);
      state.history = history.add(state.history, event);
      if (timeMs < startMs) return false;
      state.within = within.add(state.within, event);
      return true;
    },
    addFolded: ({ days, total }, cuts = []) => {
      if (actorId !== undefined) throw new TypeError('folded states do not tell actors apart');
      const take = (part: 'within' | 'history', from: SummaryParts): void => {
        if (part === 'within') state.within = within.merge(state.within, from.within);
        else state.history = history.merge(state.history, from.history);
      };
      if (total !== undefined) {
        take('within', total);
        take('history', total);
      }
      for (const parts of days.values()) {
        if (parts.last <= endMs) take('history', parts);
        if (parts.first >= startMs && parts.last <= endMs) take('within', parts);
      }
      for (const [read, cut] of cuts) for (const parts of cut.days.values()) take(read.takes, parts);
    },
    merge: (other) => {
      const from = decode(other.encode());
      state.within = within.merge(state.within, from.within);
      state.history = history.merge(state.history, from.history);
    },
    encode,
    finish: ({ generatedAt, rawFrom }) =>
      finishSummary(
        {
          window,
          generatedAt,
          rawFrom: rawFrom ?? null,
          actorIdFilter: actorId === undefined || isActorId(actorId) ? (actorId ?? null) : OTHER,
          capped: within.capped(state.within).toSorted(),
        },
        within.finish(state.within),
        history.finish(state.history),
      ),
  };
}
