/** Starts programs beside a test, and the real command line. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const CLI = join(import.meta.dirname, '../../../../apps/cli/src/main.ts');
const DAEMON = join(import.meta.dirname, 'daemon-child.ts');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly ended: Promise<Ended>;
  /** Resolves when it has printed that many lines, or has ended. */
  printed(lines: number): Promise<void>;
  readonly lines: number;
  /** Ends its standard input. */
  finish(): void;
}

/** The environment of a program whose home is elsewhere. */
export function environmentIn(home: string): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], TELEMETRY_HOME: home, HOME: home };
}

/** Starts a program of this workspace. */
export function start(main: string, args: readonly string[], env: NodeJS.ProcessEnv): Running {
  const child = spawn(process.execPath, [main, ...args], { env, cwd: env['TELEMETRY_HOME'], stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  let lines = 0;
  let isOver = false;
  let waiting: { readonly lines: number; readonly resolve: () => void }[] = [];
  const settle = (): void => {
    for (const one of waiting) if (isOver || lines >= one.lines) one.resolve();
    waiting = waiting.filter((one) => !isOver && lines < one.lines);
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    lines += text.split('\n').length - 1;
    settle();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => {
      isOver = true;
      settle();
      resolve({ code, stdout, stderr });
    });
  });
  return {
    ended,
    printed: (count) =>
      new Promise((resolve) => {
        waiting.push({ lines: count, resolve });
        settle();
      }),
    get lines() {
      return lines;
    },
    finish: () => void child.stdin.end(),
  };
}

/** Starts the daemon in a home. */
export function startDaemon(home: string): Running {
  return start(DAEMON, [], environmentIn(home));
}

/** Runs `telemetry <args> --app <app>` to its end. */
export async function runCli(home: string, app: string, ...args: string[]): Promise<Ended> {
  const running = start(CLI, [...args, '--app', app], environmentIn(home));
  running.finish();
  return running.ended;
}
