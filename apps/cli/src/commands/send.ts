/** `send`: what waits in the outbox leaves now, at the user's word, and a receipt stays. */

import { defineCommand } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { asCount, asObject, asText, asWord, listOf, orNull } from '../json-shape.ts';
import type { Sending } from '../send-outbox.ts';

const ENDS = ['empty', 'retry_later', 'waiting', 'paused', 'withdrawn', 'stopped'] as const;

export const send = defineCommand({
  name: 'send',
  aliases: [],
  summary: 'Send what waits: exactly the bytes that preview shows.',
  options: {},
  examples: [
    { line: 'send', does: 'what preview has shown leaves, and a receipt stays' },
    { line: 'send --json | jq .receipts', does: 'with the digest of what left' },
  ],
  output: asObject({
    app: asText('the application'),
    endpoint: asText('where to'),
    ended: asWord(ENDS, 'empty: nothing waits any more; else why something still does'),
    batches: asCount('batches that were acknowledged'),
    acknowledged: asCount('events and summaries in them'),
    rejected: asCount('events and summaries that the collector would not take; they are set aside'),
    requests: asCount('requests that were made'),
    not_before: orNull(asText('when to try again, RFC 3339')),
    reason: orNull(asText('why the last attempt failed: a code')),
    erased: asCount('former installations whose data the collector has deleted'),
    receipts: listOf(
      asObject({
        batch_id: asText('the batch'),
        sha256: asText('of its bytes, unpacked'),
        bytes: asCount('of these'),
        events: asCount('in it'),
        summaries: asCount('in it'),
        collector_digest: asWord(['matches', 'absent'], 'whether the collector has confirmed the digest'),
      }),
      'one for each batch',
    ),
  }),
  async run(context) {
    const { openSendingOutbox } = await import('../open-outbox.ts');
    const opened = await openSendingOutbox(context);
    const [{ sendOutbox }, { eraseSent }] = await Promise.all([
      import('../send-outbox.ts'),
      import('../erase-sent.ts'),
    ]);
    const { erased } = await eraseSent(context, ({ reason }) => reason === 'withdrawn');
    const { addClosedDays } = await import('../daily-summaries.ts');
    await addClosedDays(context, opened);
    const sending = await sendOutbox(context, opened);
    if (context.isJson) await context.printJson(describeJson(context.app, opened.endpoint, sending, erased));
    else await printSending(context, opened.endpoint, sending, erased);
    const { ended, rejected } = sending.report;
    if (ended === 'paused' || ended === 'withdrawn') return 3;
    return ended === 'empty' && rejected === 0 ? 0 : 1;
  },
});

function describeJson(app: string, endpoint: string, { report, receipts }: Sending, erased: number) {
  const { ended, batches, acknowledged, rejected, requests, notBefore, reason } = report;
  return {
    app,
    endpoint,
    ended,
    batches,
    acknowledged,
    rejected,
    requests,
    not_before: notBefore ?? null,
    reason: reason ?? null,
    erased,
    receipts: receipts.map((receipt) => ({
      batch_id: receipt.batchId,
      sha256: receipt.bodySha256,
      bytes: receipt.bytes,
      events: receipt.events,
      summaries: receipt.summaries,
      collector_digest: receipt.collectorDigest,
    })),
  };
}

async function printSending(
  context: CommandContext,
  endpoint: string,
  { report, receipts }: Sending,
  erased: number,
): Promise<void> {
  const { counted, formatBytes } = await import('../render-list.ts');
  for (const { batchId, events, summaries, bytes, bodySha256, collectorDigest } of receipts) {
    const what =
      summaries > 0 ? counted(summaries, 'summary').replace(/summarys$/, 'summaries') : counted(events, 'event');
    const word = collectorDigest === 'matches' ? 'confirmed by the collector' : 'not confirmed by the collector';
    await context.print(`Sent ${what}, ${formatBytes(bytes)}, in batch ${batchId}.\n  SHA-256 ${bodySha256}, ${word}.`);
  }
  if (report.rejected > 0) {
    await context.note(`The collector would not take ${counted(report.rejected, 'event')}; see outbox/rejected.`);
  }
  if (erased > 0)
    await context.note(`The collector has deleted what it held of ${counted(erased, 'former installation')}.`);
  await context.note(describeEnd(report, receipts.length, endpoint));
}

function describeEnd({ ended, reason, notBefore }: Sending['report'], sent: number, endpoint: string): string {
  switch (ended) {
    case 'empty':
      return sent === 0 ? 'Nothing waits to be sent.' : `Nothing waits any more. It went to ${endpoint}.`;
    case 'retry_later':
    case 'waiting':
      return `Not sent: ${reason}. What waits is kept; try again after ${notBefore}.`;
    case 'withdrawn':
      return 'Consent was withdrawn: what waited is deleted.';
    case 'paused':
      return 'Not sent: it is not allowed at the moment. What waits is kept.';
    default:
      return 'Stopped. What waits is kept.';
  }
}
