/** How far a long reading is, on stderr, in a terminal only. */

import type { Output } from './io.ts';

/** Milliseconds of work before anything is shown, and between two changes of it. */
const FIRST_MS = 1_000;
const NEXT_MS = 200;

/** Columns of the bar. */
const WIDTH = 30;

/** A bar that appears when the work takes long. */
export interface Progress {
  /** Tells how much is done, 0 to 1. Cheap to call often. */
  advance(share: number): void;
  /** Wipes the bar. */
  end(): void;
}

/** Makes a bar; one that does nothing where there is no terminal. */
export function createProgress(output: Output, label: string, now: () => number): Progress {
  if (!output.isTerminal) return { advance() {}, end() {} };
  let nextMs = now() + FIRST_MS;
  let isShown = false;
  // A bar that cannot be drawn is no failure of the work.
  const draw = (text: string) => void output.write(text).catch(() => {});
  return {
    advance(share) {
      const nowMs = now();
      if (nowMs < nextMs) return;
      nextMs = nowMs + NEXT_MS;
      isShown = true;
      const full = Math.min(WIDTH, Math.floor(share * WIDTH));
      draw(`\r${label} [${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${Math.floor(share * 100)} %`);
    },
    end() {
      // Back to the first column, and the rest of the line is erased (ECMA-48, EL).
      if (isShown) draw('\r\u001b[K');
    },
  };
}
