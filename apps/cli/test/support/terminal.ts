/** Runs the command in a terminal of its own, by `script` (util-linux, or that of BSD and macOS), and types into it. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import type { TestHome } from './home.ts';
import { MAIN } from './run-cli.ts';

/** What to wait for, and what to type then. */
export type Keystroke = readonly [waitFor: RegExp, type: string];

export const ENTER = '\r';

export interface TerminalResult {
  readonly code: number | null;
  /** Everything that the terminal was sent, escapes included. */
  readonly screen: string;
}

/** Runs `telemetry <args>` in a terminal; each keystroke is typed once what it waits for was shown after the one before. */
export async function runInTerminal(
  home: TestHome,
  args: readonly string[],
  keys: readonly Keystroke[] = [],
  env: { readonly [name: string]: string } = {},
  columns = 120,
): Promise<TerminalResult> {
  // A terminal made out of pipes is 0 columns wide, in which every letter is a line.
  const command = `stty cols ${columns} rows 50; exec '${[process.execPath, MAIN, ...args].join("' '")}'`;
  const asScript =
    process.platform === 'linux'
      ? ['-q', '-e', '-c', command, '/dev/null']
      : ['-q', '/dev/null', '/bin/sh', '-c', command];
  const child = spawn('script', asScript, {
    cwd: home.project,
    env: { ...home.env, TERM: 'xterm-256color', SHELL: '/bin/sh', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // Without it a question that nobody answers would outlive the test.
  onTestFinished(() => {
    child.kill('SIGHUP');
  });
  let screen = '';
  let from = 0;
  const waiting = [...keys];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    const next = waiting[0];
    if (next === undefined || !next[0].test(screen.slice(from))) return;
    waiting.shift();
    from = screen.length;
    child.stdin.write(next[1]);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (waiting.length > 0) throw new Error(`never shown: ${waiting[0]?.[0]}\n${screen}`);
  return { code, screen };
}
