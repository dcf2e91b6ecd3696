/** Opens the identity and prints its id. */

import { openIdentity } from '../../src/identity.ts';
import { waitForStart } from './wait-for-start.ts';

const [telemetryDir = '', identityFile = ''] = process.argv.slice(2);
await waitForStart();
const { identity, state } = await openIdentity({ telemetryDir, identityFile });
process.stdout.write(`${identity.installId} ${state}\n`);
