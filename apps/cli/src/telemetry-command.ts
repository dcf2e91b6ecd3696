/** The commands under a host's own command line. */

import { createCommand, type Command as Parser } from 'commander';
import type { TelemetryHost } from './host.ts';
import { runTelemetry } from './run-telemetry.ts';

/** A host that names its application. */
export type MountedHost = TelemetryHost & { readonly app: string };

/**
 * Makes the command `telemetry` for a commander program: `program.addCommand(telemetryCommand({ app, catalog }))` gives
 * `mytool telemetry status` and all the others. Arguments are passed on as they are, so that options, help, messages and
 * exit codes are the same under every host; the exit code is put into `process.exitCode`.
 */
export function telemetryCommand(host: MountedHost): Parser {
  return createCommand('telemetry')
    .description('say what telemetry is recorded, show all of it, turn it on and off')
    .helpOption(false)
    .allowUnknownOption()
    .argument('[args...]')
    .action(async (args: readonly string[]) => {
      process.exitCode = await runTelemetry(args, { program: `${host.app} telemetry`, ...host });
    });
}
