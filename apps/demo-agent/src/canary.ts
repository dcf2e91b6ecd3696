/** A made-up secret of the form of a provider's key, planted where careless programs leak: it must not reach one byte of telemetry. */

import { randomInt } from 'node:crypto';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';

/** Characters after the prefix. With it 48, so that the key also has the form of an identifier (at most 64). */
const BODY_LENGTH = 41;

/** Draws a whole number from 0 and below `bound`. */
export type Draw = (bound: number) => number;

/**
 * Makes a key that no provider has issued, another at each call.
 *
 * @param draw chance; default the system's
 */
export function createCanary(draw: Draw = (bound) => randomInt(bound)): string {
  const pick = (alphabet: string) => alphabet.charAt(draw(alphabet.length));
  // Letters and digits in turn at the beginning, as no key of this form lacks either.
  const body = Array.from({ length: BODY_LENGTH }, (_, index) =>
    index === 0 ? pick(LETTERS) : index === 1 ? pick(DIGITS) : pick(LETTERS + DIGITS),
  );
  return `sk-ant-${body.join('')}`;
}
