import { wordlist } from '@scure/bip39/wordlists/english.js';
import { expect, test } from 'vitest';
import { ENGLISH_WORDS } from '../src/scanners/seed-words.ts';

test('is the list that wallets use', () => {
  expect(ENGLISH_WORDS.split(' ')).toEqual(wordlist);
});
