/** What holds for every value: nothing planted survives, twice is once, half a secret never stays. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRedactor, redact } from '../src/index.ts';
import { TOKEN_FORMATS } from './corpus/formats.ts';
import { leaks } from './corpus/planted.ts';
import { createRandom, fill, pick } from './random.ts';

/** Any JSON-like value with planted secrets, and the list of those. */
const planted = fc
  .record({
    seed: fc.integer(),
    shape: fc.jsonValue({ maxDepth: 4 }),
    keys: fc.array(fc.string({ maxLength: 12 }), { minLength: 1, maxLength: 5 }),
    before: fc.string({ maxLength: 30 }),
    after: fc.string({ maxLength: 30 }),
  })
  .map(({ seed, shape, keys, before, after }) => {
    const own = createRandom(seed);
    const value = fill(
      pick(
        own,
        TOKEN_FORMATS.filter(({ id }) => /github|anthropic|aws_akia|stripe_live|slack_bot|jwt$/.test(id)),
      ).format,
      own,
    );
    // A sign of a token right before or behind one makes another token: a border is set.
    let nested: unknown = { text: `${before} ${value} ${after}`, shape };
    for (const key of keys) nested = own() < 0.5 ? { [key]: nested, other: shape } : [shape, nested];
    return { value, nested };
  });

test('lets no planted secret survive, at any depth, under any key, between any neighbours', () => {
  fc.assert(
    fc.property(planted, ({ value, nested }) => {
      expect(leaks(JSON.stringify(redact(nested)), value)).toBe(false);
    }),
    { numRuns: 400 },
  );
});

test('is idempotent, JSON-able, leaves its input, and answers the same with and without a cache', () => {
  const warm = createRedactor();
  fc.assert(
    fc.property(
      fc.oneof(
        planted.map(({ nested }) => nested),
        fc.jsonValue(),
        fc.anything(),
      ),
      (value) => {
        let before: string | undefined;
        try {
          before = JSON.stringify(value);
        } catch {
          before = undefined;
        }
        const once = redact(value);
        const json = JSON.stringify(once.value);
        expect(JSON.stringify(JSON.parse(json))).toBe(json);
        expect(JSON.stringify(redact(once.value).value)).toBe(json);
        expect(warm.redact(value)).toEqual(once);
        expect(warm.redact(value)).toEqual(once);
        if (before !== undefined) expect(JSON.stringify(value)).toBe(before);
      },
    ),
    { numRuns: 600 },
  );
});

test('is idempotent on texts put together from telling parts', () => {
  const part = fc.oneof(
    fc.constantFrom(
      'password',
      'token',
      'api_key',
      'Authorization',
      'Cookie',
      'Bearer',
      'sig',
      '=',
      ': ',
      ':',
      ' = ',
      '"',
      "'",
      '`',
      '\\',
      '\n',
      '\\n',
      '%3D',
      '%22',
      '://',
      '@',
      '/',
      '/home/',
      'C:\\Users\\',
      '.',
      '-',
      '--',
      '[redacted]',
      'REDACTED',
      '[',
      ']',
      '(',
      ')',
      '{',
      '}',
      '<',
      '>',
      '</',
      ',',
      ';',
      '&',
      '?',
      ' ',
      'is',
      'at x (a.ts:1:2)',
      '-----BEGIN RSA PRIVATE KEY-----',
      'kind: Secret',
      'data:',
      '4111',
      '+1 415',
      '192.168.',
      '::',
    ),
    fc.string({ maxLength: 8 }),
    fc.integer().map((seed) => fill('{a8-30}', createRandom(seed))),
    fc.integer().map((seed) => fill('ghp_{a36}', createRandom(seed))),
  );
  for (const mark of ['[redacted]', 'REDACTED', { hash: (text: string) => `h${text.length}` }] as const) {
    const redactor = createRedactor({ mark });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
        const once = redactor.redactText(parts.join(''));
        expect(redactor.redactText(once)).toBe(once);
        expect(once).not.toMatch(/ghp_[A-Za-z0-9]{36}/);
      }),
      { numRuns: 1_500 },
    );
  }
});

test('never leaves half a secret behind a cut, and cutting twice changes nothing', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 100, max: 1_100 }), (seed, at) => {
      const token = fill('ghp_{a36}', createRandom(seed));
      const once = createRedactor().redactText(`${'word '.repeat(300).slice(0, at)} ${token} ${'more '.repeat(100)}`);
      expect(once.length).toBeLessThanOrEqual(1_000);
      expect(once).not.toContain('ghp_');
      expect(createRedactor().redactText(once)).toBe(once);
    }),
    { numRuns: 200 },
  );
  // Every offset to the limit: one of them falls between the halves.
  for (const before of ['', 'a', 'ab']) {
    const cut = redact(before + '😀'.repeat(600)).value as string;
    expect(cut.isWellFormed()).toBe(true);
    expect(cut.length).toBeLessThanOrEqual(1_000);
    expect(cut.endsWith('...[truncated]')).toBe(true);
  }
});
