/**
 * When the next attempt may be made, `outbox/retry.json`: shared by all processes, so that a new one neither storms a
 * collector that is down nor forgets what it asked for. Not there while all is well.
 */

import { join } from 'node:path';
import { RETRY_FILE } from './outbox-names.ts';
import { readPrivate, removeIfThere, writePrivate } from './private-files.ts';

/** The version written into the file. */
export const RETRY_VERSION = 1;

/** No wait is longer; a later instant comes from a clock that was wrong. 24 hours. */
const MAX_WAIT_MS = 86_400_000;
const MAX_FILE_BYTES = 4_096;
const REASON = /^[A-Za-z0-9_]{1,64}$/;

/** What is remembered of failed attempts. */
export interface RetryState {
  /** Failures in a row. */
  readonly failures: number;
  /** Milliseconds since 1970. */
  readonly notBeforeMs: number;
  /** True when the collector named the instant (`Retry-After`). */
  readonly isAsked: boolean;
  /** The code of the last failure. */
  readonly reason: string;
}

/** Reads the state; `undefined` when nothing is to be waited for. */
export async function readRetryState(folder: string, nowMs: number): Promise<RetryState | undefined> {
  try {
    const bytes = await readPrivate(join(folder, RETRY_FILE), MAX_FILE_BYTES);
    const value = JSON.parse(bytes?.toString('utf8') ?? 'null') as { readonly [key: string]: unknown } | null;
    const { failures, not_before: notBefore, is_asked: isAsked, reason } = value ?? {};
    const notBeforeMs = typeof notBefore === 'string' ? Date.parse(notBefore) : Number.NaN;
    if (typeof failures !== 'number' || !(notBeforeMs - nowMs <= MAX_WAIT_MS)) return undefined;
    const word = typeof reason === 'string' && REASON.test(reason) ? reason : 'unknown';
    return { failures, notBeforeMs, isAsked: isAsked === true, reason: word };
  } catch {
    // Damaged: the next attempt may be made now, and writes it anew.
    return undefined;
  }
}

/** Writes the state. @throws TelemetryError `OUTBOX_WRITE_FAILED` */
export async function writeRetryState(folder: string, state: RetryState): Promise<void> {
  const record = {
    retry_version: RETRY_VERSION,
    failures: state.failures,
    not_before: new Date(state.notBeforeMs).toISOString(),
    is_asked: state.isAsked,
    reason: state.reason,
  };
  await writePrivate(join(folder, RETRY_FILE), `${JSON.stringify(record)}\n`);
}

/** Forgets it: an attempt was answered. */
export async function clearRetryState(folder: string): Promise<void> {
  await removeIfThere(join(folder, RETRY_FILE));
}
