/** Writes `telemetry.lock.json` beside the manifest: `node src/write-lock.ts`, after the vocabulary or the standard catalog changed. */

import { writeFileSync } from 'node:fs';
import { encodeLock, policyOf } from '@telemetry/schema/policy';
import { APP, createDemoCatalog } from './catalog.ts';

writeFileSync(new URL('../telemetry.lock.json', import.meta.url), encodeLock(APP, policyOf(createDemoCatalog())));
