/** From a test run to what a planner needs: each failure with the test and the source that it is about. */

import { posix } from 'node:path';
import type { Executor } from './executor.ts';
import type { Failure, Observation } from './plan.ts';
import { parseTestReport } from './test-report.ts';

/** Runs the tests and reads what they say, and the files that the failures speak of. */
export async function observe(executor: Executor): Promise<Observation> {
  const { stdout } = await executor.runTests();
  const { passed, failed, failures } = parseTestReport(stdout, executor.root);
  return { passed, failed, failures: failures.flatMap((failure) => withSources(executor, failure)) };
}

/** The first import of a file of the repository is what a test is about. */
function withSources(
  executor: Executor,
  failure: Omit<Failure, 'testSource' | 'sourceFile' | 'source'>,
): readonly Failure[] {
  const testSource = executor.readFile(failure.testFile);
  const imported = /from '(\.{1,2}\/[^']+)'/.exec(testSource)?.[1];
  if (imported === undefined) return [];
  const sourceFile = posix.join(posix.dirname(failure.testFile), imported);
  return [{ ...failure, testSource, sourceFile, source: executor.readFile(sourceFile) }];
}
