/** What waits to be sent, batch by batch: the bytes as they will leave, and what they say. Opens no socket. */

import { hash } from 'node:crypto';
import { loadConsent } from '@telemetry/consent';
import type { CommandContext } from './context.ts';

/** One batch. */
export interface WaitingBatch {
  readonly batchId: string;
  /** The exact bytes, as text: one JSON object without a line end. */
  readonly text: string;
  readonly bytes: number;
  /** SHA-256 of the bytes, in hex. */
  readonly sha256: string;
  readonly body: { readonly [member: string]: unknown };
  readonly events: readonly unknown[];
  readonly summaries: readonly unknown[];
}

/**
 * Makes batches of all that waits, and reads them, the next to leave first. `undefined` when nothing may leave at all.
 *
 * @throws TelemetryError `OUTBOX_WRITE_FAILED`; `CATALOG_UNKNOWN` where summaries are sent
 */
export async function readWaiting(context: CommandContext): Promise<readonly WaitingBatch[] | undefined> {
  const { upload } = await loadConsent(context.location);
  if (upload === 'off') return undefined;
  const [{ openSendingOutbox }, { addClosedDays }] = await Promise.all([
    import('./open-outbox.ts'),
    import('./daily-summaries.ts'),
  ]);
  const opened = await openSendingOutbox(context);
  await addClosedDays(context, opened);
  const waiting: WaitingBatch[] = [];
  for await (const { batchId, text } of opened.outbox.preview()) {
    const body = JSON.parse(text);
    const { events = [], summaries = [] } = body;
    const sha256 = hash('sha256', text, 'hex');
    waiting.push({ batchId, text, bytes: Buffer.byteLength(text), sha256, body, events, summaries });
  }
  await opened.outbox.close();
  return waiting;
}
