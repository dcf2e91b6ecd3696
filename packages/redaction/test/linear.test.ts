/** Linear by count, not by clock: characters looked at, over texts made to be slow. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { checkSync } from 'recheck';
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../src/index.ts';

/** Parts whose repetition brings scanners to begin again and again. */
const PARTS = [
  'a',
  'A',
  '0',
  '1',
  '-',
  '_',
  '.',
  '/',
  '\\',
  ':',
  '=',
  '@',
  '"',
  "'",
  '`',
  '(',
  ')',
  '[',
  '<',
  '>',
  '</',
  '%',
  '%41',
  '&',
  '&#65;',
  '\\u0041',
  ' ',
  '\n',
  '\t',
  '+',
  '~',
  'é',
  '\u200b',
  '😀',
  'a.',
  'a@',
  '@a.',
  'a=',
  'a:',
  'a/',
  '1.',
  '1-',
  '1 ',
  '12:',
  '::',
  '1:',
  'a1',
  'aB3',
  'ghp_',
  'sk-',
  'eyJ',
  'eyJ.',
  'AKIA',
  'SG.',
  'xoxb-',
  'SK',
  '1//0',
  'pat',
  'live_',
  'test_',
  'access_token$production$',
  'password=',
  'password: ',
  'token=$',
  'secret="',
  "api_key='",
  'key: value ',
  'name: password\n',
  'value: ',
  'Authorization: ',
  'Cookie: a=',
  'Bearer ',
  'Basic ',
  'token ',
  'my password is ',
  ' is ',
  ' to ',
  ': ',
  '--password ',
  '-u ',
  'curl -u ',
  '-p ',
  'mysql -p',
  'login a password ',
  'define A ',
  '://',
  'a://',
  'a://b:',
  'a://b:c/',
  'http://a@',
  'https://hooks.slack.com/services/',
  '/home/',
  '/home/a ',
  '/home/a b/',
  'C:\\',
  'C:\\Users\\a b\\',
  '\\\\a\\b',
  'file://',
  '-----BEGIN ',
  '-----BEGIN RSA PRIVATE KEY-----',
  '-----END ',
  'BEGIN PRIVATE',
  'kind: Secret\ndata:\n  a: b\n',
  '"data":{',
  'abandon ',
  'zoo abandon ',
  '4111 ',
  '4111-',
  '4111111111111111 ',
  '+1 ',
  '+1415',
  '(415) ',
  '415-555-',
  '123-45-',
  '192.168.',
  '1.1.1.',
  'fe80:',
  'aa:bb:',
  'aa-bb-',
  'DE',
  'DE89 ',
  'GB29NWBK',
  'Q~',
  'a1Q~',
  '.atlasv1.',
  '123456789:',
  'MTIzNDU2Nzg5MDEyMzQ1Njc4.',
  '-us1',
  '    at a (b:1:2)\n',
  'File "a", line 1\n',
  '@',
  'a@b:1\n',
  'from a:1:in \n',
  '[redacted]',
  'REDACTED',
  '[',
  '{{',
  '${',
  '\u001b[',
  'PuTTY-User-Key-File-2: ',
];

/** Looks for one character of text, all passes. Measured worst: about 450; a quadratic scanner passes 1,000 at these lengths. */
const MAX_STEPS_PER_CHARACTER = 800;

function stepsOf(text: string): number {
  let steps = 0;
  createRedactor(
    { nationalIds: true, knownValues: ['wordword', 'aaaaaaaa'] },
    {
      cache: false,
      onSteps: (count) => {
        steps += count;
      },
    },
  ).redactText(text, 1_000_000);
  return steps;
}

test('looks at each character a bounded number of times, whatever is repeated', () => {
  const worst: [number, string][] = [];
  for (const part of PARTS) {
    const text = part.repeat(Math.ceil(24_000 / part.length));
    worst.push([stepsOf(text) / text.length, part]);
  }
  worst.sort((a, b) => b[0] - a[0]);
  expect(worst.filter(([steps]) => steps > MAX_STEPS_PER_CHARACTER)).toEqual([]);
});

test('does so for any two or three parts in turn', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...PARTS), { minLength: 2, maxLength: 3 }),
      fc.constantFrom(...PARTS),
      (parts, end) => {
        const unit = parts.join('');
        const text = unit.repeat(Math.ceil(12_000 / unit.length)) + end;
        expect(stepsOf(text) / text.length).toBeLessThan(MAX_STEPS_PER_CHARACTER);
      },
    ),
    { numRuns: 300 },
  );
});

test('grows no faster than the text', () => {
  for (const part of PARTS) {
    const small = part.repeat(Math.ceil(6_000 / part.length));
    const large = part.repeat(Math.ceil(48_000 / part.length));
    // Eight times the text: eight times the steps, or a few passes more. A quadratic scanner would need 64 times.
    expect([part, stepsOf(large) <= 16 * stepsOf(small) + 50_000]).toEqual([part, true]);
  }
});

/** Every literal of a regular expression in the sources. */
function literals(folder: string): [file: string, source: string, flags: string][] {
  const found: [string, string, string][] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8').replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
    const pattern = /(?:[=(,:!&|?[{;]|return|^)\s*\/((?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/([a-z]*)/gm;
    for (const match of text.matchAll(pattern)) found.push([entry.name, match[1] as string, match[2] as string]);
  }
  return found;
}

describe('every regular expression that remains is safe', () => {
  process.env['RECHECK_BACKEND'] = 'pure';
  const all = literals(join(import.meta.dirname, '../src'));
  test('there are some to check', () => expect(all.length).toBeGreaterThan(30));
  test.each(all)('%s: /%s/%s', (_, source, flags) => {
    // Sticky ones begin at one place only: `^` says the same to the checker.
    const sticky = flags.includes('y');
    const result = checkSync(sticky ? `^(?:${source})` : source, flags.replace('y', ''), {
      timeout: 20_000,
      checker: 'automaton',
    });
    expect(result.status === 'vulnerable' ? result.complexity.summary : result.status).toBe('safe');
  });
});
