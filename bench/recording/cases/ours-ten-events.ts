/** A process that records ten events, as `createTelemetry` is set up by hand. */

import { createTelemetry } from '@telemetry/core';
import { EVENTS, openReporter, toolCompleted } from './our-telemetry.ts';
import { CONTEXT, toolCall } from './payload.ts';
import { FOLDER } from './surroundings.ts';

const reporter = await openReporter(FOLDER);
const telemetry = createTelemetry({ app: 'bench-app', events: EVENTS, reporter, config: { level: 'standard' } });
const run = telemetry.scope(CONTEXT);
for (let index = 0; index < 10; index += 1) run.track(toolCompleted, toolCall(index));
await telemetry.close();
if (telemetry.stats.reporter.written !== 10) throw new Error('not all were written');
