import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Observation } from '../../src/agent/plan.ts';
import { reviewCycle } from '../../src/agent/reviewer.ts';

const seen = (passed: number, failed: number): Observation => ({ passed, failed, failures: [] });
const input = { before: seen(2, 4), remainingEdits: 1, numstat: '', isLastCycle: false };

test('the reviewer accepts when every test passes, and never otherwise', () => {
  const given = fc.record({ failed: fc.nat(5), remainingEdits: fc.nat(3), isLastCycle: fc.boolean() });
  fc.assert(
    fc.property(given, ({ failed, ...rest }) => {
      const { verdict } = reviewCycle({ ...input, ...rest, after: seen(6, failed) });
      expect(verdict === 'accept').toBe(failed === 0);
      expect(verdict === 'revise').toBe(failed > 0 && rest.remainingEdits > 0 && !rest.isLastCycle);
    }),
  );
});

test('the reviewer says how the share of passing tests moved', () => {
  expect(reviewCycle({ ...input, after: seen(4, 2) }).confidenceDelta).toBe(0.333);
  expect(reviewCycle({ ...input, before: seen(0, 0), after: seen(0, 1) }).confidenceDelta).toBe(0);
});

test('the reviewer remarks on a diff that is too large to be a repair', () => {
  const numstat = '1\t1\tsrc/a.js\n40\t2\tsrc/b.js\n-\t-\tsrc/c.png\n';
  expect(reviewCycle({ ...input, numstat, after: seen(6, 0) }).comments).toEqual([
    'src/b.js: a large change for a repair',
  ]);
});
