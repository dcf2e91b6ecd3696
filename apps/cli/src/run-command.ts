/** Runs one command whose arguments have been read, and tells its failure. Loads no argument parser. */

import type { Command, CommandInput, ExitCode } from './command.ts';
import { createContext } from './context.ts';
import type { TelemetryHost } from './host.ts';
import type { CommandIo } from './io.ts';
import { OutputClosed } from './io.ts';
import { describeError, exitCodeOf, type PrintedError, printError } from './print-error.ts';

/** What was said besides the command's own options. */
export interface CommonOptions {
  readonly isJson: boolean;
  readonly app: string | undefined;
}

/** Runs a command to its exit code. Never rejects; a reader that has gone is no failure. */
export async function runCommand(
  command: Command,
  input: CommandInput,
  common: CommonOptions,
  host: TelemetryHost,
  io: CommandIo,
): Promise<ExitCode> {
  const context = createContext(host, io, common);
  const withHint = (error: PrintedError): PrintedError =>
    error.code === 'USAGE_INVALID' && error.hint === null
      ? { ...error, hint: `See ${context.program} ${command.name} --help.` }
      : error;
  return guarded(io, common.isJson, () => command.run(context, input), withHint);
}

/** Runs anything of ours to an exit code: failures are printed, a closed output ends quietly. */
export async function guarded(
  io: CommandIo,
  isJson: boolean,
  run: () => Promise<ExitCode>,
  withHint: (error: PrintedError) => PrintedError = (error) => error,
): Promise<ExitCode> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof OutputClosed) return 0;
    const printed = withHint(describeError(error));
    try {
      await printError(printed, io, isJson);
    } catch {
      // Nobody reads stderr either; the exit code is all that is left to say.
    }
    return exitCodeOf(printed);
  }
}
