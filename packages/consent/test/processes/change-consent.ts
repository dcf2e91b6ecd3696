/** Turns telemetry on and off again and again, and says so before each step, until it is killed. */

import { disableTelemetry } from '../../src/disable-telemetry.ts';
import { enableTelemetry } from '../../src/enable-telemetry.ts';
import { policyWith } from '../home.ts';

const [home = '', organisationFile = ''] = process.argv.slice(2);
const location = { app: 'my-agent', home, env: {}, organisationFile, isCi: false, how: 'flag' } as const;
const policy = policyWith();
for (let round = 0; ; round++) {
  process.stdout.write('.');
  await enableTelemetry({ ...location, policy, level: round % 2 === 0 ? 'minimal' : 'standard' });
  process.stdout.write('.');
  await disableTelemetry(location);
}
