/** Runs the command as users do: a process of its own, with pipes; or within this one, where nothing is at stake but what it says. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TelemetryHost } from '../../src/host.ts';
import { runTelemetry } from '../../src/run-telemetry.ts';
import type { TestHome } from './home.ts';

export const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** Added to the environment of the home; `undefined` takes away. */
  readonly env?: { readonly [name: string]: string | undefined };
  readonly cwd?: string;
  /** Options of node itself. */
  readonly node?: readonly string[];
  /** Another program than the generic command. */
  readonly main?: string;
  /** Milliseconds since 1970; only within this process. */
  readonly now?: () => number;
  /** The organisation's settings; only within this process. */
  readonly organisationFile?: string;
}

/** Runs `telemetry <args>` in the project of a home. */
export async function runCli(home: TestHome, args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const child = spawn(process.execPath, [...(options.node ?? []), options.main ?? MAIN, ...args], {
    cwd: options.cwd ?? home.project,
    env: { ...home.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** The same within this process: pipes, no terminal, the home's environment. */
export async function runHere(
  home: TestHome,
  args: readonly string[],
  options: CliOptions & { readonly host?: TelemetryHost } = {},
): Promise<CliResult> {
  const written = { stdout: '', stderr: '' };
  const outputTo = (name: 'stdout' | 'stderr') => ({
    isTerminal: false,
    write: async (text: string) => {
      written[name] += text;
    },
  });
  const code = await runTelemetry(args, options.host ?? {}, {
    stdout: outputTo('stdout'),
    stderr: outputTo('stderr'),
    isInputTerminal: false,
    env: { ...home.env, ...options.env },
    cwd: options.cwd ?? home.project,
    now: options.now ?? Date.now,
    organisationFile: options.organisationFile,
  });
  return { code, ...written };
}

/** Enables telemetry by an option. */
export async function enableByFlag(home: TestHome, ...args: string[]): Promise<void> {
  const { code, stderr } = await runHere(home, ['enable', '--yes', ...args]);
  if (code !== 0) throw new Error(`enable ended with ${code}: ${stderr}`);
}
