/** Applies the conduit in a process of its own and dies by SIGKILL at a given write: `<home> <release> <out> <write> before|half|after`. */

import { writeFileSync } from 'node:fs';
import { extendStandardCatalog } from '@telemetry/schema';
import { telemetryPaths } from '@telemetry/store';
import { FILE_ACCESS } from '../../src/node/file-access.ts';
import { applyConduit } from '../../src/node/run-conduit.ts';

const [home = '', releaseDir = '', out = '', write = '', when = ''] = process.argv.slice(2);
const paths = telemetryPaths('weftend', { home, env: {} });
let writes = 0;

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

await applyConduit({
  app: 'weftend',
  paths,
  log: { directory: paths.telemetryDir },
  catalog: extendStandardCatalog(),
  releaseDir,
  out,
  k: 5,
  windowTicks: 10,
  files: {
    ...FILE_ACCESS,
    replace: (path, text, mode) => {
      writes += 1;
      const isNow = writes === Number(write);
      if (isNow && when === 'half') writeFileSync(`${path}.0123abcd.tmp`, text.slice(0, text.length / 2));
      if (isNow && when !== 'after') die();
      FILE_ACCESS.replace(path, text, mode);
      if (isNow) die();
    },
  },
});
