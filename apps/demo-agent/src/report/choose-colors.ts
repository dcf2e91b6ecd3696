/** Colours where they can be seen and are wanted, and nowhere else. */

import pc from 'picocolors';

/** Functions that colour a text, or leave it as it is. */
export type Colors = ReturnType<typeof pc.createColors>;

/** Colours for a stream: only on a terminal, and not under `NO_COLOR` (https://no-color.org) or on a dumb one. */
export function chooseColors(
  stream: { readonly isTTY?: boolean },
  env: { readonly [name: string]: string | undefined },
): Colors {
  return pc.createColors(stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb');
}
