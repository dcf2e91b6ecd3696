/** What planners are given and what they answer, whether rules or a model do the planning. */

/** A test that fails, with what a planner needs to think about it. */
export interface Failure {
  /** What the test promises. */
  readonly title: string;
  /** Relative to the repository's root, with `/`. */
  readonly testFile: string;
  readonly testSource: string;
  /** The file that the test imports. */
  readonly sourceFile: string;
  readonly source: string;
  /** The name of the error's class. */
  readonly errorName: string;
  readonly message: string;
  /** What the test wanted and what it got, as the test runner writes them. */
  readonly expected: string | undefined;
  readonly actual: string | undefined;
}

/** The state of the repository as the tests tell it. */
export interface Observation {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly Failure[];
}

/** One small change: `find` stands exactly once in the file. */
export interface PlannedEdit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** In a few words, for the one who watches. */
  readonly reason: string;
}

/** What a planner would do about the failures, most promising first. */
export interface Plan {
  readonly edits: readonly PlannedEdit[];
  /** How sure the planner is that this is all it takes, 0 to 1. */
  readonly confidence: number;
  /** What a model charged; absent when none was asked. */
  readonly usage?: ModelUsage;
}

/** What a call of a model took. */
export interface ModelUsage {
  readonly model: string;
  readonly provider: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Answers what to do about the failures. May reject: then there is no plan. */
export type Planner = (observation: Observation) => Promise<Plan>;
