/** The order in which components follow each other within single `workflow` events. */

import type { RecordedEvent } from '@telemetry/schema';
import type { CappedMap } from '../capped-map.ts';
import { DEFAULT_CAP } from '../capped-map.ts';
import { isIdentifier, UNKNOWN } from '../identifier.ts';
import type { Metric } from '../metric.ts';
import { mapResult } from '../metric.ts';
import type { KeyReader } from '../reader.ts';
import { keyOf, payloadOf } from '../reader.ts';
import { groups } from './group-by.ts';

/** A longer sequence is cut: what begins alike is one way of working, and a key stays under 1 KiB. */
export const MAX_SEQUENCE = 12;

/** Between two components of a key. No identifier holds a space. */
const STEP = ' > ';

/** One way of working, with what the inner metric says about it. */
export type Sequence<Result> = { readonly sequence: readonly string[]; readonly result: Result };

/** How the component of one action becomes a step. */
export interface ComponentReader {
  /** The step, or undefined when the value names no component. */
  read(event: RecordedEvent, component: unknown): string | undefined;
  /** Tells whether a step could have been read. */
  isKey(step: string): boolean;
}

/** Every component that may be shown. */
const anyComponent: ComponentReader = { read: keyOf, isKey: isIdentifier };

/** The components of `actions`, consecutive repeats folded, as one key; none when there are no actions. */
function sequenceOf(component: ComponentReader): KeyReader {
  return {
    events: ['workflow'],
    read: (event) => {
      const actions = event.event === 'workflow' ? payloadOf(event)['actions'] : undefined;
      if (!Array.isArray(actions)) return undefined;
      const steps: string[] = [];
      for (const action of actions as readonly unknown[]) {
        if (typeof action !== 'object' || action === null) continue;
        const step = component.read(event, (action as { component?: unknown }).component) ?? UNKNOWN;
        if (step !== steps.at(-1)) steps.push(step);
        if (steps.length === MAX_SEQUENCE) break;
      }
      return steps.length === 0 ? undefined : steps.join(STEP);
    },
    isKey: (key) => {
      const steps = key.split(STEP);
      return steps.length <= MAX_SEQUENCE && steps.every((step) => step === UNKNOWN || component.isKey(step));
    },
  };
}

/** What `inner` says about each sequence of components, sequences sorted by code unit. */
export function sequences<State, Result>(
  inner: Metric<State, Result>,
  cap: number = DEFAULT_CAP,
  component: ComponentReader = anyComponent,
): Metric<CappedMap<State>, readonly Sequence<Result>[]> {
  return mapResult(groups(sequenceOf(component), inner, cap), ({ entries }) =>
    entries.map(([key, result]) => ({ sequence: key.split(STEP), result })),
  );
}
