/**
 * Lets one process at a time change consent: the configuration, the ledger, the identity.
 *
 * The lock is a folder `consent.lock` that holds one file, the baton. The baton's name is the state:
 *
 *   free                                        nobody changes anything
 *   held-<pid>-<host>-<milliseconds>-<hex8>     who holds it, and since when
 *
 * Taking, giving back and taking over from the dead are each one `rename(2)` of the baton. A name occurs once only, so
 * of any number of processes that rename the same one exactly one succeeds: also when several find the same dead holder.
 * The folder is made with the baton in it by renaming a prepared one: that fails when there is one already, since it is
 * never empty. So there is never a second baton.
 *
 * A holder is dead when its process is gone (same host name), or when it has held the baton for 30 s, which no change
 * takes. One that was merely stopped for so long learns at `assertHeld()`, directly before it commits, that it no longer
 * holds it. Remains: stopped between that look and the rename behind it, for over 30 s. Then the later writer wins.
 */

import { hash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { TelemetryError } from '@telemetry/schema';
import { errorCodeOf } from './error-code.ts';
import { randomHex8 } from './replace-file.ts';

/** A change takes some milliseconds; a slow disk some seconds. */
const HELD_FOR_TOO_LONG_MS = 30_000;
/** How long to wait for others before giving up. Longer than a dead holder is waited for. */
const PATIENCE_MS = 40_000;
/** Bounds of the random pause between two tries. */
const PAUSE_MS = { min: 2, max: 20 } as const;

const FREE = 'free';
const HELD = /^held-(\d+)-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}$/;

/** The right to change consent. */
export interface ChangeLock {
  /** @throws TelemetryError `CONSENT_BUSY` when another process has taken over meanwhile. */
  assertHeld(): void;
}

/** For tests: the clock, and the patience. */
export interface ChangeLockOptions {
  readonly now?: () => number;
  readonly patienceMs?: number;
}

/**
 * Runs `change` while no other process runs one on the same folder. The folder above must be there.
 *
 * @throws TelemetryError `CONSENT_BUSY` (retryable) when the others take too long
 */
export async function withChangeLock<T>(
  folder: string,
  change: (lock: ChangeLock) => T | Promise<T>,
  options: ChangeLockOptions = {},
): Promise<T> {
  const now = options.now ?? Date.now;
  const baton = await take(folder, now, options.patienceMs ?? PATIENCE_MS);
  const held = join(folder, baton);
  try {
    return await change({
      assertHeld: () => {
        if (statSync(held, { throwIfNoEntry: false }) === undefined) throw busy();
      },
    });
  } finally {
    giveBack(held, join(folder, FREE));
  }
}

async function take(folder: string, now: () => number, patienceMs: number): Promise<string> {
  const started = performance.now();
  const host = hash('sha256', hostname(), 'hex').slice(0, 8);
  for (;;) {
    const mine = `held-${process.pid}-${host}-${now()}-${randomHex8()}`;
    const present = presentBaton(folder);
    if (present === undefined || present === '') makeFolder(folder);
    else if ((present === FREE || isDead(present, host, now())) && renamed(join(folder, present), join(folder, mine))) {
      return mine;
    }
    if (performance.now() - started > patienceMs) throw busy();
    if (present !== undefined) await pause();
  }
}

/** The baton's name now, `''` when a listing misses it (it is being renamed), `undefined` when there is no folder. */
function presentBaton(folder: string): string | undefined {
  try {
    const names = readdirSync(folder).filter((name) => name === FREE || HELD.test(name));
    return names[0] ?? '';
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function makeFolder(folder: string): void {
  const prepared = `${folder}.${randomHex8()}.tmp`;
  mkdirSync(prepared, { mode: 0o700 });
  try {
    writeFileSync(join(prepared, FREE), '', { mode: 0o600, flag: 'wx' });
    renameSync(prepared, folder);
  } catch (error) {
    rmSync(prepared, { recursive: true, force: true });
    // Somebody else made it in between. Windows says EPERM or EACCES.
    if (
      !['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES'].includes(errorCodeOf(error)) ||
      presentBaton(folder) === undefined
    ) {
      throw error;
    }
  }
}

function isDead(baton: string, host: string, nowMs: number): boolean {
  const [, pid, itsHost, since] = HELD.exec(baton) ?? [];
  if (pid === undefined) return false;
  // A time in the future comes from a clock that was set back: it says nothing but that it is not of now.
  if (Math.abs(nowMs - Number(since)) > HELD_FOR_TOO_LONG_MS) return true;
  if (itsHost !== host) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return errorCodeOf(error) === 'ESRCH';
  }
}

function renamed(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    // EPERM, EACCES, EBUSY: Windows, while somebody looks at it.
    if (['ENOENT', 'EPERM', 'EACCES', 'EBUSY'].includes(errorCodeOf(error))) return false;
    throw error;
  }
}

function giveBack(held: string, free: string): void {
  // ENOENT: taken over, or the whole folder was removed by the user. Either way it is no longer ours to give.
  renamed(held, free);
}

function pause(): Promise<void> {
  const ms = PAUSE_MS.min + Math.random() * (PAUSE_MS.max - PAUSE_MS.min);
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function busy(): TelemetryError {
  return new TelemetryError('CONSENT_BUSY', 'Another process is changing consent.', {
    retryable: true,
    hint: 'Try again.',
  });
}
