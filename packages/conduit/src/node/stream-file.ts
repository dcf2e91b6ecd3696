/**
 * The private file of the conduit, `streams/conduit.json`: the secret, the cursor over the log, and what is known of each stream. It
 * goes into no release. Written as canonical JSON, so that an apply with nothing new leaves every byte as it is.
 */

import { join } from 'node:path';
import { TelemetryError } from '@telemetry/schema';
import type { TelemetryPaths } from '@telemetry/store';
import type { StreamState } from '../advance-stream.ts';
import { type Chunk, REASON_CODES, type ReasonCode } from '../artifact.ts';
import { MAX_K, MAX_WINDOW_TICKS, MIN_K } from '../bounds.ts';
import { isRecord } from '../check-shape.ts';
import { encodeArtifact, MAX_ARTIFACT_BYTES } from '../verify-artifact.ts';
import { MAX_RECENT } from '../window-counter.ts';
import type { FileAccess } from './file-access.ts';

/** The version of the form. */
const VERSION = 1;
/** Bytes: the marks and positions take some 200 KB, chunks on their way into a store as much as a store. */
const MAX_BYTES = MAX_ARTIFACT_BYTES + 1_048_576;
/** Release folders of one installation. */
export const MAX_STREAMS = 256;
/** Files of the log whose positions are kept; a log of the default size has 65. */
export const MAX_FILES = 1_024;

/** How far a file of the log has been counted. */
export interface FilePosition {
  /** 32 hex digits, keyed, of the first event in the file. */
  readonly mark: string;
  /** Lines that start before this byte are counted. */
  readonly position: number;
}

/** How far the log has been counted: always to the end of a window. */
export interface Cursor {
  /** The last tick of the last closed window, of whatever stream. */
  readonly tick: number;
  readonly files: readonly FilePosition[];
  /** Marks of the last events, oldest first. */
  readonly recent: readonly string[];
}

/** A stream, and what is still on its way into its store. */
export interface StoredStream extends StreamState {
  /** Present from the moment in which windows are spent until their chunks are in the store. */
  readonly pending?: { readonly fromHeadChunkId: string | null; readonly chunks: readonly Chunk[] };
}

/** The private file. */
export interface StreamFile {
  /** 64 hex digits. */
  readonly secret: string;
  readonly cursor: Cursor;
  readonly streams: { readonly [streamId: string]: StoredStream };
}

/** The path of the private file. */
export function streamFilePath({ streamsDir }: Pick<TelemetryPaths, 'streamsDir'>): string {
  return join(streamsDir, 'conduit.json');
}

/**
 * Reads the private file.
 *
 * @throws TelemetryError `CONDUIT_STREAM_ABSENT` when there is none, `CONDUIT_STREAM_NEWER`, `CONDUIT_STREAM_DAMAGED`, `CONDUIT_FILE_REFUSED`
 */
export function readStreamFile(files: FileAccess, path: string): { readonly text: string; readonly file: StreamFile } {
  const text = files.read(path, MAX_BYTES);
  if (text === undefined) {
    throw new TelemetryError('CONDUIT_STREAM_ABSENT', 'There is no secret of the conduit yet.', {
      hint: 'It is made when telemetry is enabled.',
    });
  }
  return { text, file: parseStreamFile(text) };
}

/** The bytes of the private file. */
export function encodeStreamFile({ secret, cursor, streams }: StreamFile): string {
  return encodeArtifact({ version: VERSION, secret, cursor, streams });
}

function parseStreamFile(text: string): StreamFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw damaged(cause);
  }
  if (!isRecord(value)) throw damaged();
  const { version, secret, cursor = { tick: 0, files: [], recent: [] }, streams = {} } = value;
  if (typeof version === 'number' && version > VERSION) {
    throw new TelemetryError('CONDUIT_STREAM_NEWER', 'The file of the conduit is of a later version.', {
      hint: 'Update this program.',
    });
  }
  if (version !== VERSION || !isHex(secret, 64) || !isCursor(cursor) || !areStreams(streams)) throw damaged();
  return { secret, cursor, streams };
}

function isCursor(value: unknown): value is Cursor {
  if (!isRecord(value)) return false;
  const { tick, files, recent } = value;
  return (
    isCount(tick) &&
    Array.isArray(files) &&
    files.length <= MAX_FILES &&
    files.every((file: unknown) => isRecord(file) && isHex(file['mark'], 32) && isCount(file['position'])) &&
    Array.isArray(recent) &&
    recent.length <= MAX_RECENT &&
    recent.every((mark: unknown) => isHex(mark, 12))
  );
}

function areStreams(value: unknown): value is StreamFile['streams'] {
  return (
    isRecord(value) &&
    Object.keys(value).length <= MAX_STREAMS &&
    Object.entries(value).every(([id, stream]) => isHex(id, 32) && isStream(stream))
  );
}

function isStream(value: unknown): value is StoredStream {
  if (!isRecord(value)) return false;
  const { k, windowTicks, headChunkId, updatedAtTick, dropped, reasonCodes, isClosed, pending } = value;
  return (
    isCount(k) &&
    k >= MIN_K &&
    k <= MAX_K &&
    isCount(windowTicks) &&
    windowTicks >= 1 &&
    windowTicks <= MAX_WINDOW_TICKS &&
    isChunkId(headChunkId) &&
    isCount(updatedAtTick) &&
    isRecord(dropped) &&
    ['ttlPruned', 'capPruned', 'kFloorSkipped', 'duplicateSkipped'].every((name) => isCount(dropped[name])) &&
    Array.isArray(reasonCodes) &&
    reasonCodes.every((code: unknown) => REASON_CODES.includes(code as ReasonCode)) &&
    typeof isClosed === 'boolean' &&
    // Chunks are checked with the store that they go into.
    (pending === undefined ||
      (isRecord(pending) && isChunkId(pending['fromHeadChunkId']) && Array.isArray(pending['chunks'])))
  );
}

function isChunkId(value: unknown): value is string | null {
  return value === null || (typeof value === 'string' && value.startsWith('sha256:') && isHex(value.slice(7), 64));
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isHex(value: unknown, digits: number): value is string {
  return typeof value === 'string' && value.length === digits && /^[0-9a-f]+$/.test(value);
}

function damaged(cause?: unknown): TelemetryError {
  return new TelemetryError('CONDUIT_STREAM_DAMAGED', 'The file of the conduit is damaged; nothing is written.', {
    hint: 'Put back a copy of it, or delete it: then every stream begins anew, with a new secret.',
    cause,
  });
}
