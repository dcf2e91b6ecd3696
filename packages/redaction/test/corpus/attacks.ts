/**
 * Secrets where people leave them, apart from the formats and contexts of the other corpora: each line of the three lists is filled
 * with random passwords and runs. Nothing here knows what the scanners look for.
 */
import { between, fill, pick, type Random } from '../random.ts';
import { LANGUAGE_ATTACKS } from './attack-languages.ts';
import { PROGRAM_ATTACKS } from './attack-programs.ts';
import { SYSTEM_ATTACKS } from './attack-systems.ts';

/** A text with secrets in it, and its family. */
export interface Attack {
  readonly family: string;
  /** The line that it was made of. */
  readonly line: string;
  readonly text: string;
  readonly secrets: readonly string[];
}

/** Passwords as people and generators choose them. */
const PASSWORDS: readonly string[] = [
  '{z6}{d2}',
  '{Z1}{z6}{d3}!',
  '{a16}',
  '{z5}@{d3}x',
  '{u24}',
  '{h32}',
  '{Z1}{z4}-{z5}-{d2}',
  '{Z1}{z5}#{d2}',
  '{a8}.{a4}',
  '{l20}',
];

function secretOf(format: string, random: Random): string {
  if (format === 'P') return fill(pick(random, PASSWORDS), random);
  if (format === 'basic') return btoa(fill('{z6}:{a12}', random));
  return fill(format.includes('{') ? format : `{${format}}`, random);
}

/** Every line of the lists. */
export const ATTACK_LINES: readonly string[] = `${PROGRAM_ATTACKS}\n${SYSTEM_ATTACKS}\n${LANGUAGE_ATTACKS}`
  .split('\n')
  .filter((line) => line.trim() !== '');

/** Fills one line. */
export function makeAttack(line: string, random: Random): Attack {
  const blank = line.indexOf(' ');
  const secrets: string[] = [];
  const text = line
    .slice(blank + 1)
    .split(/(⟦.+?⟧)/)
    .map((part) => {
      if (!part.startsWith('⟦')) return fill(part, random).replaceAll('{{', '{').replaceAll('}}', '}');
      const secret = secretOf(part.slice(1, -1), random);
      secrets.push(secret);
      return secret;
    })
    .join('')
    .replaceAll('↵', '\n');
  return { family: line.slice(0, blank), line, text, secrets };
}

/** What a text may stand in: alone, in a sentence, in a log, in JSON within a string. */
export const WRAPPERS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `the tool wrote:\n${text}\nand stopped`,
  (text) => JSON.stringify({ output: text }),
  (text) => JSON.stringify({ body: JSON.stringify({ message: text }) }),
];

/** Every line, filled `rounds` times, each time in another wrapper. */
export function makeAttacks(random: Random, rounds: number): Attack[] {
  return ATTACK_LINES.flatMap((line) =>
    Array.from({ length: rounds }, (_, round) => {
      const attack = makeAttack(line, random);
      const wrap = round === 0 ? WRAPPERS[0] : WRAPPERS[between(random, 0, WRAPPERS.length - 1)];
      return { ...attack, text: wrap?.(attack.text) ?? attack.text };
    }),
  );
}
