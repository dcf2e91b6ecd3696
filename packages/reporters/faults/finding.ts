/** What a family of faults is given, and what it finds: one row of docs/delivery.md each. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { OutboxPaths } from '../src/outbox/index.ts';

/** `held`: everything that must be 0 is. `broken`: not. `not shown`: this machine does not allow the test. */
export type Outcome = 'held' | 'broken' | 'not shown';

/** One row. */
export interface Finding {
  readonly what: string;
  /** How often. */
  readonly amount: string;
  /** What came of it, in figures; what must be 0 stands last. */
  readonly seen: string;
  readonly outcome: Outcome;
}

/** One run. */
export interface FaultRun {
  readonly isShort: boolean;
  readonly seed: number;
  /** A folder on memory where there is one: processes die here, not disks. */
  readonly folder: string;
}

/** One kind of fault. */
export interface FaultFamily {
  readonly title: string;
  readonly about: string;
  run(run: FaultRun): Promise<readonly Finding[]>;
}

/** A row whose figures in `must` must all be 0. */
export function judge(
  what: string,
  amount: string,
  seen: Readonly<Record<string, number>>,
  must: Readonly<Record<string, number>>,
): Finding {
  const figures = [...Object.entries(seen), ...Object.entries(must)];
  return {
    what,
    amount,
    seen: figures.map(([name, value]) => `${name} ${value.toLocaleString('en-US')}`).join(', '),
    outcome: Object.values(must).every((value) => value === 0) ? 'held' : 'broken',
  };
}

/** The paths of an outbox in a folder of its own. */
export function outboxPaths(run: Pick<FaultRun, 'folder'>, name: string): OutboxPaths {
  const root = join(run.folder, name);
  mkdirSync(root, { mode: 0o700 });
  const outboxDir = join(root, 'outbox');
  return { outboxDir, rejectedDir: join(outboxDir, 'rejected'), sentDir: join(root, 'sent') };
}

/** A generator of numbers from 0 up to 1 that a seed repeats (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Works through numbers from 0 on with so many at a time. */
export async function inLanes(lanes: number, count: number, one: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      await one(index);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
