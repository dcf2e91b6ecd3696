/** Judges what was done: by the tests, and by the size of the diff. */

import type { Observation } from './plan.ts';

/** What the reviewer looks at. */
export interface ReviewInput {
  readonly before: Observation;
  readonly after: Observation;
  /** Changes that the planner knew and did not get to. */
  readonly remainingEdits: number;
  /** What `git diff --numstat` prints. */
  readonly numstat: string;
  readonly isLastCycle: boolean;
}

/** What the reviewer says. */
export interface Review {
  readonly verdict: 'accept' | 'revise' | 'abort';
  /** Remarks on the diff and the failures. */
  readonly comments: readonly string[];
  /** Failing tests. */
  readonly blockingIssues: number;
  /** How the share of passing tests moved, -1 to 1. */
  readonly confidenceDelta: number;
}

/** Lines that a small repair of one file changes at most: added and deleted together. */
const SMALL_DIFF_LINES = 10;

/** Reviews a cycle. Accepts when all tests pass; gives up when they do not and nothing is left to try. Pure. */
export function reviewCycle(input: ReviewInput): Review {
  const { before, after, remainingEdits, numstat, isLastCycle } = input;
  const comments = [
    ...parseNumstat(numstat)
      .filter(({ lines }) => lines > SMALL_DIFF_LINES)
      .map(({ file }) => `${file}: a large change for a repair`),
    ...after.failures.map(({ testFile, title }) => `${testFile}: still fails: ${title}`),
  ];
  const goesOn = remainingEdits > 0 && !isLastCycle;
  return {
    verdict: after.failed === 0 ? 'accept' : goesOn ? 'revise' : 'abort',
    comments,
    blockingIssues: after.failed,
    confidenceDelta: round(shareOf(after) - shareOf(before)),
  };
}

function parseNumstat(numstat: string): { file: string; lines: number }[] {
  return numstat
    .split('\n')
    .map((line) => line.split('\t'))
    .flatMap(([added, deleted, file]) =>
      file === undefined ? [] : [{ file, lines: Number(added) + Number(deleted) }],
    );
}

function shareOf({ passed, failed }: Observation): number {
  return passed + failed === 0 ? 0 : passed / (passed + failed);
}

/** Thousandths are finer than any suite of tests. */
function round(share: number): number {
  return Math.round(share * 1_000) / 1_000;
}
