/**
 * What waits to be sent: a spool that takes released events, the batches cut from it, and the receipts of what was
 * acknowledged. Opens no socket and knows no network: a sender takes leases from here. docs/formats/outbox.md has the bytes.
 */

import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { EncodedEvent } from '@telemetry/payload';
import type { ReleasedEvent, TelemetryError } from '@telemetry/schema';
import { openStore, type StoreOptions, type TelemetryPaths } from '@telemetry/store';
import type { BatchHeader } from './batch-format.ts';
import { encodeSpoolLine, hourOf, MAX_UNPACKED_BYTES, packBatch, unpackBatch } from './batch-format.ts';
import { type BatchLease, finishSplits, type LeaseContext, takeLease } from './batch-lease.ts';
import { type CutContext, type CutReport, cutSpool } from './cut-spool.ts';
import { emptyOutbox } from './empty-outbox.ts';
import { listOutbox } from './list-outbox.ts';
import { type OutboxEntry, SPOOL_FILE, waitingName } from './outbox-names.ts';
import { ensureFolder, factsIfThere, readPrivate, writePrivate } from './private-files.ts';
import { expireReceipts, hasReceipt } from './receipts.ts';
import { OUTBOX_LIMITS, type OutboxLimits, trimOutbox } from './trim-outbox.ts';

/** The paths that an outbox uses. */
export type OutboxPaths = Pick<TelemetryPaths, 'outboxDir' | 'rejectedDir' | 'sentDir'>;

/** How an outbox is opened. */
export interface OutboxOptions {
  readonly paths: OutboxPaths;
  /** What stands over the events recorded now; read at each one, since an identity may be renewed. */
  readonly header: () => BatchHeader;
  /** Asked when the live spool was sealed or deleted by another process; see the store. `stop` ends the taking in. */
  readonly onSealed?: NonNullable<StoreOptions['onSealed']>;
  /** Told once of each kind of failure. */
  readonly onError?: (error: TelemetryError) => void;
  readonly limits?: Partial<OutboxLimits>;
  /** Milliseconds since 1970. Default the system's. */
  readonly now?: () => number;
  /** Makes the id of a batch, a UUID. Default random. */
  readonly newId?: () => string;
}

/** A batch as it would be sent. */
export interface BatchPreview {
  readonly batchId: string;
  /** The exact bytes that leave, unpacked: one JSON object. */
  readonly text: string;
}

/** Totals since the outbox was opened by this process. */
export interface OutboxStats {
  /** Events taken into the spool, or about to be. */
  readonly accepted: number;
  /** Events in the spool that no batch of this process's cuts holds yet; an estimate where several processes cut. */
  readonly uncut: number;
  /** Bytes of those. */
  readonly uncutBytes: number;
  /** Events and summaries lost, by reason. */
  readonly dropped: { readonly [reason: string]: number };
  readonly lastError?: string;
}

/** What waits to be sent. */
export interface Outbox {
  readonly paths: OutboxPaths;
  /** Takes a released event into the spool, by the store's one write a turn. Never throws. What is not released is dropped and counted. */
  add(event: EncodedEvent<ReleasedEvent>): void;
  /**
   * Takes a summary as a batch of its own. The id of the batch follows from the key (`2026-11-20`) and the identity, so the
   * same day is sent once, whoever adds it how often. `summary` is a JSON object.
   *
   * @throws TelemetryError `OUTBOX_WRITE_FAILED`, `STORE_FOLDER_REFUSED`
   */
  addSummary(day: { readonly key: string; readonly summary: object }): Promise<'added' | 'present'>;
  /** Resolves when the spool is written. */
  flush(): Promise<void>;
  /** Makes batches of all that is in the spool, whoever wrote it, or until `signal`. @throws TelemetryError `OUTBOX_WRITE_FAILED` */
  cut(options?: { readonly signal?: AbortSignal }): Promise<CutReport>;
  /** Cuts, then yields every batch that waits or is under way, oldest first. */
  preview(): AsyncGenerator<BatchPreview, void, void>;
  /** Takes the oldest batch that nobody else is sending. */
  lease(): Promise<BatchLease | undefined>;
  /** True when no event and no batch waits, in whatever process. */
  isEmpty(): Promise<boolean>;
  /** Drops what is too old or too much, and receipts past their time. */
  trim(): Promise<void>;
  /** Deletes all that waits, the spool included, but not erase keys. Answers how many files. */
  withdraw(): Promise<number>;
  /** Writes the spool and gives it up. Twice is fine. */
  close(): Promise<void>;
  readonly stats: OutboxStats;
}

