/** A terminal that can be looked at: tmux, without its settings, on a socket of its own. Keys are typed into it, and its screen is read as text. */

import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestHome } from './make-home.ts';

/** Milliseconds between two looks at a screen that is waited for. */
const LOOK_MS = 15;

/** The last line, once the program has ended. */
const ENDED = /\[ended: (\d+)\]/;

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

export interface TmuxTerminal {
  /** Types keys by their names: `Enter`, `Down`, `C-c`, or a letter. */
  press(...keys: readonly string[]): void;
  /** Waits until the screen shows something; gives the screen. @throws Error when the program ends without */
  waitFor(pattern: RegExp): Promise<string>;
  /** The screen with the escapes that colour it. */
  colouredScreen(): string;
  /** Waits until the program has ended; gives its exit code. */
  ended(): Promise<number>;
  /** Ends the terminal and whatever runs in it. */
  close(): void;
}

/** Runs a program in a terminal. */
export function openTmux(
  home: TestHome,
  command: readonly string[],
  { columns, rows }: TerminalSize,
  env: { readonly [name: string]: string } = {},
): TmuxTerminal {
  const socket = `t-${randomUUID()}`;
  const settings = join(home.elsewhere, `${socket}.conf`);
  writeFileSync(settings, 'set -g status off\n');
  const tmux = (...args: readonly string[]): string =>
    execFileSync('tmux', ['-L', socket, '-f', settings, ...args], {
      cwd: home.project,
      // A folder of its own for the socket: it goes with the home.
      env: { ...home.env, TMUX_TMPDIR: home.elsewhere, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8' },
      encoding: 'utf8',
    });
  const variables = Object.entries({ ...home.env, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8', ...env });
  const line = ['env', '-i', ...variables.map(([name, value]) => `${name}=${value}`), ...command];
  const quoted = line.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  // Its end is told on the screen, behind all that it wrote; then the screen stays.
  tmux('new-session', '-d', '-x', `${columns}`, '-y', `${rows}`, `${quoted}; echo "[ended: $?]"; exec cat`);
  const capture = (...how: readonly string[]) => tmux('capture-pane', '-p', ...how);
  const until = async <T>(look: () => T | undefined): Promise<T> => {
    for (;;) {
      const seen = look();
      if (seen !== undefined) return seen;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  };
  return {
    press: (...keys) => void tmux('send-keys', ...keys),
    waitFor: (pattern) =>
      until(() => {
        const screen = capture();
        const shown = screen.replace(ENDED, '');
        if (pattern.test(shown)) return shown.trimEnd();
        if (ENDED.test(screen)) throw new Error(`never shown: ${pattern}\n${screen}`);
        return undefined;
      }),
    colouredScreen: () => capture('-e'),
    ended: () =>
      until(() => {
        const code = ENDED.exec(capture())?.[1];
        return code === undefined ? undefined : Number(code);
      }),
    close: () => {
      try {
        tmux('kill-server');
      } catch {
        // It has ended already.
      }
    },
  };
}
