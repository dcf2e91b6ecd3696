/** Our side, as a host sets it up: the standard catalog with one event of its own, whose budget is lifted. */

import { join } from 'node:path';
import type { TelemetryReporter } from '@telemetry/reporters';
import { count, defineEvent, digest, flag, hashed, local, millis, name, oneOf, tokens, usd } from '@telemetry/schema';

/** No benchmark records more in a minute. */
const NO_BUDGET = 1_000_000_000;

/** The event that is recorded: one call of a tool. */
export const toolCompleted = defineEvent(
  'tool.completed',
  'A tool came back.',
  {
    minimal: { success: flag(), duration_ms: millis(), status: oneOf('ok', 'failed', 'skipped'), attempt: count() },
    standard: {
      tool: name('git'),
      model: name('large-2'),
      input_tokens: tokens(),
      output_tokens: tokens(),
      cost: usd(),
      content: digest(),
    },
  },
  { perMinute: NO_BUDGET },
);

/** The same with a command that is hashed and a text that is redacted. */
export const toolCompletedInFull = defineEvent(
  'tool.completed_in_full',
  'A tool came back, with what it said.',
  { ...toolCompleted.fields, debug: { command: hashed(), note: local() } },
  { perMinute: NO_BUDGET },
);

/** Recorded at no level below debug. */
export const onlyAtDebug = defineEvent(
  'tool.traced',
  'What a tool did within.',
  { debug: { success: flag(), duration_ms: millis(), tool: name('git') } },
  { perMinute: NO_BUDGET },
);

/** Events of every case. */
export const EVENTS = [toolCompleted, toolCompletedInFull, onlyAtDebug] as const;

/** The reporter that `loadTelemetry` writes through: the store, with its own bounds. Loaded here, since hosts that are off load none. */
export async function openReporter(folder: string): Promise<TelemetryReporter> {
  const [{ fileReporter }, { openStore }] = await Promise.all([
    import('@telemetry/reporters'),
    import('@telemetry/store'),
  ]);
  return fileReporter({ store: openStore({ directory: join(folder, 'telemetry') }) });
}
