/**
 * The bytes of a batch, and of a line of the spool. A batch is the gzip of one JSON object whose events stand in it as the
 * lines they were; what is unpacked from the file is what a preview prints and what a collector receives.
 */

import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

/** What stands over the events of a batch: which policy they were released under, and whose they are. */
export interface BatchHeader {
  /** `sha256:` and the hex digest of the policy in force when the events were recorded. */
  readonly policyDigest: string;
  /** SHA-256 of the erase key, in hex. */
  readonly eraseKeyHash: string;
}

/** A batch with its parts as JSON texts. Either events or summaries. */
export interface Batch extends BatchHeader {
  /** UUID. */
  readonly batchId: string;
  /** RFC 3339, UTC, cut to the hour as all times that leave are. */
  readonly batchTimestamp: string;
  readonly part: 'events' | 'summaries';
  /** JSON texts of the events, or of the summaries. */
  readonly items: readonly string[];
}

/** Events in a batch: one request a hundred events, and a body that any proxy takes. */
export const MAX_BATCH_EVENTS = 100;
/** Bytes of a batch, unpacked. One longer event goes alone. 512 KiB. */
export const MAX_BATCH_BYTES = 524_288;
/** Bytes of a batch file that is read, and of what it may unpack to: more is no batch of ours. 16 MiB. */
export const MAX_UNPACKED_BYTES = 16_777_216;

const HEADED = /^\{"policy_digest":"([A-Za-z0-9:._-]*)","erase_key_hash":"([0-9a-f]*)","event":(\{.*\})\}$/s;
const HEADER_WORD = /^[A-Za-z0-9:._-]*$/;
const HOUR_MS = 3_600_000;

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** One line of the spool: the released event under the header that was in force. */
export function encodeSpoolLine(header: BatchHeader, event: string): string {
  return `{"policy_digest":${word(header.policyDigest)},"erase_key_hash":${word(header.eraseKeyHash)},"event":${event}}`;
}

/** Reads a line of the spool; `undefined` for what is none. */
export function decodeSpoolLine(line: string): (BatchHeader & { readonly event: string }) | undefined {
  const match = HEADED.exec(line);
  if (match === null || !isJsonObject(match[3] ?? '')) return undefined;
  return { policyDigest: match[1] ?? '', eraseKeyHash: match[2] ?? '', event: match[3] ?? '' };
}

/** The JSON text of a batch. */
export function encodeBatch(batch: Batch): string {
  const { batchId, batchTimestamp, policyDigest, eraseKeyHash, part, items } = batch;
  const head = JSON.stringify({
    batch_id: batchId,
    batch_timestamp: batchTimestamp,
    policy_digest: policyDigest,
    erase_key_hash: eraseKeyHash,
  });
  return `${head.slice(0, -1)},"${part}":[${items.join(',')}]}`;
}

/** Reads the JSON text of a batch; `undefined` for what is none. Items come back as the same JSON, not always the same bytes. */
export function decodeBatch(text: string): Batch | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { batch_id, batch_timestamp, policy_digest, erase_key_hash, events, summaries } = value as {
    readonly [key: string]: unknown;
  };
  const items = Array.isArray(events) ? events : summaries;
  if (typeof batch_id !== 'string' || typeof batch_timestamp !== 'string' || !Array.isArray(items)) return undefined;
  return {
    batchId: batch_id,
    batchTimestamp: batch_timestamp,
    policyDigest: typeof policy_digest === 'string' ? policy_digest : '',
    eraseKeyHash: typeof erase_key_hash === 'string' ? erase_key_hash : '',
    part: Array.isArray(events) ? 'events' : 'summaries',
    items: items.map((item) => JSON.stringify(item)),
  };
}

/** The bytes of a batch file. */
export async function packBatch(batch: Batch): Promise<Buffer> {
  return pack(encodeBatch(batch));
}

/** The text of a batch file; `undefined` when the bytes are no gzip, or unpack to more than 16 MiB. */
export async function unpackBatch(bytes: Uint8Array): Promise<string | undefined> {
  try {
    return (await unpack(bytes, { maxOutputLength: MAX_UNPACKED_BYTES })).toString('utf8');
  } catch {
    return undefined;
  }
}

/** An instant cut to its hour, RFC 3339. */
export function hourOf(nowMs: number): string {
  return new Date(Math.floor(nowMs / HOUR_MS) * HOUR_MS).toISOString();
}

/** The id of an event within its JSON text. */
export function eventIdOf(item: string): string | undefined {
  try {
    const { event_id: id } = JSON.parse(item) as { readonly event_id?: unknown };
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}

function isJsonObject(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

function word(text: string): string {
  // A digest is a word; anything else would be a mistake of the host, and must not break the line.
  return HEADER_WORD.test(text) ? `"${text}"` : '""';
}
