import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createRedactor } from '../src/index.ts';
import { parseGitUser, readMachineFacts } from '../src/machine.ts';
import { createRandom, fill } from './random.ts';

const home = mkdtempSync(join(tmpdir(), 'facts-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const random = createRandom();
const sources = { user: () => 'aliceexample', host: () => 'alices-box.lan', home: () => home };

test('reads user, host, home, the git address, and secret-named variables', () => {
  writeFileSync(
    join(home, '.gitconfig'),
    '[core]\n\teditor = vi\n[user]\n\tname = Alice Example\n\temail = alice@corp.example\n[alias]\n\temail = other\n',
  );
  const secret = fill('{a30}', random);
  const { knownValues } = readMachineFacts(
    {
      MY_API_KEY: secret,
      PATH: '/usr/bin:/bin',
      TOKEN_COUNT: '1234567890',
      SSH_AUTH_SOCK: '/run/user/1/agent',
      CI_TOKEN: 'true',
      GOOGLE_CREDENTIALS: '/etc/key.json',
    },
    sources,
  );
  expect([...knownValues].sort()).toEqual(
    [
      'Alice Example',
      'alice@corp.example',
      'alices-box',
      'alices-box.lan',
      'aliceexample',
      home,
      secret,
      home.split('/').pop(),
    ].sort(),
  );
  const out = createRedactor({ knownValues }).redactText(
    `aliceexample at alices-box.lan with ${secret} in ${home}/x, signed Alice Example`,
  );
  expect(out).not.toMatch(/alice|Alice|facts-/);
  expect(out).not.toContain(secret);
});

test('reads the other place of a git configuration', () => {
  mkdirSync(join(home, '.config/git'), { recursive: true });
  writeFileSync(join(home, '.config/git/config'), '[user]\n email = "second@corp.example" ; work\n');
  expect(readMachineFacts({}, sources).knownValues).toContain('second@corp.example');
});

test('never throws, and reads no more than it can', () => {
  const fails = (): string => {
    throw new Error('no');
  };
  expect(readMachineFacts({}, { user: fails, host: fails, home: fails }).knownValues).toEqual([]);
  expect(
    readMachineFacts({}, { user: () => 'runner', host: () => 'localhost', home: () => '/home/runner' }).knownValues,
  ).toEqual(['/home/runner']);
});

test('takes a git user from its section only', () => {
  expect(parseGitUser('[user "x"]\nname = no\n[user]\nname = A B # c\n[other]\nemail = no')).toEqual(['A B']);
});
