/** Bounds how many values a label may take: every one is a time series that Prometheus keeps for good. */

import { OTHER } from '../identifier.ts';

/** Values of one label. More agents or commands than this are better read in a summary. */
export const MAX_LABEL_VALUES = 100;

/** Remembers which values have a series of their own. */
export interface LabelLimits {
  /**
   * The values of a label that have a series: those of before, and of the new ones the first that there is room for. A value
   * that once had none gets none, so that a count never jumps from one series to another.
   */
  admit(label: string, ranked: readonly string[]): ReadonlySet<string>;
}

/** Begins with no series. One that lives as long as the metrics are served keeps its choice; a file needs a fresh one. */
export function createLabelLimits(max: number = MAX_LABEL_VALUES): LabelLimits {
  const admitted = new Map<string, Set<string>>();
  return {
    admit: (label, ranked) => {
      const known = admitted.get(label) ?? new Set([OTHER]);
      admitted.set(label, known);
      for (const value of ranked) if (known.size <= max) known.add(value);
      return known;
    },
  };
}
