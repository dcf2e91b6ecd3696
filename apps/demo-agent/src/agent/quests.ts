/** The goals of a run: one for each test file that fails at the beginning, reached when its tests pass. */

import type { DemoScope } from '../catalog.ts';
import { hashText } from './executor.ts';
import type { Observation } from './plan.ts';

/** The goals, and what has become of them. */
export interface QuestBoard {
  readonly open: ReadonlySet<string>;
  readonly completed: readonly string[];
  /** Records the goals that the last test run shows as reached. `diffOf` gives the patch of a goal's source. */
  settle(
    scope: DemoScope,
    after: Observation,
    elapsedMs: number,
    diffOf: (questId: string) => Promise<string>,
  ): Promise<void>;
  /** Records the open goals as given up, and the score. */
  finish(scope: DemoScope): void;
}

/** What each goal is worth. */
const XP = 10;

/** What a person would be given for one. Minutes. */
const TIMEBOX_MINUTES = 5;

/** Opens the goals of the first test run. */
export function createQuestBoard(first: Observation): QuestBoard {
  const open = new Set(questsOf(first));
  const completed: string[] = [];
  return {
    open,
    completed,
    async settle(scope, after, elapsedMs, diffOf) {
      const failing = new Set(questsOf(after));
      const proof_tier = after.failed === 0 ? 'gold' : 'silver';
      for (const quest_id of [...open].filter((id) => !failing.has(id))) {
        const patch = await diffOf(quest_id);
        scope.track('proof.submitted', {
          quest_id,
          proof_tier,
          artifact_type: 'patch',
          byte_size: Buffer.byteLength(patch),
          sha256: hashText(patch),
        });
        scope.track('quest.completed', {
          quest_id,
          proof_tier,
          xp_awarded: XP,
          timebox_estimate_minutes: TIMEBOX_MINUTES,
          observed_duration_seconds: Math.round(elapsedMs) / 1_000,
          pack_id: 'repairs',
          pillars: ['correctness'],
        });
        open.delete(quest_id);
        completed.push(quest_id);
      }
    },
    finish(scope) {
      for (const quest_id of open) scope.track('quest.failed', { quest_id, reason: 'abort' });
      const streak = completed.length > 0 ? 1 : 0;
      scope.track('scorecard.updated', {
        daily_streak: streak,
        weekly_streak: streak,
        total_xp: completed.length * XP,
      });
    },
  };
}

/** The source that a goal is about: `repair-total` is about `src/total.js`. */
export function sourceOf(questId: string): string {
  return `src/${questId.replace(/^repair-/, '')}.js`;
}

function questsOf({ failures }: Observation): readonly string[] {
  return failures.map(({ testFile }) => `repair-${/([^/]+)\.test\.js$/.exec(testFile)?.[1] ?? 'unknown'}`);
}
