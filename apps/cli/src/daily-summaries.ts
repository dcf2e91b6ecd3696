/** Closed days of the log as summaries, for the commands that show and send them. Opens no socket. */

import type { Table } from '@telemetry/aggregation';
import { agreedPolicy, effectiveUploadLevel, loadConsent, readIdentity, uploadVerdict } from '@telemetry/consent';
import type { CommandContext } from './context.ts';
import { findLog } from './context.ts';
import type { SendingOutbox } from './open-outbox.ts';

/**
 * Puts the days that are over and in no part yet into the outbox, where the user agreed to summaries. Answers how many parts it added.
 *
 * @throws TelemetryError `CATALOG_UNKNOWN`; as `addClosedDays` of core
 */
export async function addClosedDays(
  context: CommandContext,
  { consent, endpoint, outbox }: SendingOutbox,
): Promise<number> {
  if (consent.upload !== 'summary') return 0;
  const catalog = await agreedCatalog(context);
  const identity = readIdentity(context.paths);
  if (catalog === undefined || identity === undefined) return 0;
  const { addClosedDays: addDays } = await import('@telemetry/core/daily-parts');
  const { now } = context.io;
  const { prepareConsentReader } = await import('@telemetry/consent');
  const readConsent = await prepareConsentReader(context.location);
  const mayUpload = () => uploadVerdict(readConsent(), { upload: 'summary', endpoint }) === 'allowed';
  const log = await findLog(context, consent.config.localFile);
  const level = effectiveUploadLevel(consent, now());
  return addDays({ location: context.location, log, now }, { catalog, level, identity, outbox, mayUpload });
}

/** One daily summary, to be looked at. */
export interface ReadableDay {
  readonly day: string;
  readonly part: number;
  readonly events: number;
  readonly tables: readonly Table[];
}

/** Reads the summaries of a batch as tables. */
export async function readableDays(
  context: CommandContext,
  summaries: readonly unknown[],
): Promise<readonly ReadableDay[]> {
  const catalog = await agreedCatalog(context);
  if (catalog === undefined) return [];
  const { createDailySummaries, summaryTables } = await import('@telemetry/aggregation');
  const reader = createDailySummaries(catalog);
  return summaries.map((json) => {
    const daily = reader.decode(json);
    const { day, part } = daily.key;
    const of = reader.createSummaryOf({ from: day, to: day });
    of.add(daily);
    const summary = of.finish({ generatedAt: new Date(context.io.now()) });
    return { day, part, events: daily.events, tables: summaryTables(summary) };
  });
}

/** What was agreed to and is declared. */
async function agreedCatalog(context: CommandContext) {
  const { ledger } = await loadConsent(context.location);
  const [agreed, declared] = [await agreedPolicy(ledger), await context.findCatalog()];
  const { intersectionOf } = await import('@telemetry/schema/policy');
  return agreed === undefined ? undefined : intersectionOf(declared.catalog, agreed);
}
