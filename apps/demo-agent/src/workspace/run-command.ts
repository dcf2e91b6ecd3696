/** Runs real child processes in an environment of their own: no secret, no user's git configuration, no hook reaches them. */

import { execFile } from 'node:child_process';
import { devNull } from 'node:os';

/** What became of a command. */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A test run of the small repository takes a second; one that hangs must not hang the demo. Milliseconds. */
const TIMEOUT_MS = 60_000;

/** Output beyond this is not a test report of six tests. 4 MiB. */
const MAX_OUTPUT_BYTES = 4_194_304;

/** The exit code that a shell gives for a program that was killed or did not end by itself. */
const KILLED = 137;

/** The variables that programs need to start at all. */
const PASSED_ON = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'];

/**
 * Runs a program to its end. A program that fails is a result, not an error.
 *
 * @throws the error of the operating system when the program cannot be started
 */
export function runCommand(program: string, args: readonly string[], cwd: string): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: childEnvironment(), timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES };
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) return resolve({ exitCode: 0, stdout, stderr });
      if (typeof error.code === 'string' && error.syscall !== undefined) return reject(error);
      resolve({ exitCode: typeof error.code === 'number' ? error.code : KILLED, stdout, stderr });
    });
  });
}

/** Everything else is left out on purpose: GIT_DIR of a hook, NODE_OPTIONS, the variables of a test runner, keys. */
function childEnvironment(): NodeJS.ProcessEnv {
  const kept = PASSED_ON.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(kept),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
}
