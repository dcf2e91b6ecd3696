/** Timing a piece of a host's work, and recording how it ended. The work itself goes on as if nobody watched. */

import type { EventDefinition } from '@telemetry/schema';
import { declaredFields, NAME_PATTERN } from '@telemetry/schema';

/** Fields by name, as they are collected while the work goes on. */
export type CollectedFields = { [name: string]: unknown };

/** What `measureWork` needs from whoever records. */
export interface MeasureTools {
  /** A clock that only goes forward. Milliseconds. */
  monotonicMs(): number;
  /** Records what was collected. Never throws. */
  finish(fields: CollectedFields): void;
}

/**
 * Runs `fn` and records the event when it returns, throws, resolves or rejects. A promise comes back as one that settles alike, so that
 * a rejection that nobody handles stays one.
 * `duration_ms`, `success` and `error_type` are filled in where the event declares them and nobody has given them.
 */
export function measureWork<Result>(
  definition: EventDefinition | undefined,
  fields: unknown,
  fn: (note: (fields: unknown) => void) => Result,
  tools: MeasureTools,
): Result {
  const collected: CollectedFields = {};
  const note = (more: unknown) => collect(collected, more);
  note(fields);
  const startMs = tools.monotonicMs();
  const end = (outcome: CollectedFields) => {
    const filled: CollectedFields = { duration_ms: roundMs(tools.monotonicMs() - startMs), ...outcome };
    for (const { name } of definition === undefined ? [] : declaredFields(definition)) {
      if (Object.hasOwn(filled, name) && !Object.hasOwn(collected, name)) collected[name] = filled[name];
    }
    tools.finish(collected);
  };
  try {
    const result = fn(note);
    if (!isPromise(result)) {
      end({ success: true });
      return result;
    }
    return result.then(
      (value) => {
        end({ success: true });
        return value;
      },
      (error: unknown) => {
        end({ success: false, error_type: errorType(error) });
        throw error;
      },
    ) as Result;
  } catch (error) {
    end({ success: false, error_type: errorType(error) });
    throw error;
  }
}

/** The name of an error's class, or of its kind: an identifier, never a word of its message. */
export function errorType(error: unknown): string {
  try {
    if (!(error instanceof Error)) return `thrown_${typeof error}`;
    for (const name of [error.name, error.constructor.name]) {
      if (typeof name === 'string' && NAME_PATTERN.test(name)) return name;
    }
  } catch {
    // A proxy that throws when it is looked at: there is no better name for it.
  }
  return 'Error';
}

function collect(collected: CollectedFields, more: unknown): void {
  try {
    if (typeof more === 'object' && more !== null) Object.assign(collected, more);
  } catch {
    // A getter of the host threw; the fields that are missing now are found missing when the event is recorded.
  }
}

/** Microseconds are the finest that a duration is worth. */
function roundMs(durationMs: number): number {
  return Math.round(durationMs * 1_000) / 1_000;
}

/** A promise of this realm or of another. A mere thenable is left alone: calling its `then` may be what starts its work. */
function isPromise(value: unknown): value is Promise<unknown> {
  return value instanceof Promise || Object.prototype.toString.call(value) === '[object Promise]';
}
