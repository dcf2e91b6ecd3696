/** The commands under a host that is built with citty. A plain object: citty itself is not needed here. */

import { runTelemetry } from './run-telemetry.ts';
import type { MountedHost } from './telemetry-command.ts';

/** What citty takes as a subcommand. */
export interface CittyCommand {
  readonly meta: { readonly name: string; readonly description: string };
  run(context: { readonly rawArgs: readonly string[] }): Promise<void>;
}

/**
 * Makes the command `telemetry` for `subCommands: { telemetry: telemetryCittyCommand({ app, catalog }) }`. The exit code is
 * put into `process.exitCode`. citty answers `--help` itself; `mytool telemetry help status` is ours.
 */
export function telemetryCittyCommand(host: MountedHost): CittyCommand {
  return {
    meta: { name: 'telemetry', description: 'say what telemetry is recorded, show all of it, turn it on and off' },
    async run({ rawArgs }) {
      process.exitCode = await runTelemetry(rawArgs, { program: `${host.app} telemetry`, ...host });
    },
  };
}
