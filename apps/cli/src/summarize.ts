/** The summary of a window of the log: what `export` and `snapshot` have in common. */

import type { Summary } from '@telemetry/aggregation';
import { text } from './command.ts';
import type { CommandContext } from './context.ts';
import { findConfiguredLog } from './context.ts';

/** Of what a summary is asked. */
export const WINDOW_OPTIONS = {
  range: text('range', 'the last days or hours: 7d, 12h'),
  since: text('time', 'from then on, like 2026-11-20T00:00:00Z'),
  until: text('time', 'up to then; default now'),
  actorId: text('id', 'only events of this actor'),
} as const;

/** The values of those options. */
export interface WindowOptions {
  readonly range: string | undefined;
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly actorId: string | undefined;
}

/** Sums a window of the log up. @throws TelemetryError `RANGE_INVALID` */
export async function summarize(context: CommandContext, options: WindowOptions): Promise<Summary> {
  const { createSummary, parseWindow } = await import('@telemetry/aggregation');
  const { describeSkipped, readEvents } = await import('./read-events.ts');
  const generatedAt = new Date(context.io.now());
  const window = parseWindow(options, generatedAt);
  const { actorId } = options;
  const builder = createSummary({ window, actorId, catalog: context.host.catalog });
  const reading = await readEvents(context, await findConfiguredLog(context), () => true);
  for await (const { value } of reading) builder.add(value.event);
  await context.note(describeSkipped(reading.skipped));
  return builder.finish({ generatedAt });
}

/** Reads `2h`, `7d` or a time: since when. @throws TelemetryError `RANGE_INVALID` */
export async function parseSince(given: string, nowMs: number): Promise<Date> {
  const { parseWindow } = await import('@telemetry/aggregation');
  const now = new Date(nowMs);
  const asked = /^[0-9]+[a-z]$/i.test(given) ? { range: given } : { since: given };
  return parseWindow(asked, now).start ?? now;
}
