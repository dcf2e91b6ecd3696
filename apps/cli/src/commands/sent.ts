/** `sent`: what has left, when, to where, and the collector's word for it. */

import { TelemetryError } from '@telemetry/schema';
import { defineCommand, text } from '../command.ts';
import { asCount, asFlag, asObject, asText, asWord } from '../json-shape.ts';
import { visibleText } from '../visible-text.ts';

export const sent = defineCommand({
  name: 'sent',
  aliases: [],
  summary: 'Show what was sent, when and to where, with its digest.',
  options: { payload: text('batch_id', 'the exact bytes of one batch, as they left; kept for 30 days') },
  examples: [
    { line: 'sent', does: 'all receipts, the newest last' },
    { line: 'sent --payload 7d0c… | sha256sum', does: 'the bytes, and their digest' },
  ],
  output: asObject({
    batch_id: asText('the batch'),
    batch_timestamp: asText('as in the batch, cut to the hour, RFC 3339'),
    acknowledged_at: asText('when the collector had it, RFC 3339'),
    endpoint: asText('where it went'),
    policy_digest: asText('the SHA-256 of the policy under which it was recorded'),
    events: asCount('that were taken'),
    summaries: asCount('that were taken'),
    rejected: asCount('that were not'),
    bytes: asCount('of the batch, unpacked'),
    sha256: asText('of these bytes'),
    collector_digest: asWord(['matches', 'absent'], 'whether the collector has confirmed the digest'),
    payload_kept: asFlag('whether the bytes can be shown still'),
  }),
  outputForm: 'lines',
  async run(context, { options }) {
    const { readReceipts } = await import('@telemetry/reporters/outbox');
    const receipts = await readReceipts(context.paths.sentDir);
    if (options.payload !== undefined) {
      const payload = await receipts.find(({ batchId }) => batchId === options.payload)?.payload();
      if (payload === undefined) {
        throw new TelemetryError('FILE_ABSENT', 'There is no such batch, or its bytes are not kept any more.', {
          hint: `See ${context.program} sent.`,
        });
      }
      await context.io.stdout.write(payload);
      return 0;
    }
    const { formatBytes } = await import('../render-list.ts');
    for (const receipt of receipts) {
      const { batchId, acknowledgedAt, endpoint, events, summaries, rejected, bytes, bodySha256 } = receipt;
      const line = context.isJson
        ? JSON.stringify({
            batch_id: batchId,
            batch_timestamp: receipt.batchTimestamp,
            acknowledged_at: acknowledgedAt,
            endpoint,
            policy_digest: receipt.policyDigest,
            events,
            summaries,
            rejected,
            bytes,
            sha256: bodySha256,
            collector_digest: receipt.collectorDigest,
            payload_kept: (await receipt.payload()) !== undefined,
          })
        : `${acknowledgedAt}  ${summaries > 0 ? `summaries ${summaries}` : `events ${events}`}${rejected > 0 ? `, rejected ${rejected}` : ''}  ${formatBytes(bytes)}  ${endpoint}  batch ${batchId}  sha256 ${bodySha256}`;
      await context.print(visibleText(line));
    }
    if (receipts.length === 0) await context.note('Nothing was ever sent from here.');
    return 0;
  },
});
