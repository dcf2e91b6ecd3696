/** Personal data and credentials by shape, and the lookalikes that stay. */
import { describe, expect, test } from 'vitest';
import { createRedactor, redact } from '../src/index.ts';
import { BENIGN } from './corpus/benign.ts';
import { SHAPES } from './corpus/credentials.ts';
import { createWideRedactor, leaks } from './corpus/planted.ts';
import { createRandom, seedOfRun } from './random.ts';

const redactWide = createWideRedactor();

describe.each([0, 1, 2])(`seed ${seedOfRun()} + %i`, (offset) => {
  const random = createRandom(seedOfRun() + 100 + offset);

  test.each(SHAPES.map((sample, index) => [`${sample.kind} ${index}`, sample] as const))(
    'finds %s and leaves the rest',
    (_, { make }) => {
      const missed: string[] = [];
      for (let i = 0; i < 60; i++) {
        const { text, secret, keeps } = make(random);
        const out = redactWide(text);
        if (leaks(out, secret) || (keeps !== undefined && !out.includes(keeps))) missed.push(`${text} → ${out}`);
      }
      // A generated number may be a lookalike now and then: a card that reads as a telephone number, a word as a hex group.
      expect(missed.length <= 1 ? [] : missed.slice(0, 3)).toEqual([]);
    },
  );

  test.each(BENIGN.map((make, index) => [index, make] as const))('changes no generated lookalike: %i', (_, make) => {
    const changed: string[] = [];
    for (let i = 0; i < 200; i++) {
      const text = make(random);
      if (redactWide(text) !== text) changed.push(`${text} → ${redactWide(text)}`);
    }
    expect(changed.slice(0, 3)).toEqual([]);
  });
});

test.each([
  'the quick brown fox jumps over the lazy dog while twelve more short words stand here too',
  'password must be at least 8 characters',
  'token: string',
  'Invalid password',
  'gtoken: 6.1.2(supports-color@7.2.0)',
  "password: 'required'",
  'password = "string"',
  'DB_PASSWORD=null',
  'authorization: required',
  'secret scanning is enabled for 3 repositories',
  'git@github.com:org/repo.git',
  'npm install @scope/pkg@^1.2.3',
  'pnpm@12.21.0',
  'icon@2x.png and icon@3x.png',
  '1.2.3.4',
  'upgraded to 10.0.19041.1',
  'listening on 127.0.0.1:3000 and 0.0.0.0:80 and [::1]:80',
  'std::vector<int> a::b',
  'const key = cache.get(id)',
  'primary_key: user_id',
  'public_key: abc',
  'process.env.API_KEY',
  'api_key: $API_KEY',
  'apiKey: process.env.OPENAI_API_KEY,',
  'password = getPassword()',
  'Authorization: Bearer $TOKEN',
  'api_key: {{ api_key }}',
  `api_key: ${'{'}API_KEY}`,
  'usage: login --password <password>',
  '/usr/lib/node_modules/npm/bin/npm-cli.js',
  '/api/users/7/posts',
  'https://example.com/home/index.html',
  'see https://nodejs.org/api/fs.html#fspromisesreadfilepath-options',
  'src/home/index.ts',
  '2026-01-02T03:04:05+02:00',
  'Basic authentication is used',
  'the bearer of bad news',
  'sort -k 2 -u file.txt',
  'mkdir -p packages/redaction/src',
  'I have 415 apples, 555 pears and 2671 plums',
  '3.14159265358979323846',
  'aGVsbG8gd29ybGQ=',
  'SELECT id FROM users WHERE name = $1',
  'Österreich, naïve, 日本語, 👩‍👩‍👧 and a café',
  'هذه‌جملة',
])('leaves alone: %s', (text) => {
  expect(redactWide(text)).toBe(text);
});

test('keeps four dotted numbers under a version key and replaces them elsewhere', () => {
  expect(redact({ version: '10.20.30.40', client: '10.20.30.40' }).value).toEqual({
    version: '10.20.30.40',
    client: '[redacted]',
  });
});

test('finds national numbers only when asked to', () => {
  const number = '52998224725';
  expect(redact(`id ${number}`).value).toBe(`id ${number}`);
  expect(createRedactor({ nationalIds: true }).redactText(`id ${number}`)).toBe('id [redacted]');
});
