/** What is known of each run of a log at a glance: since when, how long, how many cycles, how it ended. A few numbers a run. */

import type { RecordedEvent } from '@telemetry/schema';
import { describeEvent } from './describe-event.ts';

/**
 * How a run ended, by the last verdict of its reviewer: `unfinished` when that asked for another cycle which nobody judged,
 * `undecided` when there was none.
 */
export type RunOutcome = 'accepted' | 'aborted' | 'unfinished' | 'undecided';

/** One run at a glance. */
export interface RunFacts {
  readonly runId: string;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  /** From its beginning to its last event, in milliseconds. */
  readonly durationMs: number;
  readonly events: number;
  /** The greatest cycle that an event names; 0 when none does. */
  readonly cycles: number;
  /** Errors that were told. What an executor and its host both told counts once. */
  readonly errors: number;
  readonly outcome: RunOutcome;
}

/** Gathers runs. */
export interface RunList {
  /** Takes an event; one without a run, or without a time, is passed by. An event that comes twice counts twice. */
  add(event: RecordedEvent): void;
  /** The runs, the latest first. */
  finish(): readonly RunFacts[];
}

interface Gathered {
  startMs: number;
  endMs: number;
  events: number;
  cycles: number;
  executorErrors: number;
  hostErrors: number;
  verdict: string;
  verdictAt: string;
}

/** Begins a list. Holds some 200 bytes a run, however many events it has. */
export function createRunList(): RunList {
  const runs = new Map<string, Gathered>();
  return {
    add: (event) => {
      const timeMs = Date.parse(event.timestamp);
      if (event.run_id === undefined || Number.isNaN(timeMs)) return;
      const run = runs.get(event.run_id) ?? emptyRun();
      runs.set(event.run_id, run);
      gather(run, event, timeMs);
    },
    finish: () =>
      [...runs]
        .map(([runId, run]) => factsOf(runId, run))
        .sort((a, b) => b.startMs - a.startMs || (a.runId < b.runId ? -1 : 1)),
  };
}

function emptyRun(): Gathered {
  const nothing = { events: 0, cycles: 0, executorErrors: 0, hostErrors: 0, verdict: '', verdictAt: '' };
  return { startMs: Number.POSITIVE_INFINITY, endMs: Number.NEGATIVE_INFINITY, ...nothing };
}

function gather(run: Gathered, event: RecordedEvent, timeMs: number): void {
  const { form, durationMs } = describeEvent(event);
  const tookMs = form === 'span' || form === 'end' ? (durationMs ?? 0) : 0;
  run.startMs = Math.min(run.startMs, timeMs - tookMs);
  run.endMs = Math.max(run.endMs, timeMs);
  run.events += 1;
  const cycle = event.cycle ?? 0;
  if (Number.isSafeInteger(cycle)) run.cycles = Math.max(run.cycles, cycle);
  if (event.event === 'executor.error') run.executorErrors += 1;
  if (event.event === 'error') run.hostErrors += 1;
  const at = `${new Date(timeMs).toISOString()} ${event.event_id}`;
  if (event.event === 'review.decision' && at > run.verdictAt) {
    run.verdict = String(event.payload['verdict']);
    run.verdictAt = at;
  }
}

function factsOf(runId: string, run: Gathered): RunFacts {
  const { startMs, endMs, events, cycles, executorErrors, hostErrors, verdict, verdictAt } = run;
  const outcome =
    verdictAt === '' ? 'undecided' : verdict === 'accept' ? 'accepted' : verdict === 'abort' ? 'aborted' : 'unfinished';
  const errors = Math.max(executorErrors, hostErrors);
  return { runId, startMs, durationMs: Math.round((endMs - startMs) * 1000) / 1000, events, cycles, errors, outcome };
}
