/** Secrets that another value of an object or a list names. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../src/index.ts';
import { createRandom, fill } from './random.ts';

const { redact } = createRedactor();
const MARK = '[redacted]';

// With a digit each: where any word might stand, only what no word is counts as a secret.
describe.each([
  '{d1}{Z1}{d1}{z1}{d1}{Z1}{d1}{z1}{d1}{Z1}{d1}{z1}{d1}{Z1}{d1}{z1}',
  '{h32}',
  '{a28}{d4}',
  '{Z1}{z4}{d2}{Z2}{l4}{d1}!',
])('a value like %s', (format) => {
  const random = createRandom();
  const secret = (): string => fill(format, random);

  test.each([
    ['a variable', (value: string) => ({ name: 'DB_PASSWORD', value })],
    ['a variable, its value first', (value: string) => ({ value, name: 'DB_PASSWORD' })],
    ['a parameter', (value: string) => ({ Name: '/prod/db_password', Type: 'SecureString', Value: value })],
    ['an attribute', (value: string) => ({ key: 'api.key', value: { stringValue: value } })],
    ['a variable with its default', (value: string) => ({ variable: 'smtp_password', default: value })],
    ['a setting', (value: string) => ({ setting: 'smtp_password', new_value: value })],
    ['a label', (value: string) => ({ label: 'API key', value })],
    ['a patch', (value: string) => ({ op: 'replace', path: '/apiKey', value })],
    ['a field of a page', (value: string) => ({ element: 'Password textbox', text: value })],
    ['a field of a form', (value: string) => ({ fields: [{ name: 'Password', type: 'textbox', value }] })],
    ['a field by its kind', (value: string) => ({ type: 'password', value })],
    ['a selector', (value: string) => ({ selector: '#password', value })],
    ['a selector with a bracket', (value: string) => ({ selector: 'input[type=password]', value })],
    ['a header', (value: string) => ({ header: 'Authorization', value: `Bearer ${value}` })],
    ['values of a header', (value: string) => ({ key: 'X-Api-Key', values: [value] })],
    ['a Map', (value: string) => new Map([...Object.entries({ name: 'DB_PASSWORD', value })])],
    ['entries', (value: string) => [['x-api-key', value]]],
    ['entries among others', (value: string) => Object.entries({ page: '2', access_token: value, sort: 'up' })],
    ['raw headers', (value: string) => ({ rawHeaders: ['Host', 'a', 'X-Api-Key', value] })],
    ['a line and the next', (value: string) => ['DB_PASSWORD=', value]],
    ['an argument behind a flag', (value: string) => ['serve', '--api-key', value]],
    ['an argument of a server', (value: string) => ({ command: 'npx', args: ['-y', 'srv', '--token', value] })],
    ['an argument of a program', (value: string) => ['curl', '-s', '-u', `me:${value}`, 'https://example.com']],
    ['an argument behind a letter', (value: string) => ({ cmd: 'mysql', args: ['-u', 'root', '-p', value] })],
    ['a flag with its value', (value: string) => ['mysql', '-u', 'root', `-p${value}`]],
    [
      'a flag with its value, the program beside',
      (value: string) => ({ cmd: 'mysql', args: ['-uroot', `-p${value}`] }),
    ],
    ['a table', (value: string) => ({ columns: ['id', 'password', 'at'], rows: [[1, value, 2]] })],
    ['a table whose columns are objects', (value: string) => ({ fields: [{ name: 'api_key' }], rows: [[value]] })],
    [
      'a table with a header',
      (value: string) => [
        ['id', 'api_key', 'plan'],
        ['1', value, 'free'],
      ],
    ],
    [
      'a table of two columns',
      (value: string) => [
        ['id', 'api_key'],
        ['1', value],
      ],
    ],
    ['the data of a Kubernetes Secret', (value: string) => ({ kind: 'Secret', data: { note: value } })],
    ['the text of a Kubernetes Secret', (value: string) => ({ kind: 'Secret', stringData: { note: value } })],
  ])('goes where the name stands beside it: %s', (_, make) => {
    const value = secret();
    const once = redact(make(value));
    expect(JSON.stringify(once)).not.toContain(value);
    expect(once.redacted).toBeGreaterThan(0);
    expect(redact(once.value).value).toEqual(once.value);
    const dropped = createRedactor({ mark: 'drop' }).redact(make(value));
    expect(JSON.stringify(dropped)).not.toContain(value);
    expect(JSON.parse(JSON.stringify(dropped.value))).toEqual(dropped.value);
  });
});

test('says where it was, and what it was taken for', () => {
  const value = fill('{a32}', createRandom());
  const { value: kept, redactedFields } = redact({ env: [{ name: 'API_TOKEN', value }], args: ['--token', value] });
  expect(kept).toEqual({ env: MARK, args: ['--token', MARK] });
  expect(redactedFields).toEqual(['env', 'args.1']);
  const named = redact({ variables: [{ name: 'API_TOKEN', value }] });
  expect(named.redactedFields).toEqual(['variables.0.value']);
  expect(named.kinds).toEqual({ named_value: 1 });
  expect(redact({ t: { columns: ['id', 'token', 'x'], rows: [[1, value, 0]] } }).redactedFields).toEqual([
    't.rows.0.1',
  ]);
});

test('keeps numbers, booleans and nothing beside a telling name', () => {
  for (const value of [7, true, null, ''])
    expect(redact({ name: 'password', value }).value).toEqual({ name: 'password', value });
  expect(redact({ columns: ['id', 'token'], rows: [[1, 7]] }).value).toEqual({
    columns: ['id', 'token'],
    rows: [[1, 7]],
  });
});

test('takes further names from the policy', () => {
  const redactor = createRedactor({ bannedKeys: ['patient_file'] });
  expect(redactor.redact({ name: 'Patient file', value: 'anything at all' }).value).toEqual({
    name: 'Patient file',
    value: MARK,
  });
});

test.each([
  [{ type: 'token', value: 'if' }],
  [{ type: 'Identifier', name: 'token', value: 'count' }],
  [{ name: 'tool', value: 'read_file' }],
  [{ name: 'max_tokens', value: '4096' }],
  [{ key: 'token_count', value: '1200 of 4000' }],
  [{ name: 'Password', text: 'Password' }],
  [{ label: 'Password:', type: 'textbox' }],
  [{ name: 'password', value: 'required' }],
  [{ name: 'token', type: 'string', default: 'optional' }],
  [{ label: 'API key', value: 'api_key' }],
  [{ name: 'password', type: 'password', label: 'Choose a password', required: true }],
  [{ name: 'key', value: 'Enter' }],
  [{ name: 'region', value: 'eu-west-1' }],
  [{ key: 'env', value: 'production' }],
  [{ path: 'src/auth/token', content: 'export const a = 1;' }],
  [{ path: 'lib/app.ts', value: 'b' }],
  [{ kind: 'ConfigMap', data: { mode: 'fast' } }],
  [{ columns: ['id', 'token_count'], rows: [[1, 'many of them']] }],
  [{ columns: ['id', 'status'], rows: [['1', 'sent']] }],
  [{ program: 'git', args: ['log', '--oneline', '-p', 'main'] }],
  [['git', 'commit', '-m', 'fix the token parser']],
  [['-v', '--help', '--max-tokens', '4096']],
  [['docker', 'run', '-p', '8080:80', '-u', 'root', 'image']],
  [['password', 'secrets.*']],
  [['username', 'password', 'remember_me']],
  [['auth', 'oauth2-server', 'token', 'sha256', 'jwt', 'RS256']],
  [['claude-opus-4-1-20250805', 'token', 'gpt-4o-2024-08-06']],
  [[['content-type', 'text/plain']]],
  [
    [
      ['id', 'name'],
      ['1', 'x'],
    ],
  ],
])('leaves what only looks like that: %j', (value) => {
  expect(redact(value).value).toEqual(value);
});

/** Values put together from what the rules know, so that they meet. */
const telling = fc.constantFrom(
  'password',
  'DB_PASSWORD',
  'x-api-key',
  'token_count',
  'Password field',
  'to\u200bken',
  'env',
  'id',
  'count',
  'required',
  '--token',
  '-p',
  '-u',
  'mysql',
  'curl',
  'Authorization',
  'Secret',
  '[redacted]',
  'a b',
  'me:Harbour7!x',
  'bob@example.org password',
);
const drawn = fc.integer().map((seed) => fill('{a20}', createRandom(seed)));
const leaf = fc.oneof(telling, drawn, fc.integer(), fc.constant(null), fc.string({ maxLength: 6 }));
const key = fc.constantFrom(
  'name',
  'Name',
  'key',
  'value',
  'val',
  'text',
  'data',
  'type',
  'kind',
  'path',
  'columns',
  'rows',
  'args',
  'cmd',
  'fields',
  'na\u200bme',
  'x',
  'stack',
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 5 }),
  ),
}));

