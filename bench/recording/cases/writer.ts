/** One of several writers: warms up in a log of its own, then waits for all to be there. Runs as the child of a case. */

import { once } from 'node:events';
import { join } from 'node:path';
import { createTelemetry } from '@telemetry/core';
import { EVENTS, openReporter, toolCompleted } from './our-telemetry.ts';
import { CONTEXT, toolCall } from './payload.ts';
import { FOLDER, IS_QUICK, nextTurn, startClock } from './surroundings.ts';

const BURST = 100;
const WARM_UP = IS_QUICK ? 200 : 30_000;
const events = Number(process.argv[2]);

async function recordInto(folder: string, count: number): Promise<() => Promise<void>> {
  const reporter = await openReporter(folder);
  const telemetry = createTelemetry({ app: 'bench-app', events: EVENTS, reporter, config: { level: 'standard' } });
  const run = telemetry.scope(CONTEXT);
  return async () => {
    for (let index = 0; index < count; index += 1) {
      run.track(toolCompleted, toolCall(index));
      if (index % BURST === 0) await nextTurn();
    }
    await telemetry.close();
    if (telemetry.stats.reporter.written !== count) throw new Error('not all were written');
  };
}

const warmUp = await recordInto(join(FOLDER, `warm-up-${process.pid}`), WARM_UP);
await warmUp();
const record = await recordInto(FOLDER, events);
process.send?.('ready');
await once(process, 'message');
const clock = startClock();
await record();
process.send?.(clock().cpuNs, () => process.disconnect());
