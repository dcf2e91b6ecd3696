/**
 * Cuts the spool into batches. No event is lost and none comes into two batches, wherever the process dies:
 *
 *   spool-X.jsonl                            sealed, nothing cut
 *   spool-X.<start>.<owner>.cutting          claimed by one process, which cuts from byte `start` on
 *   <batch>.X.<token>.cut                    written under that claim, not yet to be sent
 *   spool-X.<end>.<token>.<time>.done        the commit, one rename: now the cuts of this token become `<batch>.json.gz`
 *
 * What a dead process cut without the commit never counts. A `.done` segment stays for a minute: a slow writer may still
 * add to it, and what it added is cut next time.
 */

import { join } from 'node:path';
import { hourOf, packBatch } from './batch-format.ts';
import { listOutbox } from './list-outbox.ts';
import { cutName, cuttingName, doneName, type OutboxEntry, sealedName, tokenOf, waitingName } from './outbox-names.ts';
import { createOwnerMark, isDeadOwner, randomHex8 } from './owner-mark.ts';
import { factsIfThere, openPrivate, removeIfThere, renamed, syncFolder, writeWhole } from './private-files.ts';
import { readSpoolChunks, type SpoolChunk } from './spool-lines.ts';

/** How long a writer may be stopped between its look at the spool and its write. Milliseconds. */
export const SLOW_WRITER_MS = 60_000;
/** After this long an unfinished file is nobody's. Milliseconds. */
const LEFTOVER_MS = 3_600_000;

/** What a cut works with. */
export interface CutContext {
  readonly folder: string;
  /** Ends the cut behind the batch that is being written. What is left is cut next time. */
  readonly signal?: AbortSignal;
  now(): number;
  /** The time of change of a new batch: later than that of any other of this process, so that batches keep their order. */
  stamp(): number;
  /** A fresh batch id, UUID. */
  newId(): string;
  /** Takes back an event that a writer added to a segment in the instant in which that was deleted. */
  giveBack(chunk: SpoolChunk): void;
}

/** What a cut did. */
export interface CutReport {
  /** Batches that can be sent now and could not before. */
  readonly batches: number;
  /** Lines of the spool that were no events. */
  readonly skipped: number;
}

type Segment = Extract<OutboxEntry, { readonly kind: 'sealed' | 'cutting' | 'done' }>;
type Done = Extract<OutboxEntry, { readonly kind: 'done' }>;

/**
 * Cuts every sealed segment that nobody else is cutting, and finishes what dead processes began. Call it after a seal.
 *
 * @throws TelemetryError `OUTBOX_WRITE_FAILED`; failures of the file system as they come. Nothing is lost then.
 */
export async function cutSpool(context: CutContext): Promise<CutReport> {
  let batches = await publishCuts(context);
  let skipped = 0;
  for (const entry of await listOutbox(context.folder)) {
    if (context.signal?.aborted) break;
    if (entry.kind === 'sealed' || entry.kind === 'cutting' || entry.kind === 'done') {
      skipped += await cutSegment(context, entry);
    }
  }
  // Whoever cuts next begins with the same: a process that ends need not take the time.
  if (context.signal?.aborted) return { batches, skipped };
  batches += await publishCuts(context);
  await removeLeftovers(context);
  return { batches, skipped };
}

async function cutSegment(context: CutContext, entry: Segment): Promise<number> {
  const { folder } = context;
  if (entry.kind === 'cutting' && !isDeadOwner(entry.owner, context.now())) return 0;
  let isFinal = false;
  if (entry.kind === 'done') {
    isFinal = Math.abs(context.now() - entry.sinceMs) > SLOW_WRITER_MS;
    const size = await sizeOf(join(folder, entry.name));
    if (size < entry.end || (size === entry.end && !isFinal)) return 0;
    // Its batches first: under the next claim they would count no more.
    await publishCuts(context);
    if (size === entry.end) {
      await removeDone(context, entry);
      return 0;
    }
  }
  const start = entry.kind === 'done' ? entry.end : entry.kind === 'cutting' ? entry.start : 0;
  const owner = createOwnerMark(context.now());
  const claim = cuttingName(entry.segment, start, owner);
  if (!(await renamed(join(folder, entry.name), join(folder, claim)))) return 0;
  return cutClaimed(context, { segment: entry.segment, claim, owner, start, isFinal });
}

