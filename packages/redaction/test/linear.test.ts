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
  'key',
  'Key',
  'secret',
  '==',
  ':=',
  '=>',
  ',"',
  '("',
  '{',
  '}',
  '|',
  '*',
  '\r\n',
  '%2541',
  '\\n',
  '\\"',
  '&amp;',
  '1\u00a0',
  'BEGIN ',
  '-END ',
  '</key>',
  'name="key">',
  '"data":{"a":"b",',
  'requirepass ',
  'identified by ',
  'ENV A ',
  'mysql(-p',
  'x.go:1 ',
  'auth=(',
  'login("',
  'getConnection(a,',
  '::new(',
  'insert into a (password) values (',
  'insert into a (',
  ':thin:a/',
  'a:b@tcp(',
  'a:5432:b:c:',
  'echo a | ',
  '-stdin',
  'sqlplus a/',
  'net use a ',
  '$6$a',
  '$2a$',
  '$argon2id$',
  ',m=',
  '$ANSIBLE_VAULT;1.1\n',
  'abcdef0123456789\n',
  '"kty":"d":"',
  'password:\n',
  'password: |\n',
  'passwords: ["',
  '", "',
  'password "',
  'variable "key" default = ',
  'Authorization: Digest ',
  'login: a / ',
  'login bob, pass ',
  'form-data; name="password"\n\n',
  'password:\n  - ',
  '  - a1B2c3\n',
  'password\n',
  'Passwort ist ',
  '密码',
  '：',
  '“',
  'password [prod] ',
  '<td>password</td>',
  '**',
  '=> string(9) ',
  'password <- "',
  'password VARCHAR(20) = "',
  'Password { get; } = "',
  'password from a1B2c3D4 to ',
  'password 7 ',
  'login <<< ',
  'schtasks a',
  'form-data',
  'id,password\n',
  '| token | a1B2c3D4 |\n',
  '---+---\n',
  '1;',
  'api_key\t',
];

/**
 * Looks at one character in one scan of a text, decoded views included. The worst that ten minutes of search with
 * mutations found, over combinations of up to six parts, is 240; a scanner that walks to the end of a text of 48,000
 * characters from every unit of 60 characters and less, the longest that the properties make, adds 400 and more.
 */
const MAX_STEPS_PER_CHARACTER = 400;
/** Scans of one text: it is scanned until nothing is found, and replaced whole where that does not come to an end. */
const MAX_SCANS = 4;

/** Steps a character of the scan that took most, and how many scans there were. */
function look(text: string): { readonly worst: number; readonly scans: number } {
  let most = 0;
  let scans = 0;
  createRedactor(
    { nationalIds: true, knownValues: ['wordword', 'aaaaaaaa'] },
    {
      cache: false,
      onSteps: (count) => {
        most = Math.max(most, count);
        scans++;
      },
    },
  ).redactText(text, 1_000_000);
  return { worst: most / text.length, scans };
}

/** `unit` again and again, of `length` characters and a little more, and then `end`. */
function repeated(unit: string, length: number, end: string): string {
  return unit.repeat(Math.ceil(length / unit.length)) + end;
}

/** What brings every scanner to look at a text of any unit: blanks, signs, digits, a long run. */
const END = ` -u 1: a=2 ${'a'.repeat(24)}`;
/** Units that each led one scanner to walk the rest of the text again and again, before it remembered how far it had walked. */
const UNITS = [
  'key:==',
  'a1Q~',
  'abc1Q~aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  'curl(-u=',
  'mysql(-p',
  'Cookie: ',
  'Authorization: aB3%41',
  'sk-eyJ',
  'api-',
];

test('looks at each character a bounded number of times, whatever is repeated', () => {
  const worst = [...PARTS, ...UNITS].map((part) => ({ part, ...look(repeated(part, 48_000, END)) }));
  expect(worst.filter((at) => at.worst > MAX_STEPS_PER_CHARACTER || at.scans > MAX_SCANS)).toEqual([]);
});

test('does so for any parts in turn, and no more often in a text of four times the length', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...PARTS), { minLength: 1, maxLength: 5 }),
      fc.constantFrom('', ...PARTS),
      (parts, end) => {
        const unit = parts.join('');
        const small = look(repeated(unit, 12_000, end));
        const large = look(repeated(unit, 48_000, end));
        expect(Math.max(small.scans, large.scans)).toBeLessThanOrEqual(MAX_SCANS);
        expect(Math.max(small.worst, large.worst)).toBeLessThan(MAX_STEPS_PER_CHARACTER);
        // Four times the text: as many steps a character; a quadratic scanner would take four times as many. What one
        // value or header swallows whole in the smaller text may be looked at once in the larger: that is the addend.
        expect(large.worst).toBeLessThan(1.5 * small.worst + 60);
      },
    ),
    { numRuns: 100 },
  );
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
  test.each(all)(
    '%s: /%s/%s',
    (_, source, flags) => {
      // Sticky ones begin at one place only: `^` says the same to the checker.
      const sticky = flags.includes('y');
      const result = checkSync(sticky ? `^(?:${source})` : source, flags.replace('y', ''), {
        timeout: 300_000,
        checker: 'automaton',
      });
      expect(result.status === 'vulnerable' ? result.complexity.summary : result.status).toBe('safe');
    },
    300_000,
  );
});
