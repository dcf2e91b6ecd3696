/** The same by `loadTelemetry`: configuration, consent and identity are read, and looked at again when the log begins. */

import { loadTelemetry } from '@telemetry/core';
import { EVENTS, toolCompleted } from './our-telemetry.ts';
import { CONTEXT, toolCall } from './payload.ts';

const telemetry = await loadTelemetry({ app: 'bench-app', events: EVENTS });
const run = telemetry.scope(CONTEXT);
for (let index = 0; index < 10; index += 1) run.track(toolCompleted, toolCall(index));
await telemetry.close();
if (telemetry.stats.reporter.written !== 10) throw new Error('not all were written');
