/** Sends what waits, at the user's word. One of the few files that reach the network; only `send` loads it. */

import { type Consent, loadConsent, prepareConsentReader, uploadVerdict } from '@telemetry/consent';
import { watchedTransport } from '@telemetry/core';
import type { HttpTransport, SendReport } from '@telemetry/reporters/http';
import { createHttpTransport, createSender } from '@telemetry/reporters/http';
import { readOutboxStatus, readReceipts, type SentBatch } from '@telemetry/reporters/outbox';
import type { CommandContext } from './context.ts';
import type { SendingOutbox } from './open-outbox.ts';
import { createProgress } from './progress.ts';

/** What was sent. */
export interface Sending {
  readonly report: SendReport;
  /** Of the batches that were acknowledged now, oldest first. */
  readonly receipts: readonly SentBatch[];
}

/**
 * Sends everything that waits. Consent is read before each request, and again while one is under way; what was withdrawn meanwhile is
 * deleted.
 *
 * @throws TelemetryError `OUTBOX_WRITE_FAILED`, `ENDPOINT_INVALID`
 */
export async function sendOutbox(
  context: CommandContext,
  { consent, endpoint, outbox }: SendingOutbox,
): Promise<Sending> {
  const { paths, io } = context;
  const readConsent = await prepareConsentReader(context.location);
  const judge = (current: Consent) => uploadVerdict(current, { upload: consent.upload, endpoint });
  const before = new Set((await readReceipts(paths.sentDir)).map(({ batchId }) => batchId));
  await outbox.cut();
  const { batches } = await readOutboxStatus(paths, io.now());
  const progress = createProgress(io.stderr, 'sending', io.now);
  let requests = 0;
  const watched = watchedTransport(createHttpTransport({ env: io.env }), () => judge(readConsent()) === 'allowed');
  const transport: HttpTransport = async (request) => {
    progress.advance(batches === 0 ? 1 : Math.min(1, requests / batches));
    requests += 1;
    return watched(request);
  };
  const sender = createSender({ outbox, endpoint, mayUpload: () => judge(readConsent()), transport, now: io.now });
  try {
    const sent = await sender.send({ isAsked: true });
    // A request that was broken off looks like one that failed.
    const isWithdrawn = judge(await loadConsent(context.location)) === 'withdrawn';
    const withdrawn = isWithdrawn ? sent.withdrawn + (await outbox.withdraw()) : sent.withdrawn;
    await outbox.trim();
    const receipts = (await readReceipts(paths.sentDir)).filter(({ batchId }) => !before.has(batchId));
    return { report: isWithdrawn ? { ...sent, ended: 'withdrawn', withdrawn } : sent, receipts };
  } finally {
    progress.end();
    await outbox.close();
  }
}
