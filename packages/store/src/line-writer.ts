/**
 * Runs the protocol of write-batch.ts over a queue: at once (`sync`), or one write at a time on the thread pool
 * (`async`). Owns the backoff after a failure and the end of a process in the middle of a write.
 */
import { errorCode, type StoreFileSystem } from './file-system.ts';
import type { LineQueue } from './line-queue.ts';
import { monotonicMs } from './monotonic-clock.ts';
import { type BatchContext, type BatchOutcome, type WriteRequest, writeBatch } from './write-batch.ts';

/** Milliseconds until the first try after a failure; doubled with each further one. */
const FIRST_RETRY_MS = 100;
/** Milliseconds between tries while a failure lasts: a full disk costs one failed call in half a minute. */
const LONGEST_RETRY_MS = 30_000;
/** Milliseconds from which on a write counts as a stall: a hundred times what it takes on a busy machine. */
const STALL_MS = 5;
/** Milliseconds that an exiting process waits for its last asynchronous write to land. */
const LANDING_MS = 2_000;

/** What a writer tells the store around it. */
export interface WriterEvents {
  onWritten(lines: number, bytes: number): void;
  onFailure(error: unknown): void;
  /** The host allows no more: what is queued must go. */
  onRefused(lines: number): void;
  onStall(): void;
  /** Lines of a write under way at exit that did not land in time; whether they will is not known. */
  onUnknown(lines: number): void;
}

/** Writes what is queued. No call throws. */
export interface LineWriter {
  /** Writes, or starts to, unless a failure is less than its backoff ago. */
  kick(): void;
  /** Forgets the backoff and writes; resolves when nothing is queued or it failed again. */
  drain(): Promise<void>;
  /** Writes synchronously whatever is left, also what an asynchronous write under way has not brought to the file. */
  drainNow(): void;
}

interface Flight {
  readonly steps: Generator<WriteRequest, BatchOutcome, number>;
  readonly lines: string[];
  request: WriteRequest;
  /** Bytes of the file before the write. */
  before: number;
}

/** Makes a writer over a queue; writes nothing yet. */
export function createLineWriter(
  fs: StoreFileSystem,
  queue: LineQueue,
  context: BatchContext,
  io: 'sync' | 'async',
  events: WriterEvents,
): LineWriter {
  /** A batch is under way: a listener of the host that calls back in must not begin another one within it. */
  let busy = false;
  let flight: Flight | undefined;
  let retryMs = 0;
  let retryAt = 0;
  let waiting: (() => void)[] = [];

  /** Takes up the outcome of a batch. False when it makes no sense to go on with the next one. */
  function settle(lines: string[], outcome: BatchOutcome): boolean {
    if (outcome.written > 0) events.onWritten(outcome.written, outcome.bytes);
    if (outcome.refused === true) {
      events.onRefused(lines.length);
      return false;
    }
    if (outcome.written < lines.length) queue.putBack(lines.slice(outcome.written));
    if (outcome.error === undefined) {
      retryMs = 0;
      return true;
    }
    retryMs = Math.min(LONGEST_RETRY_MS, Math.max(FIRST_RETRY_MS, retryMs * 2));
    retryAt = monotonicMs() + retryMs;
    events.onFailure(outcome.error);
    return false;
  }

  /** Runs a batch to its end on this thread. */
  function finish(steps: Flight['steps'], first: IteratorResult<WriteRequest, BatchOutcome>): BatchOutcome {
    let step = first;
    while (!step.done) {
      const { fd, bytes, offset, length } = step.value;
      const start = monotonicMs();
      let taken: number;
      try {
        taken = fs.write(fd, bytes, offset, length);
      } catch (error) {
        step = steps.throw(error);
        continue;
      }
      if (monotonicMs() - start > STALL_MS) events.onStall();
      step = steps.next(taken);
    }
    return step.value;
  }

  function writeNow(): void {
    if (busy) return;
    busy = true;
    try {
      while (queue.length > 0) {
        const lines = queue.takeBatch();
        const steps = writeBatch(context, lines);
        if (!settle(lines, finish(steps, steps.next()))) break;
      }
    } finally {
      busy = false;
    }
  }

  function takeOff(): void {
    if (busy) return;
    if (queue.length === 0) {
      idle();
      return;
    }
    busy = true;
    const lines = queue.takeBatch();
    const steps = writeBatch(context, lines);
    fly(steps, lines, steps.next());
  }

  function fly(steps: Flight['steps'], lines: string[], step: IteratorResult<WriteRequest, BatchOutcome>): void {
    if (step.done) {
      flight = undefined;
      const goesOn = settle(lines, step.value);
      busy = false;
      if (goesOn) takeOff();
      else idle();
      return;
    }
    const { fd, bytes, offset, length } = step.value;
    const current: Flight = { steps, lines, request: step.value, before: context.live.size };
    flight = current;
    fs.writeLater(fd, bytes, offset, length, (error, taken) => {
      // The exit hook may have finished this flight already.
      if (flight === current) fly(steps, lines, error === null ? steps.next(taken) : steps.throw(error));
    });
  }

  function idle(): void {
    const resolvers = waiting;
    waiting = [];
    for (const resolve of resolvers) resolve();
  }

  /** The process ends: the callback of a write under way will not run, but its bytes may land, and must not land twice. */
  function land(current: Flight): void {
    flight = undefined;
    const until = monotonicMs() + LANDING_MS;
    while (!isInFile(fs, current)) {
      if (monotonicMs() > until) {
        events.onUnknown(current.lines.length);
        return;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
    settle(current.lines, finish(current.steps, current.steps.next(current.request.length)));
  }

  function drainNow(): void {
    retryAt = 0;
    if (flight !== undefined) {
      land(flight);
      busy = false;
    }
    writeNow();
    idle();
  }

  return {
    kick: () => {
      if (retryMs !== 0 && monotonicMs() < retryAt) return;
      if (io === 'sync') writeNow();
      else takeOff();
    },
    drain: () => {
      retryAt = 0;
      if (io === 'sync') {
        writeNow();
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        waiting.push(resolve);
        takeOff();
      });
    },
    drainNow,
  };
}

/** Tells whether the bytes of a write under way stand in its file, behind what was there before. */
function isInFile(fs: StoreFileSystem, flight: Flight): boolean {
  const { fd, bytes, offset, length } = flight.request;
  try {
    const grown = Number(fs.fstat(fd).size) - flight.before;
    if (grown < length) return false;
    const tail = Buffer.allocUnsafe(grown);
    const read = fs.read(fd, tail, 0, grown, flight.before);
    return tail.subarray(0, read).includes(bytes.subarray(offset, offset + length));
  } catch (error) {
    return errorCode(error) === 'EBADF';
  }
}
