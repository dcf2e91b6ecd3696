/**
 * What a collector will not take: `outbox/rejected/<batch_id>.json.gz`, the batch or the events of it that were refused, and
 * beside it `<batch_id>.reason.json`, which says why. Never sent again, never lost but by age and by the cap of the outbox.
 */

import { join } from 'node:path';
import type { Batch } from './batch-format.ts';
import { packBatch } from './batch-format.ts';
import { ensureFolder, namesIn, readPrivate, writePrivate } from './private-files.ts';

/** The version written into a reason. */
export const REASON_VERSION = 1;

const MAX_REASON_BYTES = 1_048_576;
const REASON_NAME = /^([0-9a-f-]{36})\.reason\.json$/;
/** A code is a word of the collector; anything else it says is not kept. */
const CODE = /^[A-Za-z0-9_.-]{1,64}$/;

/** Why something was set aside. */
export interface RejectionReason {
  /** `status_<n>`, `too_large`, or `events_rejected`. */
  readonly reason: string;
  /** Codes by event id, where the collector told them. */
  readonly events?: { readonly [eventId: string]: string };
}

/** One batch, or the refused part of one. */
export interface RejectedBatch extends RejectionReason {
  readonly batchId: string;
  /** RFC 3339, UTC. */
  readonly rejectedAt: string;
  /** How many events or summaries. */
  readonly count: number;
}

/** Writes the reason; the batch is put beside it afterwards. @throws TelemetryError `OUTBOX_WRITE_FAILED`. */
export async function writeReason(
  folder: string,
  batchId: string,
  rejection: RejectionReason & { readonly rejectedAt: string; readonly count: number },
): Promise<void> {
  ensureFolder(folder);
  const record = {
    reason_version: REASON_VERSION,
    batch_id: batchId,
    rejected_at: rejection.rejectedAt,
    reason: rejection.reason,
    count: rejection.count,
    ...(rejection.events === undefined ? {} : { events: rejection.events }),
  };
  await writePrivate(join(folder, `${batchId}.reason.json`), `${JSON.stringify(record, null, 2)}\n`);
}

/** Writes the refused part of a batch. @throws TelemetryError `OUTBOX_WRITE_FAILED`. */
export async function writeRejectedPart(folder: string, batch: Batch): Promise<void> {
  await writePrivate(join(folder, `${batch.batchId}.json.gz`), await packBatch(batch));
}

/** A code as it is kept: a short word, else `unspecified`. */
export function cleanCode(code: unknown): string {
  return typeof code === 'string' && CODE.test(code) ? code : 'unspecified';
}

/** Lists what was set aside, oldest first. */
export async function readRejected(folder: string): Promise<readonly RejectedBatch[]> {
  const found: RejectedBatch[] = [];
  for (const name of await namesIn(folder)) {
    const batchId = REASON_NAME.exec(name)?.[1];
    if (batchId === undefined) continue;
    const rejection = parseReason(batchId, await readPrivate(join(folder, name), MAX_REASON_BYTES));
    if (rejection !== undefined) found.push(rejection);
  }
  return found.sort((a, b) => (a.rejectedAt < b.rejectedAt ? -1 : 1));
}

function parseReason(batchId: string, bytes: Buffer | undefined): RejectedBatch | undefined {
  try {
    const value = JSON.parse(bytes?.toString('utf8') ?? 'null') as { readonly [key: string]: unknown } | null;
    if (value === null) return undefined;
    const { rejected_at: at, reason, count, events } = value;
    return {
      batchId,
      rejectedAt: typeof at === 'string' ? at : '',
      reason: cleanCode(reason),
      count: typeof count === 'number' ? count : 0,
      ...(typeof events === 'object' && events !== null ? { events: cleanCodes(events) } : {}),
    };
  } catch {
    return undefined;
  }
}

function cleanCodes(events: object): { readonly [eventId: string]: string } {
  return Object.fromEntries(Object.entries(events).map(([id, code]) => [id, cleanCode(code)]));
}
