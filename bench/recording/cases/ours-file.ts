/** Ours to the local file: validation, level filter, redaction, envelope, encoding, write, flush. Arguments: the pattern, the level. */

import { createTelemetry } from '@telemetry/core';
import { measureEvents } from './measure-events.ts';
import { EVENTS, openReporter, toolCompleted, toolCompletedInFull } from './our-telemetry.ts';
import { CONTEXT, toolCall, toolCallInFull } from './payload.ts';
import { FOLDER } from './surroundings.ts';

const level = process.argv[3] === 'debug' ? 'debug' : 'standard';
const reporter = await openReporter(FOLDER);
const telemetry = createTelemetry({ app: 'bench-app', version: '1.0.0', events: EVENTS, reporter, config: { level } });
const run = telemetry.scope(CONTEXT);

await measureEvents({
  record:
    level === 'debug'
      ? (index) => run.track(toolCompletedInFull, toolCallInFull(index))
      : (index) => run.track(toolCompleted, toolCall(index)),
  flush: () => telemetry.flush(),
  async close() {
    await telemetry.close();
    return telemetry.stats.reporter.written;
  },
});
