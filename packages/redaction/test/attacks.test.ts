/** Secrets where people leave them, and lines that hold none: by family, with a share that may pass where only luck tells a password from a word. */
import { expect, test } from 'vitest';
import { createRedactor } from '../src/index.ts';
import { makeAttacks } from './corpus/attacks.ts';
import { makeBenignLines } from './corpus/benign-lines.ts';
import { createWideRedactor, leaks } from './corpus/planted.ts';
import { createRandom, fill, seedOfRun } from './random.ts';

const redact = createWideRedactor();
const attacks = makeAttacks(createRandom(seedOfRun()), 6);
const families = [...new Set(attacks.map(({ family }) => family))];

test.each(families)('finds 97 % of what people leave in the family %s', (family) => {
  const asked = attacks.filter((attack) => attack.family === family);
  const missed = asked.flatMap(({ line, text, secrets }) => {
    const out = redact(text);
    return secrets.filter((secret) => leaks(out, secret)).map(() => line);
  });
  const all = asked.reduce((sum, { secrets }) => sum + secrets.length, 0);
  expect(missed.length <= Math.max(3, Math.ceil(0.03 * all)) ? [] : missed).toEqual([]);
});

test('finds every way at least half of the time', () => {
  const counts = new Map<string, { asked: number; missed: number }>();
  for (const { line, text, secrets } of attacks) {
    const count = counts.get(line) ?? { asked: 0, missed: 0 };
    counts.set(line, count);
    count.asked += secrets.length;
    const out = redact(text);
    count.missed += secrets.filter((secret) => leaks(out, secret)).length;
  }
  expect([...counts].filter(([, { asked, missed }]) => missed * 2 > asked).map(([line]) => line)).toEqual([]);
});

test('leaves every line that holds nothing', () => {
  const lines = makeBenignLines(createRandom(seedOfRun()), 4);
  expect(lines.length).toBeGreaterThan(1_000);
  expect(lines.filter((line) => redact(line) !== line)).toEqual([]);
});

test('replaces the private parts of a key object, and keeps the public ones', () => {
  const random = createRandom();
  const key = { kty: 'EC', crv: 'P-256', x: fill('{u43}', random), d: fill('{u43}', random) };
  const { value } = createRedactor().redact<typeof key>(key);
  expect(value).toEqual({ ...key, d: '[redacted]' });
  const other = { d: 'day', k: 'a key of nothing', q: 'a question' };
  expect(createRedactor().redact(other).value).toEqual(other);
});

test('finds every item of a list, and what stands below its announcement, whatever wraps them', () => {
  const random = createRandom();
  for (let round = 0; round < 20; round++) {
    const [first, second, third] = [fill('{z5}@{d3}', random), fill('{z6}#{d2}', random), fill('{z6}!{d3}', random)];
    const list = redact(`{"passwords": ["${first}", "${second}"]}`);
    expect([first, second].filter((secret) => list.includes(secret))).toEqual([]);
    const below = redact(`Please use the following password to go on:\n\n${third}\n`);
    expect(below.includes(third)).toBe(false);
  }
});
