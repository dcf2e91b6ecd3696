import { expect, test } from 'vitest';
import { TRUNCATION_MARK, truncateText } from '../src/truncate.ts';

test('cuts to the limit with its mark, never within a pair, never within a mark of redaction', () => {
  expect(truncateText('abc', 40)).toBe('abc');
  expect(truncateText('x'.repeat(50), 40)).toBe('x'.repeat(26) + TRUNCATION_MARK);
  expect(truncateText(`a${'😀'.repeat(50)}`, 40)).toBe(`a${'😀'.repeat(12)}${TRUNCATION_MARK}`);
  expect(truncateText(`a${'😀'.repeat(50)}`, 41).isWellFormed()).toBe(true);
  expect(truncateText(`${'x'.repeat(20)}[redacted] ${'y'.repeat(30)}`, 40)).toBe('x'.repeat(20) + TRUNCATION_MARK);
});
