#!/usr/bin/env node
/**
 * The command `telemetry`. A plain `status` is looked for first: it is asked often, and needs no argument parser. Published as one file that
 * holds all of it, imported at once; everything else stands in the library, which is loaded by its name.
 */

import { createPlainIo } from './plain-io.ts';

const argv = process.argv.slice(2);

async function main(): Promise<number> {
  const [name, ...rest] = argv;
  if (name === 'status' && rest.every((option) => option === '--json')) {
    const [{ runCommand }, { status }] = await Promise.all([
      import('./run-command.ts'),
      import('./commands/status.ts'),
    ]);
    const common = { isJson: rest.length > 0, app: undefined };
    return runCommand(status, { args: [], options: {} }, common, {}, createPlainIo());
  }
  const [{ runTelemetry }, { readOwnVersion }] = await Promise.all([
    import('@telemetry/cli'),
    import('./own-version.ts'),
  ]);
  return runTelemetry(argv, { version: readOwnVersion() });
}

let isOver = false;
main().then((code) => {
  isOver = true;
  process.exitCode = code;
});
// Whoever has nothing left to wait for, and no answer yet, has failed.
process.once('beforeExit', () => {
  if (!isOver) process.exitCode = 1;
});
