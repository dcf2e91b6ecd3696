/** Every hash of the conduit. What is hashed is canonical JSON, or keyed by the secret of the installation. */

import { createHmac, createSecretKey, hash } from 'node:crypto';
import type { Chunk } from './artifact.ts';
import { canonicalJson } from './canonical-json.ts';

/** One file of a release folder. */
export interface ReleasedFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** 64 hex digits. */
  readonly sha256: string;
}

/** What only the holder of a secret can compute. */
export interface SecretDigests {
  /** 32 hex digits for a release folder by its real path. */
  streamId(realPath: string): string;
  /** 64 hex digits for a window by its first tick. */
  blind(windowStartTick: number): string;
  /** 12 hex digits for an event by its id: tells repeats, names nothing. */
  eventMark(eventId: string): string;
  /** 32 hex digits for a file of the log by its first event. */
  fileMark(firstLine: string): string;
}

/** `sha256:` and the digest of a chunk without its `chunkId`. */
export function chunkIdOf(chunk: Omit<Chunk, 'chunkId'>): string {
  const { chunkId: _, ...body } = chunk as Chunk;
  return digestOf(body);
}

/** `sha256:` and the digest of a release folder's files, in whatever order they are given. */
export function pathDigestOf(files: readonly ReleasedFile[]): string {
  const list = files
    .map(({ path, size, sha256 }) => ({ path, sha256, size }))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return digestOf(list);
}

/**
 * Prepares the keyed digests.
 *
 * @param secret 32 bytes
 * @throws TypeError when it has another length
 */
export function createSecretDigests(secret: Uint8Array): SecretDigests {
  if (secret.length !== 32) throw new TypeError('The secret must be 32 bytes.');
  // Made once: from bytes it would be made for every digest, which takes five times as long as the digest.
  const key = createSecretKey(secret);
  const keyed = (text: string): string => createHmac('sha256', key).update(text, 'utf8').digest('hex');
  return {
    streamId: (realPath) => keyed(realPath).slice(0, 32),
    blind: (windowStartTick) => keyed(canonicalJson(windowStartTick)),
    eventMark: (eventId) => keyed(`event ${eventId}`).slice(0, 12),
    fileMark: (firstLine) => keyed(`file ${firstLine}`).slice(0, 32),
  };
}

/** `sha256:` and the digest of a value's canonical JSON. */
function digestOf(value: unknown): string {
  return `sha256:${hash('sha256', canonicalJson(value), 'hex')}`;
}
