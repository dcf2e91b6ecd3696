/**
 * One batch in the hands of one process. Taken and given back by a rename of the batch file, so that of any number of
 * processes exactly one has it; one of a dead process is taken over. Each ending is committed by one rename or unlink.
 */

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Batch } from './batch-format.ts';
import { decodeBatch, eventIdOf, packBatch, unpackBatch } from './batch-format.ts';
import { listOutbox } from './list-outbox.ts';
import { halfName, leasedName, type OutboxEntry, waitingName } from './outbox-names.ts';
import { createOwnerMark, isDeadOwner } from './owner-mark.ts';
import {
  ensureFolder,
  factsIfThere,
  readPrivate,
  removeIfThere,
  renamed,
  syncFolder,
  writePrivate,
} from './private-files.ts';
import { payloadPath, type Receipt, writeReceipt } from './receipts.ts';
import { type RejectionReason, writeReason, writeRejectedPart } from './set-aside.ts';

/** What a collector said of a batch that it took. */
export interface Acknowledgement {
  readonly acknowledgedAt: string;
  /** Origin and path. */
  readonly endpoint: string;
  readonly bodySha256: string;
  readonly collectorDigest: 'matches' | 'absent';
  /** Codes by event id of what it refused. */
  readonly rejected: { readonly [eventId: string]: string };
}

/** How many parts of a batch went which way. */
export interface Settled {
  readonly acknowledged: number;
  readonly rejected: number;
}

/** A batch that this process alone may send. */
export interface BatchLease {
  readonly batchId: string;
  /** The file's bytes: the gzip that is sent. */
  readonly bytes: Buffer;
  /** What is in it, unpacked: what a preview prints. */
  readonly text: string;
  readonly batch: Batch;
  /** True while nobody has withdrawn the batch or taken it over. */
  isHeld(): Promise<boolean>;
  /** Gives the batch back, to be sent later. */
  release(): Promise<void>;
  /** Moves it to `sent/` with its receipt, and what was refused of it to `rejected/`. */
  acknowledge(answer: Acknowledgement): Promise<Settled>;
  /** Moves it to `sent/`: its receipt is there already. */
  moveToSent(): Promise<void>;
  /** Moves it to `rejected/`. */
  reject(reason: RejectionReason, rejectedAt: string): Promise<Settled>;
  /** Replaces it by two halves with ids of their own. False when it has one part alone. */
  split(): Promise<boolean>;
}

/** Where leases work. */
export interface LeaseContext {
  readonly folder: string;
  readonly sentFolder: string;
  readonly rejectedFolder: string;
  now(): number;
  newId(): string;
}

/** Bytes of a batch file; a batch is half a megabyte before it is packed. 16 MiB. */
const MAX_BATCH_FILE_BYTES = 16_777_216;

/** Milliseconds between the times of change of two halves: less than between two batches, at any depth of halving. */
const HALF_MS = 0.01;

type Leasable = Extract<OutboxEntry, { readonly kind: 'waiting' | 'leased' }>;

/**
 * Takes a batch; `undefined` when somebody else has it or it is gone. One that cannot be read is set aside.
 *
 * @throws TelemetryError `OUTBOX_WRITE_FAILED`
 */
export async function takeLease(context: LeaseContext, entry: Leasable): Promise<BatchLease | undefined> {
  const { folder, rejectedFolder } = context;
  if (entry.kind === 'leased' && !isDeadOwner(entry.owner, context.now())) return undefined;
  const { batchId } = entry;
  const path = join(folder, leasedName(batchId, createOwnerMark(context.now())));
  if (!(await renamed(join(folder, entry.name), path))) return undefined;
  try {
    // Halves that its dead holder left: this batch is whole again, so they must never count. One that waits has none.
    for (const other of entry.kind === 'leased' ? await listOutbox(folder) : []) {
      if (other.kind === 'half' && other.parentId === batchId) await removeIfThere(join(folder, other.name));
    }
    const held = await readBatch(path, batchId);
    if (held !== undefined) return createLease(context, path, held);
    // Withdrawn in this instant, or no batch.
    if ((await factsIfThere(path)) === undefined) return undefined;
    const rejectedAt = new Date(context.now()).toISOString();
    await writeReason(rejectedFolder, batchId, { reason: 'damaged', rejectedAt, count: 0 });
    await renamed(path, join(rejectedFolder, waitingName(batchId)));
    return undefined;
  } catch (error) {
    await renamed(path, join(folder, entry.name));
    throw error;
  }
}

