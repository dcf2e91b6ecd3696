import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTestReport } from '../../src/agent/test-report.ts';

const REPORT = `TAP version 13
# Subtest: adds up
not ok 1 - adds up
  ---
  duration_ms: 0.6
  type: 'test'
  location: '/root/place/test/total.test.js:5:1'
  failureType: 'testCodeFailure'
  error: 'amounts.reduce isn''t a function'
  code: 'ERR_TEST_FAILURE'
  name: 'TypeError'
  stack: |-
    total (file:///root/place/src/total.js:3:18)
  ...
# Subtest: rounds
not ok 2 - rounds
  ---
  location: '/root/place/test/round.test.js:3:1'
  error: |-
    Expected values to be strictly equal:
    
    3 !== 2
    
  code: 'ERR_ASSERTION'
  name: 'AssertionError'
  expected: 2
  actual: 3
  ...
ok 3 - holds
  ---
  duration_ms: 0.1
  ...
1..3
# tests 3
# pass 1
# fail 2
`;

describe('the report of a test run', () => {
  test('is read with totals, places relative to the root, and errors of one line and of several', () => {
    expect(parseTestReport(REPORT, '/root/place')).toEqual({
      passed: 1,
      failed: 2,
      failures: [
        {
          title: 'adds up',
          testFile: 'test/total.test.js',
          errorName: 'TypeError',
          message: "amounts.reduce isn't a function",
          expected: undefined,
          actual: undefined,
        },
        {
          title: 'rounds',
          testFile: 'test/round.test.js',
          errorName: 'AssertionError',
          message: 'Expected values to be strictly equal:\n\n3 !== 2',
          expected: '2',
          actual: '3',
        },
      ],
    });
  });

  test('is empty for a text that is none, and never throws', () => {
    const pieces = fc.constantFrom('not ok 1 - x\n', '  ---\n', '  error: |-\n', '  ...\n', '    y\n', '# pass z\n');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((list) => list.join('')),
        ),
        (text) => {
          expect(parseTestReport(text, '/root')).toMatchObject({ passed: 0, failed: 0 });
        },
      ),
    );
  });
});
