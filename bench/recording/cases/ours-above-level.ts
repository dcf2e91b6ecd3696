/** `track()` of an event above the level that was agreed to. */

import { createTelemetry } from '@telemetry/core';
import { measureCalls } from './measure-calls.ts';
import { EVENTS, onlyAtDebug, openReporter } from './our-telemetry.ts';
import { smallPayload } from './payload.ts';
import { FOLDER } from './surroundings.ts';

const reporter = await openReporter(FOLDER);
const telemetry = createTelemetry({ app: 'bench-app', events: EVENTS, reporter, config: { level: 'standard' } });
measureCalls((index) => telemetry.track(onlyAtDebug, smallPayload(index)));
if (telemetry.stats.recorded !== 0) throw new Error('it was recorded');
