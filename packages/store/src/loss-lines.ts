/**
 * The lines of the file of losses: `{"v":1,"id":"<16 hex digits>","dropped":{"queue_full":3}}`. Owns how one is made and
 * how they are added up; opens no file.
 *
 * A line that its writer had to write again has the same id, so it counts once. A sum of many has `ids`, those of the
 * lines that are in it: one of them that comes again adds nothing.
 */
import type { StoreFileSystem } from './file-system.ts';
import { randomHex } from './log-files.ts';
import { noSkips, readLines } from './read-lines.ts';

/** The version of a line. A reader skips newer ones. */
const VERSION = 1;
/** A reason is one of our own names, never a value. */
const REASON = /^[a-z][a-z0-9_]{0,63}$/;
const ID = /^[0-9a-f]{16}$/;

/** How many events were lost, by reason. */
export type Losses = Readonly<Record<string, number>>;

/** What a file of losses says. */
export interface LossSums {
  /** Added up over all lines of this version, each id once. */
  readonly sums: Record<string, number>;
  /** The ids of the lines that were counted. */
  readonly ids: Set<string>;
  /** The ids that a sum has counted. */
  readonly summed: Set<string>;
  /** Lines of a newer version, as they stand: not ours to add up, nor to remove. */
  readonly newer: string[];
}

/** Nothing yet. */
export function noLossSums(): LossSums {
  return { sums: {}, ids: new Set(), summed: new Set(), newer: [] };
}

/** The losses that may be written: declared reasons, positive counts. */
export function validLosses(losses: Losses): Losses {
  return Object.fromEntries(Object.entries(losses).filter(([reason, count]) => isCount(reason, count)));
}

/** One line with an LF on either side, so that it survives the torn end of another. Of one delta with its id, or of a sum with the ids in it. */
export function encodeLosses(
  dropped: Losses,
  of: { readonly id: string } | { readonly ids: readonly string[] },
): Buffer {
  return Buffer.from(`\n${JSON.stringify({ v: VERSION, ...of, dropped })}\n`);
}

/** The id of a new line: 64 bits by chance. */
export function freshLossId(): string {
  return randomHex() + randomHex();
}

/** Adds what an open file holds from `start` to `end`. Damaged lines, and ids that were counted before, add nothing. */
export function addLossLines(fs: StoreFileSystem, fd: number, start: number, end: number, into: LossSums): void {
  for (const lines of readLines(fs, fd, start, end, noSkips())) for (const { line } of lines) addLine(into, line);
}

function addLine({ sums, ids, summed, newer }: LossSums, line: string): void {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return;
  }
  const {
    v,
    id,
    ids: inSum,
    dropped,
  } = (entry ?? {}) as { v?: unknown; id?: unknown; ids?: unknown; dropped?: unknown };
  if (typeof v === 'number' && v > VERSION) newer.push(line);
  if (v !== VERSION || typeof dropped !== 'object' || dropped === null) return;
  if (typeof id === 'string' && ID.test(id)) {
    if (ids.has(id) || summed.has(id)) return;
    ids.add(id);
  }
  if (Array.isArray(inSum)) for (const counted of inSum) if (typeof counted === 'string') summed.add(counted);
  for (const [reason, count] of Object.entries(dropped))
    if (isCount(reason, count)) sums[reason] = Math.min((sums[reason] ?? 0) + count, Number.MAX_SAFE_INTEGER);
}

function isCount(reason: string, count: unknown): count is number {
  return REASON.test(reason) && Number.isSafeInteger(count) && Number(count) > 0;
}
