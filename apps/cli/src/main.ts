#!/usr/bin/env node
/** The command `telemetry`. A plain `status` is looked for first: it is asked often, and needs no argument parser. */

import { createProcessIo } from './io.ts';

const argv = process.argv.slice(2);
const io = createProcessIo();

async function main(): Promise<number> {
  const [name, ...rest] = argv;
  if (name === 'status' && rest.every((option) => option === '--json')) {
    const [{ runCommand }, { status }] = await Promise.all([
      import('./run-command.ts'),
      import('./commands/status.ts'),
    ]);
    const common = { isJson: rest.length > 0, app: undefined };
    return runCommand(status, { args: [], options: {} }, common, {}, io);
  }
  const { runTelemetry } = await import('./run-telemetry.ts');
  return runTelemetry(argv, {}, io);
}

main().then((code) => {
  process.exitCode = code;
});
