import { expect, test } from 'vitest';
import { createRedactor, redact } from '../src/index.ts';
import { createRandom, fill } from './random.ts';

const random = createRandom();

test('replaces the value of a banned key and keeps its lookalikes', () => {
  const { value, redactedFields } = redact({
    auth_token: 'x',
    userEmail: 'y',
    token_count: 5,
    max_tokens: '5',
    session_kind: 'interactive',
    stdout_digest: 'abc',
    public_key: 'abc',
    password: 12,
  });
  expect(value).toEqual({
    auth_token: '[redacted]',
    userEmail: '[redacted]',
    token_count: 5,
    max_tokens: '5',
    session_kind: 'interactive',
    stdout_digest: 'abc',
    public_key: 'abc',
    password: 12,
  });
  expect(redactedFields).toEqual(['auth_token', 'userEmail']);
});

test('replaces only the span of a secret', () => {
  const token = fill('ghp_{a36}', random);
  expect(redact(`use ${token}, please`).value).toBe('use [redacted], please');
});

test('returns the same string when there is nothing to do', () => {
  const text = 'claude-opus-4-1 answered in 12 ms';
  expect(createRedactor().redactText(text)).toBe(text);
});
