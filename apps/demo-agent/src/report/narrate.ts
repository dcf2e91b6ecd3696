/** The lines that tell what the agent is doing while it does it. */

import type { Narrate } from '../agent/run-cycle.ts';
import type { Colors } from './choose-colors.ts';

/** Columns of the name in front. */
const NAME_WIDTH = 10;

/** Narrates through `write`, a line at a time. */
export function narrateTo(write: (text: string) => void, colors: Colors): Narrate {
  return (who, text) => write(`${colors.dim(who.padEnd(NAME_WIDTH))} ${makeVisible(text)}\n`);
}

/** Control and escape characters become visible: what a model or a test says must not move the cursor. */
export function makeVisible(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
