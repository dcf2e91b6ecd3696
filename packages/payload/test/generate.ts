/** Random words for tests, so that nothing that looks like a person or a secret stands in the repository. */

import { randomInt } from 'node:crypto';

/** Lower-case letters and digits, beginning with a letter. */
export function randomText(length: number): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length }, (_, index) => alphabet[randomInt(index === 0 ? 26 : 36)]).join('');
}
