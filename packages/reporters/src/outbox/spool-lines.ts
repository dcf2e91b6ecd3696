/**
 * Reads a segment of the spool from a byte on and puts its lines together into batches. Owns the limits of a batch; makes
 * no file.
 */

import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import type { BatchHeader } from './batch-format.ts';
import { decodeSpoolLine, MAX_BATCH_BYTES, MAX_BATCH_EVENTS } from './batch-format.ts';

/** What goes into one batch, and the byte behind it. */
export interface SpoolChunk extends BatchHeader {
  /** JSON texts of the events; none when the lines up to `end` were no events. */
  readonly items: readonly string[];
  /** Lines that were no events: torn or damaged. */
  readonly skipped: number;
  readonly end: number;
}

/** Bytes for the frame of a batch: ids, digests, brackets. */
const FRAME_BYTES = 512;
const LF = 10;

/** Bytes of a segment that are read: the store seals at 1 MiB, and a batch of its writer may come on top. */
const MAX_SEGMENT_BYTES = 4_194_304;

/**
 * Yields the batches of what stands behind byte `start`, up to the last LF; with `isFinal` also what stands behind that,
 * if it is a whole line. Events of different headers never share a batch.
 */
export async function* readSpoolChunks(
  file: FileHandle,
  start: number,
  isFinal: boolean,
): AsyncGenerator<SpoolChunk, void, void> {
  const bytes = await readFrom(file, start);
  let chunk = emptyChunk();
  for (let from = 0; from < bytes.length; ) {
    const lf = bytes.indexOf(LF, from);
    if (lf === -1 && !isFinal) break;
    const to = lf === -1 ? bytes.length : lf;
    const next = lf === -1 ? to : lf + 1;
    const line = from === to ? undefined : readLine(bytes.subarray(from, to));
    if (line !== undefined && line !== 'damaged' && !hasRoom(chunk, line)) {
      yield { ...chunk, end: start + from };
      chunk = emptyChunk();
    }
    if (line === 'damaged') chunk.skipped += 1;
    else if (line !== undefined) add(chunk, line);
    chunk.end = start + next;
    from = next;
  }
  if (chunk.end > 0) yield chunk;
}

interface OpenChunk extends BatchHeader {
  policyDigest: string;
  eraseKeyHash: string;
  items: string[];
  bytes: number;
  skipped: number;
  end: number;
}

type SpoolLine = BatchHeader & { readonly event: string };

function emptyChunk(): OpenChunk {
  return { policyDigest: '', eraseKeyHash: '', items: [], bytes: FRAME_BYTES, skipped: 0, end: 0 };
}

function hasRoom(chunk: OpenChunk, line: SpoolLine): boolean {
  if (chunk.items.length === 0) return true;
  if (chunk.policyDigest !== line.policyDigest || chunk.eraseKeyHash !== line.eraseKeyHash) return false;
  const bytes = chunk.bytes + Buffer.byteLength(line.event) + 1;
  return chunk.items.length < MAX_BATCH_EVENTS && bytes <= MAX_BATCH_BYTES;
}

function add(chunk: OpenChunk, line: SpoolLine): void {
  chunk.policyDigest = line.policyDigest;
  chunk.eraseKeyHash = line.eraseKeyHash;
  chunk.items.push(line.event);
  chunk.bytes += Buffer.byteLength(line.event) + 1;
}

function readLine(bytes: Buffer): SpoolLine | 'damaged' {
  if (bytes.includes(0) || !isUtf8(bytes)) return 'damaged';
  return decodeSpoolLine(bytes.toString('utf8')) ?? 'damaged';
}

async function readFrom(file: FileHandle, start: number): Promise<Buffer> {
  const { size } = await file.stat();
  const bytes = Buffer.alloc(Math.max(0, Math.min(size - start, MAX_SEGMENT_BYTES)));
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