test('is idempotent, the same with and without a cache, and leaves its input, whatever names and values meet', () => {
  for (const mark of ['[redacted]', { hash: (text: string) => `h${text.length}` }, 'drop'] as const) {
    const warm = createRedactor({ mark });
    const cold = createRedactor({ mark }, { cache: false });
    fc.assert(
      fc.property(tree, (value) => {
        const before = JSON.stringify(value);
        const once = cold.redact(value);
        expect(warm.redact(value)).toEqual(once);
        expect(warm.redact(value)).toEqual(once);
        expect(JSON.stringify(value)).toBe(before);
        if (mark !== 'drop') expect(cold.redact(once.value).value).toEqual(once.value);
      }),
      { numRuns: 800 },
    );
  }
});

test('looks at the text of a list a bounded number of times, however many flags and names it has', () => {
  for (const words of [['-p'], ['--token', 'aB3dE6gH9kL2'], ['mysql', '-pX'], ['token', 'q7'], ['-u', 'a:b']]) {
    const count = (items: number): number => {
      let steps = 0;
      const list = Array.from({ length: items }, (_, i) => words[i % words.length]);
      createRedactor({}, { cache: false, onSteps: (taken) => (steps += taken) }).redact({ cmd: 'mysql', args: list });
      return steps;
    };
    expect(count(1_600)).toBeLessThan(4.5 * count(400) + 10_000);
  }
});
