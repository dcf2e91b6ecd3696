/**
 * What is deleted of the outbox and of the receipts when consent is withdrawn: everything that waits to be sent, and the
 * ids in what was. Receipts themselves stay: they say what left, when and to where.
 */

import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TelemetryPaths } from '@telemetry/store';
import { errorCodeOf } from './error-code.ts';
import { readSmallFile } from './read-small-file.ts';
import { replaceFile } from './replace-file.ts';

/** Names of members that hold an installation's id, at any depth of a receipt. */
const ID_MEMBERS: readonly string[] = ['install_id', 'anonymous_install_id'];

/** A receipt is some kilobytes; with its payload at most a batch. 16 MiB. */
const MAX_RECEIPT_BYTES = 16_777_216;

/** A process makes some batches at once; whoever adds more often is not one that only notices late. */
const MAX_ROUNDS = 8;

/** Where the daily summaries have been taken up to; says nothing of anything sent. */
export const SUMMARY_CURSORS_FILE = 'summary-cursors.json';

type SendingPaths = Pick<TelemetryPaths, 'outboxDir' | 'sentDir' | 'erasureFile'>;

/** True when something may have reached a collector: there are receipts, or batches that were cut. */
export function mayHaveSent(paths: SendingPaths): boolean {
  const waits = namesIn(paths.outboxDir).some(
    (name) => !name.startsWith('spool') && ![basename(paths.erasureFile), SUMMARY_CURSORS_FILE].includes(name),
  );
  return waits || namesIn(paths.sentDir).length > 0;
}

/**
 * Empties the outbox but for the erase keys, again while a process that was just making a batch adds to it. Returns how many entries it
 * deleted.
 */
export function emptyOutbox(paths: SendingPaths): number {
  let removed = 0;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const names = namesIn(paths.outboxDir).filter((name) => name !== basename(paths.erasureFile));
    if (names.length === 0) break;
    for (const name of names) rmSync(join(paths.outboxDir, name), { recursive: true, force: true });
    removed += names.length;
  }
  return removed;
}

/**
 * Removes the ids from the receipts: members of JSON files are taken out, any other file (a payload as it was sent, which
 * has an id in every event) is deleted. Returns how many files it changed or deleted.
 */
export function forgetSentIds(paths: SendingPaths): number {
  let changed = 0;
  for (const name of namesIn(paths.sentDir)) {
    const path = join(paths.sentDir, name);
    const receipt = name.endsWith('.json') ? parseReceipt(path) : undefined;
    if (receipt === undefined) {
      rmSync(path, { recursive: true, force: true });
      changed++;
    } else if (containsId(receipt)) {
      replaceFile(path, `${JSON.stringify(withoutIds(receipt), null, 2)}\n`);
      changed++;
    }
  }
  return changed;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCodeOf(error))) return [];
    throw error;
  }
}

function parseReceipt(path: string): unknown {
  try {
    const options = {
      code: 'RECEIPT_UNREADABLE',
      shownAs: 'receipt',
      maxBytes: MAX_RECEIPT_BYTES,
      kind: 'ours',
    } as const;
    return JSON.parse(readSmallFile(path, options)?.text ?? 'null') ?? undefined;
  } catch {
    // What cannot be read cannot be shown to be free of ids.
    return undefined;
  }
}

function containsId(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(containsId);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => ID_MEMBERS.includes(key) || containsId(inner));
}

function withoutIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIds);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !ID_MEMBERS.includes(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutIds(inner)]));
}
