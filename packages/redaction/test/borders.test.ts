/** Where words end: characters that cannot be seen, flags of one letter, signs around a token; and phrases without blanks. */
import { expect, test } from 'vitest';
import { createRedactor } from '../src/index.ts';
import { ENGLISH_WORDS } from '../src/scanners/seed-words.ts';
import { createRandom, fill, pick } from './random.ts';

const { redactText } = createRedactor();
const random = createRandom();
const TOKENS = ['glpat-{u19}7', 'AKIA{c16}', 'hf_{L34}', 'SK{h28}{d2}a{d1}', 'AIza{a35}'];

test.each(TOKENS)('finds %s behind anything invisible, whole or split by it', (format) => {
  for (const sign of [
    '\u0000',
    '\u001e',
    '\u0007',
    '\u200b',
    '\u2060',
    '\ufeff',
    '\u00ad',
    '\u001b[32m',
    '\u{e0041}',
  ]) {
    const token = fill(format, random);
    expect(redactText(`name${sign}${token}${sign}next`)).not.toContain(token.slice(-8));
    const split = sign === '\u0000' || sign === '\u001e' ? token : `${token.slice(0, 9)}${sign}${token.slice(9)}`;
    expect(redactText(`x ${split} y`)).toBe('x [redacted] y');
  }
});

test.each(TOKENS)('finds %s glued to a flag of one letter, and between signs of Markdown', (format) => {
  const token = fill(format, random);
  expect(redactText(`tool -b${token} now`)).toBe('tool -b[redacted] now');
  expect(redactText(`see _${token}_ now`)).not.toContain(token.slice(-8));
});

test('leaves words, paths and numbers that invisible characters part', () => {
  for (const sign of ['\u200b', '\u00ad', '\u0007'])
    for (const text of [`soft${sign}ware update`, `src${sign}lib/a.ts`, `step 4${sign}2 of 99`, `日本${sign}語 text`])
      expect(redactText(text)).toBe(text.replace(sign, ''));
});

test('finds the words of a phrase however they are joined', () => {
  const list = ENGLISH_WORDS.split(' ');
  const words = Array.from({ length: 12 }, () => pick(random, list));
  for (const joint of ['-', '_', '+', '/', ' ', ', ']) expect(redactText(words.join(joint)), joint).toBe('[redacted]');
  const rows = words.map((word, i) => `| ${i + 1} | ${word} |`).join('\n');
  expect(redactText(rows)).not.toContain(`${words[4]} |`);
});