/** Bytes of a segment of the spool: small, since what is too much goes by whole segments. 1 MiB. */
const SPOOL_BYTES = 1_048_576;
/** Bytes taken in between two looks at the bounds of the outbox. */
const TRIM_EVERY_BYTES = 1_048_576;

/** How often receipts are looked through for those that are past their time. Milliseconds. */
const EXPIRY_EVERY_MS = 3_600_000;

type BatchEntry = Extract<OutboxEntry, { readonly kind: 'waiting' | 'leased' }>;

/** Prepares an outbox. Touches no disk before the first event. */
export function openOutbox(options: OutboxOptions): Outbox {
  const { paths, header } = options;
  const { outboxDir: folder, rejectedDir: rejectedFolder, sentDir: sentFolder } = paths;
  const now = options.now ?? Date.now;
  const newId = options.newId ?? (() => crypto.randomUUID());
  const limits: OutboxLimits = { ...OUTBOX_LIMITS, ...options.limits };
  const dropped: { [reason: string]: number } = {};
  const counts = { accepted: 0, uncut: 0, uncutBytes: 0 };
  let sinceTrim = 0;
  let lastStamp = 0;
  let expiredAtMs = Number.NEGATIVE_INFINITY;
  let known: BatchEntry[] = [];

  const spool = openStore({
    directory: folder,
    file: SPOOL_FILE,
    maxFileBytes: SPOOL_BYTES,
    // Bounds are kept here, where every loss is counted.
    maxTotalBytes: Number.MAX_SAFE_INTEGER,
    retentionDays: 36_500,
    now,
    ...(options.onSealed === undefined ? {} : { onSealed: options.onSealed }),
    ...(options.onError === undefined ? {} : { onError: options.onError }),
  });

  const drop = (reason: string, count: number): void => {
    if (count > 0) dropped[reason] = (dropped[reason] ?? 0) + count;
  };

  const stamp = (): number => {
    lastStamp = Math.max(now(), lastStamp + 1);
    return lastStamp;
  };

  const cutting: CutContext = {
    folder,
    now,
    stamp,
    newId,
    giveBack: (chunk) => {
      for (const item of chunk.items) spool.append(encodeSpoolLine(chunk, item));
    },
  };
  const leasing: LeaseContext = { folder, sentFolder, rejectedFolder, now, newId };

  async function cut(cutOptions: { readonly signal?: AbortSignal } = {}): Promise<CutReport> {
    await spool.flush();
    const live = await factsIfThere(join(folder, SPOOL_FILE));
    if (live !== undefined && live.size > 0) spool.seal();
    counts.uncut = 0;
    counts.uncutBytes = 0;
    known = [];
    return cutSpool({ ...cutting, ...cutOptions });
  }

  async function trim(): Promise<void> {
    sinceTrim = 0;
    const { expired, outbox_full } = await trimOutbox(folder, rejectedFolder, now(), limits);
    drop('expired', expired);
    drop('outbox_full', outbox_full);
    if (Math.abs(now() - expiredAtMs) < EXPIRY_EVERY_MS) return;
    expiredAtMs = now();
    await expireReceipts(sentFolder, now());
  }

  /** Batches that wait or are under way, oldest first. */
  async function batches(): Promise<readonly BatchEntry[]> {
    const found = [];
    for (const entry of await listOutbox(folder)) {
      if (entry.kind !== 'waiting' && entry.kind !== 'leased') continue;
      const facts = await factsIfThere(join(folder, entry.name));
      found.push({ entry, timeMs: facts?.mtimeMs ?? 0 });
    }
    return found.sort((a, b) => a.timeMs - b.timeMs).map(({ entry }) => entry);
  }

  return {
    paths,
    add({ event, line }) {
      counts.accepted += 1;
      if (typeof event.anonymous_install_id !== 'string') {
        drop('not_released', 1);
        return;
      }
      counts.uncut += 1;
      counts.uncutBytes += line.length;
      sinceTrim += line.length;
      spool.append(encodeSpoolLine(header(), line));
      // A trim that fails is made again with the next pass or the next lines.
      if (sinceTrim > TRIM_EVERY_BYTES) void trim().catch(() => undefined);
    },
    async addSummary({ key, summary }) {
      ensureFolder(folder);
      const { policyDigest, eraseKeyHash } = header();
      const batchId = summaryBatchId(eraseKeyHash, key);
      const isKnown = (await listOutbox(folder)).some((entry) => 'batchId' in entry && entry.batchId === batchId);
      const isRejected =
        (await readPrivate(join(rejectedFolder, waitingName(batchId)), MAX_UNPACKED_BYTES)) !== undefined;
      if (isKnown || isRejected || (await hasReceipt(sentFolder, batchId))) return 'present';
      const items = [JSON.stringify(summary)];
      const batch = {
        batchId,
        batchTimestamp: hourOf(now()),
        policyDigest,
        eraseKeyHash,
        part: 'summaries',
        items,
      } as const;
      await writePrivate(join(folder, waitingName(batchId)), await packBatch(batch), stamp());
      return 'added';
    },
    flush: () => spool.flush(),
    cut,
    async *preview() {
      await cut();
      for (const { name, batchId } of await batches()) {
        const bytes = await readPrivate(join(folder, name), MAX_UNPACKED_BYTES);
        const text = bytes === undefined ? undefined : await unpackBatch(bytes);
        if (text !== undefined) yield { batchId, text };
      }
    },
    async lease() {
      // Listed once for many: a list for each batch would take the square of their number.
      for (let isFresh = false; ; ) {
        const entry = known.shift();
        if (entry === undefined) {
          if (isFresh) return undefined;
          await finishSplits(folder);
          known = [...(await batches())];
          isFresh = true;
          continue;
        }
        const lease = await takeLease(leasing, entry);
        if (lease === undefined) continue;
        // Acknowledged by a process that died before it could move the payload.
        if (!(await hasReceipt(sentFolder, lease.batchId))) return lease;
        await lease.moveToSent();
      }
    },
    async isEmpty() {
      if (counts.uncut > 0 || spool.stats.pending > 0) return false;
      for (const entry of await listOutbox(folder)) {
        if (entry.kind === 'temporary') continue;
        const facts = await factsIfThere(join(folder, entry.name));
        if (facts !== undefined && facts.size > (entry.kind === 'done' ? entry.end : 0)) return false;
      }
      return true;
    },
    trim,
    async withdraw() {
      const files = await emptyOutbox(folder);
      drop('consent_withdrawn', files.items);
      counts.uncut = 0;
      counts.uncutBytes = 0;
      return files.files;
    },
    close: () => spool.close(),
    get stats() {
      const { dropped: lost, lastErrorCode } = spool.stats;
      const sums: { [reason: string]: number } = { ...dropped };
      for (const [reason, count] of Object.entries(lost)) sums[reason] = (sums[reason] ?? 0) + count;
      return { ...counts, dropped: sums, ...(lastErrorCode === undefined ? {} : { lastError: lastErrorCode }) };
    },
  };
}

/** The id of a summary's batch: the same for the same day of the same identity, and telling neither to a stranger. UUIDv8. */
function summaryBatchId(eraseKeyHash: string, key: string): string {
  const hex = hash('sha256', `summary\n${eraseKeyHash}\n${key}`, 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
