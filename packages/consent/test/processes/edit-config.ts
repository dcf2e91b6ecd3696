/** Adds its own keys to the configuration, one edit after the other, as several commands at once would. */

import { withChangeLock } from '../../src/change-lock.ts';
import type { TelemetryChanges } from '../../src/edit-config.ts';
import { updateConfig } from '../../src/update-config.ts';
import { waitForStart } from './wait-for-start.ts';

const [config = '', lockFolder = '', ...pairs] = process.argv.slice(2);
await waitForStart();
for (const pair of pairs) {
  const [key = '', value = ''] = pair.split('=');
  const changes = { [key]: JSON.parse(value) } as TelemetryChanges;
  await withChangeLock(lockFolder, (lock) => updateConfig(config, changes, 'config.toml', lock));
}
