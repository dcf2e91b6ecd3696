/** What `status` tells of sending: what waits, what was sent last. Reads names and receipts; loads the outbox only where there is one. */

import { existsSync } from 'node:fs';
import type { CommandContext } from './context.ts';
import { formatBytes } from './render-list.ts';

/** The figures, as `status --json` prints them. */
export interface SendingFigures {
  readonly outbox: {
    readonly batches: number;
    readonly bytes: number;
    readonly rejected: number;
    readonly retry_not_before: string | null;
    readonly retry_reason: string | null;
    readonly erasures: number;
  };
  readonly last_sent: {
    readonly acknowledged_at: string;
    readonly endpoint: string;
    readonly events: number;
    readonly summaries: number;
    readonly sha256: string;
  } | null;
}

/** Where nothing waits and nothing was ever sent. */
export const NOTHING_SENT: SendingFigures = Object.freeze({
  outbox: { batches: 0, bytes: 0, rejected: 0, retry_not_before: null, retry_reason: null, erasures: 0 },
  last_sent: null,
});

/** Reads them. @throws TelemetryError `ERASURE_UNREADABLE` */
export async function readSending({ paths, io }: CommandContext): Promise<SendingFigures> {
  if (!existsSync(paths.outboxDir) && !existsSync(paths.sentDir)) return NOTHING_SENT;
  const [{ readOutboxStatus }, { readPendingErasures }] = await Promise.all([
    import('@telemetry/reporters/outbox'),
    import('@telemetry/consent'),
  ]);
  const { batches, spoolBytes, bytes, rejected, lastSent, retry } = await readOutboxStatus(paths, io.now());
  return {
    outbox: {
      batches,
      // Batches with what is in none yet; not what tells of retries and cursors.
      bytes: batches === 0 ? spoolBytes : bytes,
      rejected,
      retry_not_before: retry === undefined ? null : new Date(retry.notBeforeMs).toISOString(),
      retry_reason: retry?.reason ?? null,
      erasures: readPendingErasures(paths).filter(({ reason }) => reason === 'withdrawn').length,
    },
    last_sent:
      lastSent === undefined
        ? null
        : {
            acknowledged_at: lastSent.acknowledgedAt,
            endpoint: lastSent.endpoint,
            events: lastSent.events,
            summaries: lastSent.summaries,
            sha256: lastSent.bodySha256,
          },
  };
}

/** The same for people; nothing where there is nothing to tell. */
export function describeSending({ outbox, last_sent: last }: SendingFigures): readonly [string, string][] {
  const { batches, bytes, rejected, retry_not_before: notBefore, retry_reason: reason, erasures } = outbox;
  const waits = batches === 0 && bytes === 0 ? [] : [`${formatBytes(bytes)} wait to be sent`];
  if (rejected > 0) waits.push(`${rejected} batches were not taken`);
  if (notBefore !== null) waits.push(`the last attempt failed (${reason}); again after ${notBefore}`);
  if (erasures > 0) waits.push('what was sent before is still to be deleted at the collector (disable --erase)');
  const what = last === null ? '' : last.summaries > 0 ? `${last.summaries} summaries` : `${last.events} events`;
  return [
    ...(waits.length === 0 ? [] : [['outbox', waits.join('; ')] as [string, string]]),
    ...(last === null
      ? []
      : [['last sent', `${last.acknowledged_at}: ${what}, to ${last.endpoint}`] as [string, string]]),
  ];
}
