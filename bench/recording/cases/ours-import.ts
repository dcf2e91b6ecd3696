/** Importing `@telemetry/core`, and having the standard catalog. */

import { answer, startClock } from './surroundings.ts';

const clock = startClock();
const [{ createTelemetry }, { extendStandardCatalog }] = await Promise.all([
  import('@telemetry/core'),
  import('@telemetry/schema'),
]);
const catalog = extendStandardCatalog();
const { wallNs, cpuNs } = clock();
if (typeof createTelemetry !== 'function' || catalog.events.length < 30) throw new Error('it is not there');
answer({ wall: wallNs, cpu: cpuNs });
