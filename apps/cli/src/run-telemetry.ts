/** The whole command line as one function: arguments in, exit code out. What every adapter calls. */

import type { CommandInput, ExitCode } from './command.ts';
import type { TelemetryHost } from './host.ts';
import type { CommandIo } from './io.ts';
import { createProcessIo } from './io.ts';
import { exitCodeOf, printError } from './print-error.ts';
import { guarded, runCommand } from './run-command.ts';

/**
 * Runs `telemetry <argv>`: `runTelemetry(['status', '--json'])`. Prints, and resolves to the exit code; never rejects and
 * never ends the process.
 *
 * @param argv what stands behind the program's name
 */
export async function runTelemetry(
  argv: readonly string[],
  host: TelemetryHost = {},
  io: CommandIo = createProcessIo(),
): Promise<ExitCode> {
  const isJson = argv.includes('--json');
  return guarded(io, isJson, async () => {
    // A host that mounts the commands starts far more often than it is asked about telemetry.
    const { parseCommandLine } = await import('./build-program.ts');
    const parsed = parseCommandLine(argv, host, io.stdout.columns);
    if (parsed.kind === 'text') {
      await io.stdout.write(parsed.text);
      return 0;
    }
    if (parsed.kind === 'error') {
      await printError(parsed, io, isJson);
      return exitCodeOf(parsed);
    }
    const { command, args, options, common } = parsed;
    return runCommand(command, { args, options: options as CommandInput['options'] }, common, host, io);
  });
}
