/** The delay of a host's event loop at 10,000 events a second. Argument: `on` or `off`. */

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createTelemetry } from '@telemetry/core';
import { EVENTS, openReporter, toolCompleted } from './our-telemetry.ts';
import { CONTEXT, toolCall } from './payload.ts';
import { answer, FOLDER, IS_QUICK, nextTurn, startClock } from './surroundings.ts';

const EVENTS_PER_MS = 10;
const DURATION_MS = IS_QUICK ? 300 : 10_000;
const WARM_UP_MS = IS_QUICK ? 100 : 1_000;

const level = process.argv[2] === 'on' ? 'standard' : 'off';
const reporter = await openReporter(FOLDER);
const telemetry = createTelemetry({ app: 'bench-app', events: EVENTS, reporter, config: { level } });
const run = telemetry.scope(CONTEXT);
let recorded = 0;

/** Records what is due once a millisecond or so, whenever the timer comes. */
async function recordFor(durationMs: number): Promise<void> {
  const start = performance.now();
  const before = recorded;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const elapsed = Math.min(durationMs, performance.now() - start);
      for (; recorded - before < elapsed * EVENTS_PER_MS; recorded += 1) run.track(toolCompleted, toolCall(recorded));
      if (elapsed < durationMs) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
}

await recordFor(WARM_UP_MS);
const delay = monitorEventLoopDelay({ resolution: 1 });
await nextTurn();
delay.enable();
const clock = startClock();
await recordFor(DURATION_MS);
const { cpuNs } = clock();
delay.disable();
await telemetry.close();
if (level === 'standard' && telemetry.stats.reporter.written !== recorded) throw new Error('not all were written');
answer({ wall: delay.percentile(99.9), p99: delay.percentile(99), max: delay.max, cpu: cpuNs });
