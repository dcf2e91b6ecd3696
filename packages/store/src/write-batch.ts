/**
 * The protocol of one batch: look, write, look again. Written once as a generator that yields each `write(2)` it wants,
 * so that the synchronous and the asynchronous writer, and the exit hook in the middle of either, follow the same steps.
 *
 * A batch in a file that lost its last name in between (a purge) was never seen by any reader, so it is written again.
 * One in a file that was renamed in between (a seal) stands in the segment, and stays there.
 */
import { encodeBatch, resumeAt, wholeLines } from './batch.ts';
import { errorCode } from './file-system.ts';
import type { LiveFile, Look } from './live-file.ts';

/** One `write(2)` to be done: `length` bytes of `bytes` from `offset`. */
export interface WriteRequest {
  readonly fd: number;
  readonly bytes: Buffer;
  readonly offset: number;
  readonly length: number;
}

/** What became of a batch: how many of its lines, from the front, are written, and why not more. Without an error the rest may follow at once. */
export interface BatchOutcome {
  readonly written: number;
  readonly bytes: number;
  /** True when the host said that nothing more may be written here. */
  readonly refused?: boolean;
  readonly error?: unknown;
}

/** What the protocol asks of the writer around it. */
export interface BatchContext {
  readonly live: LiveFile;
  /** Reused for each batch; one batch at a time. */
  readonly scratch: Buffer;
  /** Makes a live file when the one held is not at the path any more. False when the host does not allow it. */
  replace(why: Exclude<Look, 'held'>, sealedHere: boolean): boolean;
  /** Counts a file that was sealed outside of `replace`, and lets retention see it. */
  onSealed(): void;
  /** Counts a batch written again. */
  onRewrite(): void;
}

/** A purge between our two looks, this many times in a row, is a fault of the machine. */
const MAX_REWRITES = 32;
/** EAGAIN, or a write that ends no line, this many times in a row: the file system does not take it. */
const MAX_STUCK_WRITES = 8;

/** Writes lines as one batch to the live file. Never throws; a failed `write(2)` is thrown in by the runner. */
export function* writeBatch(
  context: BatchContext,
  lines: readonly string[],
): Generator<WriteRequest, BatchOutcome, number> {
  const { live } = context;
  const batch = encodeBatch(lines, context.scratch);
  try {
    for (let attempt = 0; attempt < MAX_REWRITES; attempt += 1) {
      if (!ensureLive(context)) return { written: 0, bytes: 0, refused: true };
      const progress: Progress = { end: 0, error: undefined };
      yield* writeWhole(live.fd, batch, progress);
      if (progress.end > 0 && wasPurged(live)) {
        context.onRewrite();
        continue;
      }
      if (progress.error === undefined) return { written: lines.length, bytes: batch.length };
      const written = wholeLines(batch, progress.end);
      if (errorCode(progress.error) === 'EFBIG' && leavesFullFile(context, progress.end, written)) {
        return { written, bytes: progress.end };
      }
      return { written, bytes: progress.end, error: progress.error };
    }
    throw Object.assign(new Error('The log was purged at each write.'), { code: 'STORE_FILE_UNSTABLE' });
  } catch (error) {
    return { written: 0, bytes: 0, error };
  }
}

interface Progress {
  /** Bytes of the batch, from its front, of which every whole line is written. */
  end: number;
  error: unknown;
}

/** Sees to it that the file held is the live one, neither full nor of a former day. False when there may be none. */
function ensureLive(context: BatchContext): boolean {
  const { live } = context;
  const found = live.look();
  if (found !== 'held') return context.replace(found, false);
  return !live.isDue() || !live.seal() || context.replace('sealed', true);
}

/** The look after the write. When it fails the lines count as written: once too few is better than twice. */
function wasPurged(live: LiveFile): boolean {
  try {
    return live.isPurged();
  } catch {
    return false;
  }
}

/**
 * A file as large as the process may make one (RLIMIT_FSIZE) is sealed, by us or by somebody who was faster: the next one
 * has room for the rest. False when a line does not fit into an empty file either. Throws nothing: lines are written already.
 */
function leavesFullFile({ live, onSealed }: BatchContext, end: number, written: number): boolean {
  try {
    const isOursToSeal = live.look() === 'held' && (written > 0 || live.size > end);
    if (isOursToSeal && live.seal()) onSealed();
    return live.look() !== 'held';
  } catch {
    return false;
  }
}

/** All bytes of a batch, by as few writes as the file system needs. */
function* writeWhole(fd: number, batch: Buffer, progress: Progress): Generator<WriteRequest, void, number> {
  let at = 0;
  let stuck = 0;
  try {
    while (at < batch.length) {
      progress.end = at + (yield* tryWrite({ fd, bytes: batch, offset: at, length: batch.length - at }));
      const next = resumeAt(batch, progress.end);
      stuck = next > at ? 0 : stuck + 1;
      if (stuck > MAX_STUCK_WRITES) throw Object.assign(new Error('No line was taken.'), { code: 'EAGAIN' });
      at = next;
    }
  } catch (error) {
    progress.error = error;
  }
}

function* tryWrite(request: WriteRequest): Generator<WriteRequest, number, number> {
  try {
    return yield request;
  } catch (error) {
    if (errorCode(error) === 'EAGAIN') return 0;
    throw error;
  }
}
