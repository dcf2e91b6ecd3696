/** What a host may add: marks, patterns, known values, and what is refused. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor, createReport, redact } from '../src/index.ts';
import { createRandom, fill } from './random.ts';

const random = createRandom();
const token = (): string => fill('ghp_{a36}', random);
const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'none';
};

describe('marks', () => {
  test('writes the older word when asked to', () => {
    expect(redact({ a: `x ${token()}`, password: 'y' }, { mark: 'REDACTED' }).value).toEqual({
      a: 'x REDACTED',
      password: 'REDACTED',
    });
  });

  test('writes a keyed hash of what was there', () => {
    const seen: string[] = [];
    const mark = {
      hash: (text: string) => {
        seen.push(text);
        return 'abc123';
      },
    };
    const secret = token();
    expect(redact({ a: `x ${secret}` }, { mark }).value).toEqual({ a: 'x [redacted:abc123]' });
    expect(seen).toEqual([secret]);
  });

  test('drops the field or the list item as a whole', () => {
    expect(redact({ a: `x ${token()}`, b: [token(), 'kept'], password: 'y', c: 1 }, { mark: 'drop' }).value).toEqual({
      b: ['kept'],
      c: 1,
    });
    expect(redact(token(), { mark: 'drop' }).value).toBe(null);
  });
});

describe('known values', () => {
  test('are found at word borders, exactly', () => {
    const redactor = createRedactor({ knownValues: ['alicebob', 'build-box-7', '/opt/alice/work'] });
    expect(redactor.redactText('alicebob ran it on build-box-7 in /opt/alice/work.')).toBe(
      '[redacted] ran it on [redacted] in [redacted].',
    );
    expect(redactor.redactText('malicebobs and alicebob1')).toBe('malicebobs and alicebob1');
    expect(redactor.redact({ alicebob: 1 }).value).toEqual({ '[redacted]': 1 });
  });

  test('short and common ones are skipped', () => {
    expect(
      createRedactor({ knownValues: ['bob', 'runner', 'ubuntu', 'localhost'] }).redactText(
        'bob runner ubuntu localhost',
      ),
    ).toBe('bob runner ubuntu localhost');
  });

  test('are found in identifiers and times, too', () => {
    const id = fill('{h8}-{h4}-{h4}-{h4}-{h12}', random);
    expect(createRedactor({ knownValues: [id] }).redactText(id)).toBe('[redacted]');
  });
});

describe('patterns', () => {
  test('replace every match, under their own kind', () => {
    const redactor = createRedactor({ patterns: [{ kind: 'employee', pattern: /EMP-[0-9]{4,8}/ }] });
    const { value, kinds } = redactor.redact({ a: 'EMP-1234 and EMP-99999' });
    expect(value).toEqual({ a: '[redacted] and [redacted]' });
    expect(kinds).toEqual({ employee: 2 });
  });

  test('find what stands across the border of two windows', () => {
    const redactor = createRedactor({
      patterns: [{ kind: 'employee', pattern: 'EMP-[0-9]{4,400}' }],
      maxStringLength: 100_000,
    });
    for (let at = 1_400; at < 2_200; at += 7) {
      const text = `${'x'.repeat(at)} EMP-${'7'.repeat(300)} y`;
      expect(redactor.redactText(text)).toBe(`${'x'.repeat(at)} [redacted] y`);
    }
  });

  test.each([
    '(a+)+',
    '(a*)*b',
    '(a|aa)+',
    '(a|a)*',
    '(?:a+b?)*',
    'a*a*',
    '[a-z]+[a-z0-9]+x',
    '\\s+\\s*$',
    '.*.*',
    '(a+){10}',
    '(.*)x\\1',
    '(?<n>a)\\k<n>',
    '(?<=a+)b',
    '(?=.*a)b',
    '\\w+\\d+',
    'a{0,1000}a{0,1000}',
    '(x+x+)+y',
    '([a-zA-Z]+)*',
    '(?:.{1,300}){9}',
  ])('refuses %s, which could take more than linear time', (pattern) => {
    expect(codeOf(() => createRedactor({ patterns: [{ kind: 'x', pattern }] }))).toBe('REDACTION_PATTERN_UNSAFE');
  });

  test.each(['(', '[', 'a*', '', 'x?', `a${'b'.repeat(1_001)}`])(
    'refuses %s, which is broken, too long, or matches nothing',
    (pattern) => {
      expect(codeOf(() => createRedactor({ patterns: [{ kind: 'x', pattern }] }))).toBe('REDACTION_PATTERN_UNSAFE');
    },
  );

  test.each([
    'EMP-[0-9]{4,8}',
    '\\bACME_[A-Z0-9]+\\b',
    'ticket #\\d+',
    '(?:foo|bar)-[a-f0-9]{8}',
    '[A-Z]{2}\\d{6}',
    'id=[^&\\s]+',
    '(?<year>\\d{4})-\\d\\d',
    'x(?:ab){2}y',
    '[\\w.]+@corp',
    '\\d+-[a-z]+',
    'a(?!b)c',
    '[\\u00e0-\\u00ff]{3}',
  ])('takes %s', (pattern) => {
    expect(codeOf(() => createRedactor({ patterns: [{ kind: 'x', pattern }] }))).toBe('none');
  });

  test('take bounded time on any text once accepted', () => {
    const redactor = createRedactor({ patterns: [{ kind: 'x', pattern: '\\w+-end' }] }, { cache: false });
    expect(redactor.redactText('a'.repeat(200_000)).length).toBeLessThanOrEqual(1_000);
  });

  test('never shows the pattern of another: messages name the place only', () => {
    try {
      createRedactor({ patterns: [{ kind: 'x', pattern: '(secretword+)+' }] });
    } catch (error) {
      expect(String(error)).toContain('patterns.0');
      expect(String(error)).not.toContain('secretword');
    }
    expect.assertions(2);
  });
});

test('replaces the whole string when a rule of the host fails', () => {
  const mark = {
    hash: (): string => {
      throw new Error('no key');
    },
  };
  const { value, kinds } = redact({ a: `text ${token()} text`, password: 'x', b: 'fine' }, { mark });
  expect((value as { a: string }).a).toBe('[redacted]');
  expect(JSON.stringify(value)).not.toContain('ghp_');
  expect(Object.keys(kinds)).toContain('failed_closed');
});

test('refuses a limit or a kind that is out of range', () => {
  expect(codeOf(() => createRedactor({ maxStringLength: 3 }))).toBe('REDACTION_POLICY_INVALID');
  expect(codeOf(() => createRedactor({ patterns: [{ kind: 'Not a kind', pattern: 'abc' }] }))).toBe(
    'REDACTION_POLICY_INVALID',
  );
});

test('adds to a report what it did to single fields', () => {
  const redactor = createRedactor();
  const report = createReport();
  expect(redactor.redactField('plain', 200, 'a', report)).toBe('plain');
  expect(redactor.redactField(`x ${token()}`, 200, 'b', report)).toBe('x [redacted]');
  expect(redactor.redactField('word '.repeat(100), 200, 'c', report)).toHaveLength(200);
  expect(report).toEqual({ redacted: 1, truncated: 1, redactedFields: ['b', 'c'], kinds: { github_token: 1 } });
});

test('remembers no string that holds something, and forgets old ones', () => {
  const redactor = createRedactor();
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const text = `note ${fill('ghp_{a36}', createRandom(seed))}`;
      expect(redactor.redactText(text)).toBe('note [redacted]');
      expect(redactor.redactText(text)).toBe('note [redacted]');
      for (let i = 0; i < 30; i++) redactor.redactText(`a clean text of some length ${seed} ${i}`);
    }),
    { numRuns: 200 },
  );
});