async function readBatch(path: string, batchId: string): Promise<Held | undefined> {
  const bytes = await readPrivate(path, MAX_BATCH_FILE_BYTES);
  const text = bytes === undefined ? undefined : await unpackBatch(bytes);
  const batch = text === undefined ? undefined : decodeBatch(text);
  const isWhole = bytes !== undefined && text !== undefined && batch?.batchId === batchId;
  return isWhole ? { batchId, bytes, text, batch } : undefined;
}

type Held = Pick<BatchLease, 'batchId' | 'bytes' | 'text' | 'batch'>;

function createLease(context: LeaseContext, path: string, held: Held): BatchLease {
  const { folder, sentFolder, rejectedFolder } = context;
  const { batchId, text, batch } = held;

  async function setAside(reason: RejectionReason, rejectedAt: string): Promise<Settled> {
    const count = batch.items.length;
    await writeReason(rejectedFolder, batchId, { ...reason, rejectedAt, count });
    await renamed(path, join(rejectedFolder, waitingName(batchId)));
    await syncFolder(rejectedFolder);
    return { acknowledged: 0, rejected: count };
  }

  async function moveToSent(): Promise<void> {
    await renamed(path, payloadPath(sentFolder, batchId));
  }

  return {
    ...held,
    // What cannot be looked at may have been withdrawn: then nothing is sent.
    isHeld: async () => (await factsIfThere(path).catch(() => undefined)) !== undefined,
    release: async () => {
      await renamed(path, join(folder, waitingName(batchId)));
    },
    async acknowledge({ rejected, ...answer }) {
      const refused = batch.items.filter((item) => Object.hasOwn(rejected, eventIdOf(item) ?? ''));
      if (refused.length > 0) {
        const reason = { reason: 'events_rejected', rejectedAt: answer.acknowledgedAt, count: refused.length };
        await writeReason(rejectedFolder, batchId, { ...reason, events: rejected });
        await writeRejectedPart(rejectedFolder, { ...batch, items: refused });
      }
      const settled = { acknowledged: batch.items.length - refused.length, rejected: refused.length };
      ensureFolder(sentFolder);
      await writeReceipt(sentFolder, receiptOf(batch, text, answer, settled));
      await moveToSent();
      return settled;
    },
    moveToSent,
    reject: setAside,
    async split() {
      if (batch.items.length < 2) return false;
      const middle = Math.ceil(batch.items.length / 2);
      const halves = [batch.items.slice(0, middle), batch.items.slice(middle)];
      const names: string[] = [];
      let { mtimeMs } = await stat(path);
      for (const items of halves) {
        const half: Batch = { ...batch, batchId: context.newId(), items };
        const name = halfName(half.batchId, batchId);
        // In the place of the whole.
        await writePrivate(join(folder, name), await packBatch(half), mtimeMs);
        mtimeMs += HALF_MS;
        names.push(name);
      }
      // The commit: from here on the halves count, before it they do not.
      const isOurs = await removeIfThere(path);
      await publishHalves(folder, names, isOurs);
      return true;
    },
  };
}

async function publishHalves(folder: string, names: readonly string[], isOurs: boolean): Promise<void> {
  for (const name of names) {
    const path = join(folder, name);
    if (isOurs) await renamed(path, join(folder, waitingName(name.slice(0, 36))));
    else await removeIfThere(path);
  }
}

/** Finishes splits that a death interrupted: the halves count once the parent is gone. One that is there removes them when it is leased. */
export async function finishSplits(folder: string): Promise<void> {
  const halves = (await listOutbox(folder)).filter((entry) => entry.kind === 'half');
  if (halves.length === 0) return;
  // Listed anew, and twice: a listing may miss a name that is being renamed.
  const parents = new Set<string>();
  for (const entry of [...(await listOutbox(folder)), ...(await listOutbox(folder))]) {
    if (entry.kind === 'waiting' || entry.kind === 'leased') parents.add(entry.batchId);
  }
  for (const half of halves) {
    if (half.kind !== 'half' || parents.has(half.parentId)) continue;
    await renamed(join(folder, half.name), join(folder, waitingName(half.batchId)));
  }
}

function receiptOf(
  batch: Batch,
  text: string,
  answer: Omit<Acknowledgement, 'rejected'>,
  { acknowledged, rejected }: Settled,
): Receipt {
  return {
    batchId: batch.batchId,
    batchTimestamp: batch.batchTimestamp,
    policyDigest: batch.policyDigest,
    eraseKeyHash: batch.eraseKeyHash,
    ...answer,
    events: batch.part === 'events' ? acknowledged : 0,
    summaries: batch.part === 'summaries' ? acknowledged : 0,
    rejected,
    bytes: Buffer.byteLength(text),
  };
}
