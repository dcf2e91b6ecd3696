/**
 * Not measured: writes events of the standard catalog to a log, through the recorder and the store. Arguments: the number of events, the folder
 * of the log, and over how many days that end now an agent says them. The same number gives the same events, but for their place in time and
 * the names of segments.
 */

import { createTelemetry } from '@telemetry/core';
import { fileReporter } from '@telemetry/reporters';
import { openStore } from '@telemetry/store';
import { answer, nextTurn } from '../../recording/cases/surroundings.ts';
import { createAgent } from './agent.ts';

const DAY_MS = 86_400_000;
/** Events of one turn of the loop. */
const BURST = 500;

const [count, directory, days] = [Number(process.argv[2]), process.argv[3] ?? '.', Number(process.argv[4])];
const startMs = Date.now() - days * DAY_MS;
const stepMs = (days * DAY_MS) / count;
let nowMs = startMs;
const now = () => Math.floor(nowMs);

const store = openStore({ directory, now, maxTotalBytes: Number.MAX_SAFE_INTEGER });
const telemetry = createTelemetry({
  app: 'bench-app',
  version: '1.0.0',
  reporter: fileReporter({ store }),
  config: { level: 'standard' },
  now,
});
const agent = createAgent();
let { scope } = agent.next();
let run = telemetry.scope(scope);
for (let index = 0; index < count; index += 1) {
  const said = agent.next();
  if (said.scope !== scope) {
    scope = said.scope;
    run = telemetry.scope(scope);
  }
  run.track(said.event, said.payload as never);
  nowMs += stepMs;
  if (index % BURST === 0) await nextTurn();
}
await telemetry.close();
const { written, dropped } = telemetry.stats.reporter;
const lost = { ...telemetry.stats.dropped, ...dropped };
if (written !== count) throw new Error(`${written} were written: ${JSON.stringify(lost)}`);
answer({ events: written, bytes: store.stats.bytes });
