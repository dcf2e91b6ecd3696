/** The planner that needs no model: for every failure the first rule that knows a change. */

import type { Planner } from './plan.ts';
import { RULES } from './rules.ts';

/** Makes the planner. It takes the surest changes first. */
export function createRulePlanner(): Planner {
  return async ({ failures }) => {
    const proposals = failures.flatMap((failure) => {
      for (const { confidence, propose } of RULES) {
        const edit = propose(failure);
        if (edit !== undefined) return [{ confidence, edit }];
      }
      return [];
    });
    proposals.sort((a, b) => b.confidence - a.confidence);
    return {
      edits: proposals.map(({ edit }) => edit),
      confidence: failures.length === 0 ? 1 : Math.min(1, ...proposals.map(({ confidence }) => confidence)),
    };
  };
}
