#!/usr/bin/env node
/** The command `telemetry-conduit`: `telemetry conduit` under a name of its own. */

import { runTelemetry } from './run-telemetry.ts';

runTelemetry(['conduit', ...process.argv.slice(2)]).then((code) => {
  process.exitCode = code;
});
