/** Applies the conduit in a process of its own and dies by SIGKILL at a given write: `<home> <release> <out> <write> before|half|after`. */

import { extendStandardCatalog } from '@telemetry/schema';
import { telemetryPaths } from '@telemetry/store';
import { applyConduit } from '../../src/node/run-conduit.ts';
import { type Moment, stoppingAccess } from './stopping-access.ts';

const [home = '', releaseDir = '', out = '', write = '', when = ''] = process.argv.slice(2);
const paths = telemetryPaths('weftend', { home, env: {} });

await applyConduit({
  app: 'weftend',
  paths,
  log: { directory: paths.telemetryDir },
  catalog: extendStandardCatalog(),
  releaseDir,
  out,
  k: 5,
  windowTicks: 10,
  files: stoppingAccess(Number(write), when as Moment, () => process.kill(process.pid, 'SIGKILL')),
});
