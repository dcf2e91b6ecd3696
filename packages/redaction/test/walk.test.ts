/** Any value at all: bounds, hostile objects, what is copied and what is not. */
import { describe, expect, test } from 'vitest';
import { createRedactor, redact } from '../src/index.ts';
import { createRandom, fill } from './random.ts';

const random = createRandom();
const secret = (): string => fill('ghp_{a36}', random);

describe('judges keys', () => {
  test.each([
    'password',
    'dbPassword',
    'DB_PASSWORD',
    'X-Api-Key',
    'apiKey',
    'APIKEY',
    'auth_token',
    'accessToken',
    'refresh_tokens_secret',
    'client_secret',
    'userEmail',
    'user_name',
    'Cookie',
    'set-cookie',
    'session',
    'privateKey',
    'seed_phrase',
    'mnemonic',
    'env',
    'file_content',
    'prompt',
    'completion',
    'git_commit',
    'diff',
    'error_message',
    'stdout',
    'stderr',
    'tool_output',
    'log',
    'logs',
    'artifact_text',
    'AWS_SECRET_ACCESS_KEY',
    'API_KEY_PROD',
    'password2',
    'token_value',
    'authorization',
    'passphrase',
  ])('replaces whatever is under %s', (key) => {
    for (const value of ['x', ['x'], { a: 'x' }, 12n])
      expect(redact({ [key]: value }).value).toEqual({ [key]: '[redacted]' });
    for (const value of [1, true, null, '']) expect(redact({ [key]: value }).value).toEqual({ [key]: value });
  });

  test.each([
    'token_count',
    'input_tokens',
    'max_tokens',
    'public_key',
    'password_policy',
    'secret_scanning_enabled',
    'session_kind',
    'session_id',
    'stdout_digest',
    'log_level',
    'prompt_version',
    'diff_lines',
    'cookie_count',
    'tokenizer',
    'authority',
    'author',
    'environment',
    'email_domain_kind',
    'keyboard',
    'secretary',
    'completion_reason',
    'passed',
  ])('leaves what is under %s', (key) => {
    expect(redact({ [key]: 'plain' }).value).toEqual({ [key]: 'plain' });
  });

  test('takes further keys from the policy, in any case style', () => {
    expect(
      createRedactor({ bannedKeys: ['patientFile'] }).redact({ patient_file: 'x', 'old-patient-file': 'y' }).value,
    ).toEqual({
      patient_file: '[redacted]',
      'old-patient-file': '[redacted]',
    });
  });

  test('scans keys, and never shows one in a path', () => {
    const token = secret();
    const result = redact({ outer: { [token]: { note: 'x', password: 'y' } } });
    expect(JSON.stringify(result)).not.toContain(token);
    expect(result.value).toEqual({ outer: { '[redacted]': { note: 'x', password: '[redacted]' } } });
  });

  test('keeps both of two secret keys', () => {
    expect(Object.keys(redact({ [secret()]: 1, [secret()]: 2 }).value as object)).toEqual([
      '[redacted]',
      '[redacted]_',
    ]);
  });
});

