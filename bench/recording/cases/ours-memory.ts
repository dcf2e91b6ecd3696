/** The memory of ours. Needs `--expose-gc`. */

import { createTelemetry } from '@telemetry/core';
import { measureMemory } from './measure-memory.ts';
import { EVENTS, openReporter, toolCompleted } from './our-telemetry.ts';
import { CONTEXT, toolCall } from './payload.ts';
import { FOLDER } from './surroundings.ts';

const reporter = await openReporter(FOLDER);
const telemetry = createTelemetry({ app: 'bench-app', events: EVENTS, reporter, config: { level: 'standard' } });
const run = telemetry.scope(CONTEXT);
let recorded = 0;
await measureMemory({
  record(index) {
    run.track(toolCompleted, toolCall(index));
    recorded += 1;
  },
  flush: () => telemetry.flush(),
});
await telemetry.close();
if (telemetry.stats.reporter.written !== recorded) throw new Error('not all were written');
