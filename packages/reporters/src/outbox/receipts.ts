/**
 * Receipts: what was sent, when, to where, and the collector's word for it. `sent/<batch_id>.json` stays two years, as
 * long as a collector may hold what it tells of; beside it the payload, `sent/<batch_id>.json.gz`, for 30 days.
 */

import { join } from 'node:path';
import { unpackBatch } from './batch-format.ts';
import { factsIfThere, namesIn, readPrivate, removeIfThere, writePrivate } from './private-files.ts';

/** The version written into a receipt. */
export const RECEIPT_VERSION = 1;

const DAY_MS = 86_400_000;
const PAYLOAD_DAYS = 30;
const RECEIPT_DAYS = 730;
const MAX_RECEIPT_BYTES = 1_048_576;
const MAX_PAYLOAD_BYTES = 16_777_216;
const RECEIPT_NAME = /^([0-9a-f-]{36})\.json$/;

/** One batch that a collector has acknowledged. Holds no install id. */
export interface Receipt {
  readonly batchId: string;
  /** As in the batch: cut to the hour. */
  readonly batchTimestamp: string;
  /** RFC 3339, UTC. */
  readonly acknowledgedAt: string;
  /** Where it went: origin and path, no query. */
  readonly endpoint: string;
  readonly policyDigest: string;
  readonly eraseKeyHash: string;
  /** Acknowledged, rejected ones not among them. */
  readonly events: number;
  readonly summaries: number;
  /** Listed as rejected by the collector, and set aside. */
  readonly rejected: number;
  /** Bytes of the payload, unpacked. */
  readonly bytes: number;
  /** SHA-256 of the payload as it was sent, unpacked, in hex. */
  readonly bodySha256: string;
  /** What the collector says of it: the same digest, or nothing. */
  readonly collectorDigest: 'matches' | 'absent';
}

/** A receipt as it is read, with its payload while that is kept. */
export interface SentBatch extends Receipt {
  /** The JSON text as it was sent; `undefined` once it is older than 30 days, or was forgotten. */
  payload(): Promise<string | undefined>;
}

/** Writes a receipt. The payload is moved beside it afterwards, which is the commit. @throws TelemetryError `OUTBOX_WRITE_FAILED`. */
export async function writeReceipt(folder: string, receipt: Receipt): Promise<void> {
  const record = {
    receipt_version: RECEIPT_VERSION,
    batch_id: receipt.batchId,
    batch_timestamp: receipt.batchTimestamp,
    acknowledged_at: receipt.acknowledgedAt,
    endpoint: receipt.endpoint,
    policy_digest: receipt.policyDigest,
    erase_key_hash: receipt.eraseKeyHash,
    events: receipt.events,
    summaries: receipt.summaries,
    rejected: receipt.rejected,
    bytes: receipt.bytes,
    body_sha256: receipt.bodySha256,
    collector_digest: receipt.collectorDigest,
  };
  await writePrivate(join(folder, `${receipt.batchId}.json`), `${JSON.stringify(record, null, 2)}\n`);
}

/** Reads all receipts, oldest first. One that is damaged, or of a newer version that lacks what is needed, is left out. */
export async function readReceipts(folder: string): Promise<readonly SentBatch[]> {
  const found: SentBatch[] = [];
  for (const name of await namesIn(folder)) {
    if (!RECEIPT_NAME.test(name)) continue;
    const receipt = parseReceipt(await readPrivate(join(folder, name), MAX_RECEIPT_BYTES));
    if (receipt !== undefined) found.push({ ...receipt, payload: () => readPayload(folder, receipt.batchId) });
  }
  return found.sort((a, b) => (a.acknowledgedAt < b.acknowledgedAt ? -1 : 1));
}

/** True when a receipt for the batch is there. */
export async function hasReceipt(folder: string, batchId: string): Promise<boolean> {
  return parseReceipt(await readPrivate(join(folder, `${batchId}.json`), MAX_RECEIPT_BYTES)) !== undefined;
}

/** Where the payload of a batch is kept once it is acknowledged. */
export function payloadPath(folder: string, batchId: string): string {
  return join(folder, `${batchId}.json.gz`);
}

/** Deletes payloads older than 30 days and receipts older than two years. */
export async function expireReceipts(folder: string, nowMs: number): Promise<void> {
  for (const name of await namesIn(folder)) {
    const facts = await factsIfThere(join(folder, name));
    if (facts === undefined) continue;
    const days = (nowMs - facts.ctimeMs) / DAY_MS;
    if (days > (name.endsWith('.json') ? RECEIPT_DAYS : PAYLOAD_DAYS)) await removeIfThere(join(folder, name));
  }
}

async function readPayload(folder: string, batchId: string): Promise<string | undefined> {
  const bytes = await readPrivate(payloadPath(folder, batchId), MAX_PAYLOAD_BYTES);
  return bytes === undefined ? undefined : unpackBatch(bytes);
}

function parseReceipt(bytes: Buffer | undefined): Receipt | undefined {
  let value: { readonly [key: string]: unknown } | null;
  try {
    value = JSON.parse(bytes?.toString('utf8') ?? 'null');
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || typeof value['batch_id'] !== 'string') return undefined;
  const text = (key: string): string => (typeof value[key] === 'string' ? value[key] : '');
  const count = (key: string): number => (typeof value[key] === 'number' ? value[key] : 0);
  return {
    batchId: text('batch_id'),
    batchTimestamp: text('batch_timestamp'),
    acknowledgedAt: text('acknowledged_at'),
    endpoint: text('endpoint'),
    policyDigest: text('policy_digest'),
    eraseKeyHash: text('erase_key_hash'),
    events: count('events'),
    summaries: count('summaries'),
    rejected: count('rejected'),
    bytes: count('bytes'),
    bodySha256: text('body_sha256'),
    collectorDigest: value['collector_digest'] === 'matches' ? 'matches' : 'absent',
  };
}