describe('survives hostile objects', () => {
  const cyclic: Record<string, unknown> = { a: 1 };
  cyclic['self'] = cyclic;
  const proxy = (trap: string): unknown =>
    new Proxy(
      { a: 1 },
      {
        [trap]: () => {
          throw new Error('no');
        },
      },
    );
  let reads = 0;
  const changing = {
    get value() {
      return reads++ === 0 ? 'clean' : secret();
    },
  };

  test.each<[string, unknown]>([
    ['a cycle', cyclic],
    [
      'a getter that throws',
      {
        get a(): string {
          throw new Error('no');
        },
        b: 'kept',
      },
    ],
    [
      'a toJSON that throws',
      {
        toJSON() {
          throw new Error('no');
        },
      },
    ],
    [
      'a toJSON that returns itself',
      {
        toJSON() {
          return this;
        },
      },
    ],
    ['a toJSON that returns a secret', { toJSON: () => ({ a: secret() }) }],
    ['a proxy without keys', proxy('ownKeys')],
    ['a proxy without values', proxy('get')],
    ['a proxy without a prototype', proxy('getPrototypeOf')],
    ['a proxy without descriptors', proxy('getOwnPropertyDescriptor')],
    [
      'a revoked proxy',
      (() => {
        const { proxy: revoked, revoke } = Proxy.revocable({}, {});
        revoke();
        return { a: revoked };
      })(),
    ],
    [
      'a map',
      new Map<unknown, unknown>([
        ['a', secret()],
        [{ b: secret() }, 1],
        [Symbol('x'), 2],
      ]),
    ],
    ['a set', new Set([secret(), 1, undefined])],
    ['dates', { good: new Date(0), bad: new Date(Number.NaN) }],
    ['errors', new Error(secret())],
    [
      'an error with a hostile stack',
      Object.defineProperty(new Error('x'), 'stack', {
        get() {
          throw new Error('no');
        },
      }),
    ],
    ['bytes', { a: Buffer.from(secret()), b: new Uint8Array(4), c: new ArrayBuffer(8) }],
    ['big integers, symbols, functions', { a: 12n, b: Symbol('x'), c: () => secret(), d: undefined }],
    ['numbers without a value', [Number.NaN, Number.POSITIVE_INFINITY, -0]],
    [
      'a class',
      new (class {
        name = 'kept';
        #hidden = secret();
        read() {
          return this.#hidden;
        }
      })(),
    ],
    ['no prototype', Object.assign(Object.create(null), { a: secret() })],
    ['symbol keys', { [Symbol(secret())]: secret(), a: 1 }],
    ['sparse lists', [undefined, 'a', undefined, secret()]],
    ['boxed values', [Object('x'), Object(1), Object(true), /a+/, new URL('https://u:p@example.com/')]],
    ['a global', globalThis],
    ['a lone surrogate', `a\ud800b${'\udc00'}`],
  ])('neither throws nor leaks on %s', (_, value) => {
    const result = redact(value);
    const json = JSON.stringify(result);
    expect(JSON.parse(json).value ?? null).toEqual(JSON.parse(JSON.stringify(result.value ?? null)));
    expect(json).not.toMatch(/ghp_[A-Za-z0-9]{30}/);
  });

  test('keeps no key that JSON does not know', () => {
    const { value } = redact({ [Symbol(secret())]: secret(), a: 1 });
    expect(Reflect.ownKeys(value as object)).toEqual(['a']);
  });

  test('reads a getter once', () => {
    expect(redact(changing).value).toEqual({ value: 'clean' });
    expect(reads).toBe(1);
  });

  test('pollutes nothing', () => {
    const hostile: unknown = JSON.parse(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":{"__proto__":{"b":2}},"ok":1}',
    );
    const { value, kinds } = redact(hostile);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(JSON.stringify(value)).toBe('{"a":{},"ok":1}');
    expect(kinds['unsafe_key']).toBe(3);
  });

  test('replaces what is over a bound, and counts it', () => {
    let deep: unknown = secret();
    for (let i = 0; i < 40; i++) deep = { deep };
    const wide = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, secret()]));
    const long = Array.from({ length: 5_000 }, () => 1);
    for (const value of [deep, wide, long]) {
      const once = redact(value);
      expect(once.truncated + once.redacted).toBeGreaterThan(0);
      expect(JSON.stringify(once.value)).not.toContain('ghp_');
      expect(redact(once.value).value).toEqual(once.value);
    }
    expect(Object.keys(redact(wide).value as object)).toHaveLength(200);
  });

  test('replaces text over 256 KiB unread, as one string and as many', () => {
    const half = 'a b '.repeat(40_000);
    const { value, kinds } = redact([`${'x '.repeat(140_000)}${secret()}`, half, half, secret()]);
    expect(JSON.stringify(value)).not.toContain('ghp_');
    expect(kinds['oversize']).toBeGreaterThanOrEqual(2);
  });
});

test('cuts identifiers shorter than other text', () => {
  const { value, truncated } = redact({ actor_id: 'a b '.repeat(100), note: 'a b '.repeat(100) });
  expect((value as { actor_id: string }).actor_id).toHaveLength(200);
  expect((value as { note: string }).note).toHaveLength(400);
  expect(truncated).toBe(1);
});

test('leaves digests and identifiers under keys that only may say secret, and takes what looks drawn at random', () => {
  const digest = fill('{h40}', random);
  const uuid = fill('{h8}-{h4}-4{h3}-a{h3}-{h12}', random);
  const clean = {
    hash: digest,
    key: uuid,
    cache_key: `linux-${digest}`,
    public_key: fill('{b64}', random),
    code: 'ERR_MODULE_NOT_FOUND',
    primary_key: digest,
    signature: digest,
  };
  expect(redact(clean).value).toEqual(clean);
  expect(redact({ key: fill('{a40}', random) }).value).toEqual({ key: '[redacted]' });
});

test('replaces what is deeper than 32 levels, and a text of more than 256 KiB whole, though neither holds anything', () => {
  let deep: unknown = 'plain';
  for (let i = 0; i < 40; i++) deep = { level: deep };
  const walked = redact(deep);
  expect(walked.kinds).toEqual({ depth: 1 });
  expect(JSON.stringify(walked.value).split('level').length - 1).toBe(32);
  const long = 'plain words '.repeat(25_000);
  expect(createRedactor({ maxStringLength: 1_000_000 }).redactText(long)).toBe('[redacted]');
});
