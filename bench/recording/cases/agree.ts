/** Not measured: makes a home folder in which somebody has agreed, with a log of 10,000 events. TELEMETRY_HOME says where. */

import { enableTelemetry } from '@telemetry/consent';
import { loadTelemetry } from '@telemetry/core';
import { extendStandardCatalog } from '@telemetry/schema';
import { policyOf } from '@telemetry/schema/policy';
import { EVENTS, toolCompleted } from './our-telemetry.ts';
import { CONTEXT, toolCall } from './payload.ts';
import { answer, nextTurn } from './surroundings.ts';

const app = 'bench-app';
const policy = policyOf(extendStandardCatalog({ events: EVENTS }));
await enableTelemetry({ app, policy, how: 'flag', level: 'standard' });
const telemetry = await loadTelemetry({ app, events: EVENTS });
const run = telemetry.scope(CONTEXT);
for (let index = 0; index < 10_000; index += 1) {
  run.track(toolCompleted, toolCall(index));
  if (index % 100 === 0) await nextTurn();
}
await telemetry.close();
answer({ written: telemetry.stats.reporter.written });