interface Claim {
  readonly segment: string;
  readonly claim: string;
  readonly owner: string;
  readonly start: number;
  /** True when no writer can still be at work: then a line that lacks its LF counts. */
  readonly isFinal: boolean;
}

async function cutClaimed(context: CutContext, { segment, claim, owner, start, isFinal }: Claim): Promise<number> {
  const { folder } = context;
  const token = tokenOf(owner);
  const written: string[] = [];
  let end = start;
  let skipped = 0;
  try {
    const file = await openPrivate(join(folder, claim));
    if (file === undefined) return 0;
    try {
      for await (const chunk of readSpoolChunks(file, start, isFinal)) {
        if (chunk.items.length > 0) written.push(await writeCut(context, segment, token, chunk));
        end = chunk.end;
        skipped += chunk.skipped;
        if (context.signal?.aborted) break;
      }
      // A fragment at the end of what nobody writes any more is passed over, or it would be looked at for ever.
      if (isFinal && !context.signal?.aborted) end = Math.max(end, (await file.stat()).size);
    } finally {
      await file.close();
    }
  } catch (error) {
    await removeAll(folder, written);
    const back = start === 0 ? sealedName(segment) : doneName(segment, start, randomHex8(), context.now());
    await renamed(join(folder, claim), join(folder, back));
    throw error;
  }
  // The batches are on the disk before the commit is.
  await syncFolder(folder);
  if (await renamed(join(folder, claim), join(folder, doneName(segment, end, token, context.now())))) {
    await syncFolder(folder);
    return skipped;
  }
  // Withdrawn, or taken over by a process that thought this one dead: then its batches are the ones that count.
  await removeAll(folder, written);
  return 0;
}

async function writeCut(context: CutContext, segment: string, token: string, chunk: SpoolChunk): Promise<string> {
  const { policyDigest, eraseKeyHash, items } = chunk;
  const batchId = context.newId();
  const name = cutName(batchId, segment, token);
  const batchTimestamp = hourOf(context.now());
  const bytes = await packBatch({ batchId, batchTimestamp, policyDigest, eraseKeyHash, part: 'events', items });
  await writeWhole(join(context.folder, name), bytes, context.stamp());
  return name;
}

/** Makes batches of the cuts whose claim was committed. Only that name counts, never the absence of another. */
async function publishCuts({ folder }: CutContext): Promise<number> {
  const entries = await listOutbox(folder);
  const committed = new Map(entries.map((entry) => (entry.kind === 'done' ? [entry.segment, entry.token] : ['', ''])));
  let batches = 0;
  for (const entry of entries) {
    if (entry.kind !== 'cut' || committed.get(entry.segment) !== entry.token) continue;
    if (await renamed(join(folder, entry.name), join(folder, waitingName(entry.batchId)))) batches += 1;
  }
  return batches;
}

/** Deletes a segment that no writer can still be adding to; looks once more through the open file, and gives back what came. */
async function removeDone(context: CutContext, done: Done): Promise<void> {
  const path = join(context.folder, done.name);
  const file = await openPrivate(path);
  if (file === undefined) return;
  try {
    if (!(await removeIfThere(path))) return;
    for await (const chunk of readSpoolChunks(file, done.end, true)) context.giveBack(chunk);
  } finally {
    await file.close();
  }
}

/** Deletes what dead processes left unfinished. The age keeps this from what a living one is just making. */
async function removeLeftovers({ folder, now }: CutContext): Promise<void> {
  for (const entry of await listOutbox(folder)) {
    if (entry.kind !== 'cut' && entry.kind !== 'temporary') continue;
    const facts = await factsIfThere(join(folder, entry.name));
    if (facts !== undefined && now() - facts.mtimeMs > LEFTOVER_MS) await removeIfThere(join(folder, entry.name));
  }
}

async function removeAll(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await removeIfThere(join(folder, name));
}

async function sizeOf(path: string): Promise<number> {
  const facts = await factsIfThere(path);
  return facts?.isFile() ? facts.size : -1;
}
