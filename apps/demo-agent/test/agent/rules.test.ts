import { describe, expect, test } from 'vitest';
import type { Failure } from '../../src/agent/plan.ts';
import { createRulePlanner } from '../../src/agent/rule-planner.ts';
import { RULES } from '../../src/agent/rules.ts';

const failure = (given: Partial<Failure>): Failure => ({
  title: 'promises something',
  testFile: 'test/a.test.js',
  testSource: '',
  sourceFile: 'src/a.js',
  source: '',
  errorName: 'AssertionError',
  message: '',
  expected: undefined,
  actual: undefined,
  ...given,
});

const proposals = (given: Partial<Failure>) =>
  RULES.flatMap((rule) => {
    const edit = rule.propose(failure(given));
    return edit === undefined ? [] : [[rule.name, edit.find, edit.replace]];
  });

describe('each rule knows its own fault', () => {
  test('a loop that runs one too far', () => {
    expect(proposals({ source: 'for (let i = 0; i <= list.length; i += 1) {}' })).toEqual([
      ['off-by-one', 'i <= list.length;', 'i < list.length;'],
    ]);
  });

  test('a comparison that converts', () => {
    expect(proposals({ source: 'return price == 0;' })).toEqual([['loose-comparison', 'price == 0', 'price === 0']]);
  });

  test('a promise that nobody awaits', () => {
    const given = {
      errorName: 'TypeError',
      message: 'rows.map is not a function',
      source: 'export async function f(db) {\n  const rows = db.read();\n  return rows.map(String);\n}',
    };
    expect(proposals(given)).toEqual([['missing-await', 'const rows = db.read(', 'const rows = await db.read(']]);
    expect(proposals({ ...given, source: given.source.replace('async ', '') })).toEqual([]);
    expect(proposals({ ...given, source: given.source.replace('= db', '= await db') })).toEqual([]);
  });

  test('a test that could be bent, when there is nothing better', () => {
    const testSource = "import assert from 'node:assert';\n  assert.equal(f(2), 3);\n";
    expect(proposals({ testSource, expected: '3', actual: '2' })).toEqual([
      ['bend-the-test', '  assert.equal(f(2), 3);', '  assert.equal(f(2), 2);'],
    ]);
  });
});

test('no rule touches code that is right, or a place that is not the only one', () => {
  expect(proposals({ source: 'return price === 0 && price !== 1 && a <= b;' })).toEqual([]);
  expect(proposals({ source: 'if (a == b) return a == b;' })).toEqual([]);
});

test('the planner takes the surest changes first, and is no surer than its weakest', async () => {
  const bent = { testSource: 'assert.equal(f(2), 3);', expected: '3', actual: '2' };
  const failures = [failure({ testFile: 'test/b.test.js', ...bent }), failure({ source: 'return price == 0;' })];
  const plan = await createRulePlanner()({ passed: 0, failed: 2, failures });
  expect(plan.edits.map(({ file }) => file)).toEqual(['src/a.js', 'test/b.test.js']);
  expect(plan.confidence).toBe(0.1);
});
