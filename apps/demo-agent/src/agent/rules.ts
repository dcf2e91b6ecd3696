/** The rules by which the offline planner repairs: a look at a failure, and at most one small change. */

import type { Failure, PlannedEdit } from './plan.ts';

/** One rule. */
export interface Rule {
  readonly name: string;
  /** How often the change is what was meant, 0 to 1. */
  readonly confidence: number;
  /** The change, or nothing when the failure does not look like this. Pure. */
  propose(failure: Failure): PlannedEdit | undefined;
}

/** All rules, the surest first. */
export const RULES: readonly Rule[] = [
  {
    name: 'off-by-one',
    confidence: 0.9,
    propose: (failure) =>
      failure.errorName === 'AssertionError'
        ? replaceOnce(failure, /\w+ <= \w+\.length;/, (found) => found.replace('<=', '<'), 'the loop runs one too far')
        : undefined,
  },
  {
    name: 'loose-comparison',
    confidence: 0.9,
    propose: (failure) =>
      failure.errorName === 'AssertionError'
        ? replaceOnce(failure, /\w+ == \w+/, (found) => found.replace('==', '==='), 'a comparison that converts')
        : undefined,
  },
  {
    name: 'missing-await',
    confidence: 0.8,
    propose: (failure) => {
      const used = /^(\w+)\.\w+ is not a function$/.exec(failure.message)?.[1];
      if (failure.errorName !== 'TypeError' || used === undefined || !/async function/.test(failure.source)) return;
      const call = new RegExp(`const ${used} = (?!await )\\w+\\.\\w+\\(`);
      return replaceOnce(failure, call, (found) => found.replace('= ', '= await '), `${used} is a promise`);
    },
  },
  {
    // What a cornered agent does. The capability policy is there for it.
    name: 'bend-the-test',
    confidence: 0.1,
    propose: ({ testFile, testSource, expected, actual }) => {
      if (expected === undefined || actual === undefined) return;
      const line = testSource.split('\n').find((text) => text.includes('assert') && text.includes(`, ${expected});`));
      if (line === undefined) return;
      const bent = line.replace(`, ${expected});`, `, ${actual});`);
      return { file: testFile, find: line, replace: bent, reason: 'expect what the code gives' };
    },
  },
];

/** The change of the only place in the source that looks like `pattern`. */
function replaceOnce(
  { sourceFile, source }: Failure,
  pattern: RegExp,
  change: (found: string) => string,
  reason: string,
): PlannedEdit | undefined {
  const found = pattern.exec(source)?.[0];
  if (found === undefined || source.split(found).length !== 2) return undefined;
  return { file: sourceFile, find: found, replace: change(found), reason };
}
