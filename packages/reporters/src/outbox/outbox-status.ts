/** What `status` and `doctor` tell of the outbox: read without opening it. */

import { join } from 'node:path';
import { listOutbox } from './list-outbox.ts';
import type { OutboxPaths } from './outbox.ts';
import { factsIfThere } from './private-files.ts';
import { type Receipt, readReceipts } from './receipts.ts';
import { type RetryState, readRetryState } from './retry-state.ts';
import { readRejected } from './set-aside.ts';

/** What is in the outbox. */
export interface OutboxStatus {
  /** Batches that wait or are under way. */
  readonly batches: number;
  /** Bytes of the spool that are in no batch yet. */
  readonly spoolBytes: number;
  /** Bytes of the whole outbox, what was rejected not counted. */
  readonly bytes: number;
  /** Batches, or parts of batches, that the collector would not take. */
  readonly rejected: number;
  /** The newest receipt. */
  readonly lastSent: Receipt | undefined;
  /** Set while a failed attempt is waited out. */
  readonly retry: RetryState | undefined;
}

/** Reads the state of the outbox; touches nothing. */
export async function readOutboxStatus(paths: OutboxPaths, nowMs: number = Date.now()): Promise<OutboxStatus> {
  const sums = { batches: 0, spoolBytes: 0, bytes: 0 };
  for (const entry of await listOutbox(paths.outboxDir)) {
    const facts = await factsIfThere(join(paths.outboxDir, entry.name));
    if (facts === undefined) continue;
    sums.bytes += facts.size;
    if (entry.kind === 'waiting' || entry.kind === 'leased') sums.batches += 1;
    else if (entry.kind === 'live' || entry.kind === 'sealed') sums.spoolBytes += facts.size;
    else if (entry.kind === 'cutting') sums.spoolBytes += facts.size - entry.start;
    else if (entry.kind === 'done') sums.spoolBytes += facts.size - entry.end;
  }
  return {
    ...sums,
    rejected: (await readRejected(paths.rejectedDir)).length,
    lastSent: (await readReceipts(paths.sentDir)).at(-1),
    retry: await readRetryState(paths.outboxDir, nowMs),
  };
}
