/**
 * `outbox/erasure-pending.json`: erase keys of identities that are gone here, kept until the collector has acknowledged
 * that what it holds of them is deleted. Without the key nobody could ask for that any more.
 */

import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TelemetryPaths } from '@telemetry/store';
import type { Identity } from './identity.ts';
import { readSmallFile } from './read-small-file.ts';
import { replaceFile } from './replace-file.ts';

/** The version written into the file. */
export const ERASURE_VERSION = 1;

/** Some thousand entries; nobody has so many identities. */
const MAX_ERASURE_BYTES = 1_048_576;

/** One identity whose data a collector may still hold. */
export interface PendingErasure {
  readonly installId: string;
  readonly eraseKey: string;
  /** Where its data may have gone. */
  readonly endpoints: readonly string[];
  /** RFC 3339, UTC: when the identity was given up. */
  readonly since: string;
  /** `withdrawn`: to be erased as soon as may be; `rotated`: kept in case its owner asks for it. */
  readonly reason: 'withdrawn' | 'rotated';
}

type ErasurePaths = Pick<TelemetryPaths, 'erasureFile'>;

/** Lists what waits; nothing when there is no file, or it is damaged. @throws TelemetryError `ERASURE_UNREADABLE`. */
export function readPendingErasures(paths: ErasurePaths): readonly PendingErasure[] {
  const file = readSmallFile(paths.erasureFile, {
    code: 'ERASURE_UNREADABLE',
    shownAs: 'erasure-pending.json',
    maxBytes: MAX_ERASURE_BYTES,
    kind: 'ours',
  });
  return file === undefined ? [] : parseErasures(file.text);
}

/** Keeps the erase key of an identity. Call it under the lock of consent, before the identity is removed. */
export function keepEraseKeyLocked(
  paths: ErasurePaths,
  identity: Identity,
  rest: Omit<PendingErasure, 'installId' | 'eraseKey'>,
): void {
  const { installId, eraseKey } = identity;
  const others = readPendingErasures(paths).filter((one) => one.installId !== installId);
  write(paths, [...others, { installId, eraseKey, ...rest }]);
}

/** Forgets the erase keys of identities whose data a collector has said to be deleted. Call it under the lock of consent. */
export function forgetEraseKeysLocked(paths: ErasurePaths, installIds: readonly string[]): void {
  const pending = readPendingErasures(paths);
  const left = pending.filter(({ installId }) => !installIds.includes(installId));
  if (left.length === pending.length) return;
  if (left.length === 0) rmSync(paths.erasureFile, { force: true });
  else write(paths, left);
}

function write(paths: ErasurePaths, pending: readonly PendingErasure[]): void {
  const records = pending.map(({ installId, eraseKey, endpoints, since, reason }) => ({
    install_id: installId,
    erase_key: eraseKey,
    endpoints,
    since,
    reason,
  }));
  mkdirSync(dirname(paths.erasureFile), { recursive: true, mode: 0o700 });
  replaceFile(
    paths.erasureFile,
    `${JSON.stringify({ erasure_version: ERASURE_VERSION, pending: records }, null, 2)}\n`,
  );
}

function parseErasures(text: string): readonly PendingErasure[] {
  let parsed: { readonly pending?: unknown } | null;
  try {
    parsed = JSON.parse(text);
  } catch {
    return [];
  }
  const records: readonly unknown[] = Array.isArray(parsed?.pending) ? parsed.pending : [];
  return records.flatMap((record) => {
    if (typeof record !== 'object' || record === null) return [];
    const { install_id: installId, erase_key: eraseKey, endpoints, since, reason } = record as Record<string, unknown>;
    if (typeof installId !== 'string' || typeof eraseKey !== 'string' || typeof since !== 'string') return [];
    const urls = Array.isArray(endpoints) ? endpoints.filter((url) => typeof url === 'string') : [];
    return [{ installId, eraseKey, endpoints: urls, since, reason: reason === 'rotated' ? 'rotated' : 'withdrawn' }];
  });
}
