/** Another process: puts closed days into the outbox, then records two events of a day that is over, and seals the log. */

import { consentPaths, readIdentity } from '@telemetry/consent';
import { openOutbox } from '@telemetry/reporters/outbox';
import { extendStandardCatalog } from '@telemetry/schema';
import { sealLog } from '@telemetry/store';
import { addClosedDays } from '../../src/daily-parts.ts';
import { loadTelemetry } from '../../src/index.ts';

const [home = '', nowMs = '', lateMs = ''] = process.argv.slice(2);
const now = () => Number(nowMs);
const location = { app: 'my-agent', home, env: {}, isCi: false, now };
const paths = consentPaths(location);
const log = { directory: paths.telemetryDir };
const catalog = extendStandardCatalog();
const identity = readIdentity(paths);
if (identity === undefined) throw new Error('no identity');
const outbox = openOutbox({ paths, header: () => ({ policyDigest: '', eraseKeyHash: 'a'.repeat(64) }), now });
await addClosedDays({ location, log, now }, { catalog, level: 'standard', identity, outbox, mayUpload: () => true });
const telemetry = await loadTelemetry({ ...location, now: () => now() - Number(lateMs), catalog });
for (let index = 0; index < 2; index += 1) {
  telemetry.track('agent_execution', { agent_type: 'x', success: true, duration_ms: 5 });
}
await telemetry.close();
sealLog({ ...log, now });
