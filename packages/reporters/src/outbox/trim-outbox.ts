/**
 * Keeps the outbox within its bounds: 30 days and 16 MiB, oldest first, by whole files. What is dropped is counted. A batch
 * under way and a segment being cut stay.
 */

import { join } from 'node:path';
import { countItems } from './count-items.ts';
import { listOutbox } from './list-outbox.ts';
import { parseName } from './outbox-names.ts';
import { factsIfThere, namesIn, removeIfThere } from './private-files.ts';

/** Bounds of the outbox. */
export interface OutboxLimits {
  /** Bytes of all files. Default 16 MiB: some 40,000 events in the spool, ten times as many in batches. */
  readonly maxBytes: number;
  /** Milliseconds since the last change of a file. Default 30 days: the age at which the debug consent ends, too. */
  readonly maxAgeMs: number;
}

/** What is promised where nothing else is said. */
export const OUTBOX_LIMITS: OutboxLimits = Object.freeze({ maxBytes: 16_777_216, maxAgeMs: 30 * 86_400_000 });

/** What was dropped: events and summaries by reason. */
export interface Trimmed {
  readonly expired: number;
  readonly outbox_full: number;
}

interface Candidate {
  readonly path: string;
  readonly kind: 'batch' | 'segment' | 'rejected' | 'spent';
  readonly bytes: number;
  readonly timeMs: number;
}

/** Drops what is too old and what is too much. What cannot be deleted stays for the next time. */
export async function trimOutbox(
  folder: string,
  rejectedFolder: string,
  nowMs: number,
  limits: OutboxLimits,
): Promise<Trimmed> {
  const { candidates, total } = await measure(folder, rejectedFolder);
  const dropped = { expired: 0, outbox_full: 0 };
  let bytes = total;
  for (const candidate of candidates) {
    const isExpired = nowMs - candidate.timeMs > limits.maxAgeMs;
    if (!isExpired && bytes <= limits.maxBytes) continue;
    // What was rejected was counted then; what is spent is in batches.
    const isCounted = candidate.kind === 'rejected' || candidate.kind === 'spent';
    const count = isCounted ? 0 : await countItems(candidate.path, candidate.kind);
    if (!(await removeIfThere(candidate.path))) continue;
    bytes -= candidate.bytes;
    if (candidate.kind === 'rejected') await removeIfThere(candidate.path.replace(/\.json\.gz$/, '.reason.json'));
    dropped[isExpired ? 'expired' : 'outbox_full'] += count;
  }
  return dropped;
}

/** All files that may go, those that hold nothing unsent first, then the oldest. */
async function measure(
  folder: string,
  rejectedFolder: string,
): Promise<{ readonly candidates: readonly Candidate[]; readonly total: number }> {
  const candidates: Candidate[] = [];
  let total = 0;
  for (const entry of await listOutbox(folder)) {
    const path = join(folder, entry.name);
    const facts = await factsIfThere(path);
    if (facts?.isFile() !== true) continue;
    total += facts.size;
    const rest = { path, bytes: facts.size, timeMs: facts.mtimeMs };
    if (entry.kind === 'waiting') candidates.push({ ...rest, kind: 'batch' });
    else if (entry.kind === 'sealed') candidates.push({ ...rest, kind: 'segment' });
    else if (entry.kind === 'done' && entry.end >= facts.size) candidates.push({ ...rest, kind: 'spent' });
  }
  for (const name of await namesIn(rejectedFolder)) {
    if (parseName(name)?.kind !== 'waiting') continue;
    const path = join(rejectedFolder, name);
    const facts = await factsIfThere(path);
    if (facts?.isFile() !== true) continue;
    total += facts.size;
    candidates.push({ path, bytes: facts.size, timeMs: facts.mtimeMs, kind: 'rejected' });
  }
  const rank = ({ kind }: Candidate): number => (kind === 'spent' ? 0 : 1);
  return { candidates: candidates.sort((a, b) => rank(a) - rank(b) || a.timeMs - b.timeMs), total };
}
