/**
 * Who holds a file of the outbox, written into its name, and whether that one is still alive. A holder is dead when its
 * process is gone (same host), or when it has held the file for longer than any work on it takes.
 */

import { hash } from 'node:crypto';
import { hostname } from 'node:os';

/** No cut and no request takes so long: requests are bounded to two minutes. Five minutes. */
export const HELD_FOR_TOO_LONG_MS = 300_000;

const OWNER = /^(\d+)-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}$/;

/** A fresh mark of this process: `<pid>-<host>-<milliseconds>-<random>`. */
export function createOwnerMark(nowMs: number): string {
  return `${process.pid}-${hostMark()}-${Math.max(0, Math.floor(nowMs))}-${randomHex8()}`;
}

/** True when the holder will not come back. */
export function isDeadOwner(owner: string, nowMs: number): boolean {
  const [, pid, host, since] = OWNER.exec(owner) ?? [];
  if (pid === undefined) return true;
  // A time in the future comes from a clock that was set back: it says nothing but that it is not of now.
  if (Math.abs(nowMs - Number(since)) > HELD_FOR_TOO_LONG_MS) return true;
  if (host !== hostMark()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as { readonly code?: unknown }).code === 'ESRCH';
  }
}

/** Eight hex digits from the system's generator. */
export function randomHex8(): string {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0).toString(16).padStart(8, '0');
}

function hostMark(): string {
  return hash('sha256', hostname(), 'hex').slice(0, 8);
}
