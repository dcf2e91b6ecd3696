/** The reporter of a process whose user agreed to summaries: it takes no event, and where `send` is `auto` sends closed days in the background. */

import { effectiveUploadLevel, type UploadVerdict } from '@telemetry/consent';
import type { RemoteReporter, ReporterStats } from '@telemetry/reporters';
import type { Outbox } from '@telemetry/reporters/outbox';
import type { Catalog } from '@telemetry/schema';
import type { ConsentInForce } from './consent-watch.ts';
import { addClosedDays, beginSummaries, type DailyPartsOptions } from './daily-parts.ts';

/** What it works with. */
export interface SummaryReporterParts extends DailyPartsOptions {
  /** What was agreed to and is declared. */
  readonly catalog: Catalog;
  readonly outbox: Outbox;
  mayUpload(): UploadVerdict;
  /** Is told what went wrong in the background. */
  fail(error: unknown): void;
}

/** A day closes once; whoever runs for long looks every hour. */
const LOOK_EVERY_MS = 3_600_000;

/** How long `close` waits where nobody says otherwise. Milliseconds. */
const CLOSE_TIMEOUT_MS = 2_000;

const NO_STATS: ReporterStats = { accepted: 0, written: 0, sent: 0, dropped: {}, retries: 0, queued: 0 };

/**
 * Makes it, and marks in the log where summaries begin. Its timer keeps no process alive.
 *
 * @throws TelemetryError as `beginSummaries`
 */
export async function summaryReporter(
  parts: SummaryReporterParts,
  { consent, identity }: ConsentInForce,
): Promise<RemoteReporter> {
  const { outbox, now, mayUpload, fail, catalog } = parts;
  const { endpoint } = consent;
  await beginSummaries(parts);
  if (consent.send === 'manual' || endpoint === undefined) return noEvents({ close: () => outbox.close() });
  const { createHttpTransport, httpReporter } = await import('@telemetry/reporters/http');
  const { watchedTransport } = await import('./watched-transport.ts');
  const transport = watchedTransport(createHttpTransport(), () => mayUpload() === 'allowed');
  const sending = httpReporter({ outbox, endpoint, send: 'manual', mayUpload, transport, now });
  let isClosed = false;
  const pass = async () => {
    if (isClosed) return;
    const level = effectiveUploadLevel(consent, now());
    await addClosedDays(parts, { catalog, level, identity, outbox, mayUpload: () => mayUpload() === 'allowed' });
    if (!isClosed) await sending.send({ isBackground: true });
  };
  let passing = pass().catch(fail);
  const timer = setInterval(() => {
    passing = passing.then(pass).catch(fail);
  }, LOOK_EVERY_MS).unref();
  return noEvents({
    stats: () => sending.stats,
    flush: () => passing,
    async close(timeoutMs) {
      isClosed = true;
      clearInterval(timer);
      await within(timeoutMs, passing);
      await sending.close({ timeoutMs: 0 });
    },
  });
}

/** Summaries are made of the log: what is recorded now leaves in no other form. */
function noEvents(inner: {
  readonly stats?: () => ReporterStats;
  readonly flush?: () => Promise<void>;
  readonly close: (timeoutMs: number) => Promise<void>;
}): RemoteReporter {
  return {
    reach: 'remote',
    report: () => {},
    flush: async () => inner.flush?.(),
    close: (options) => inner.close(options?.timeoutMs ?? CLOSE_TIMEOUT_MS),
    get stats() {
      return inner.stats?.() ?? NO_STATS;
    },
  };
}

/** Waits for work, but not longer than the bound. Keeps the process alive as long: whoever closes waits for it. */
async function within(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const bound = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([work, bound]);
  clearTimeout(timer);
}
