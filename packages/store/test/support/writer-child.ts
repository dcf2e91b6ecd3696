/**
 * A process that writes lines of random sizes to a shared log and acknowledges each turn on stdout once it is over: what
 * is acknowledged must be in the log whatever happens to the process next. Run by the tests, with its options as JSON;
 * as a process, or as a worker thread.
 */
import { writeSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { installSignalHandlers, openStore, type StoreOptions } from '../../src/index.ts';
import { createRandom } from './random.ts';

/** How the process ends. */
export type WriterEnd =
  | 'natural'
  | 'exit'
  | 'throw'
  | 'reject'
  | 'close'
  | 'exit-listener'
  | 'abort'
  | 'out-of-memory'
  /** With the helper of the store installed. */
  | 'SIGTERM'
  /** Sent to itself, without the helper. */
  | `bare ${'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGSEGV' | 'SIGKILL'}`
  /** As a worker: tells its parent, then waits to be ended. */
  | 'hold';

export interface WriterChildOptions {
  readonly store: Pick<
    StoreOptions,
    'directory' | 'io' | 'durability' | 'maxFileBytes' | 'maxTotalBytes' | 'retentionDays'
  >;
  readonly id: string;
  readonly seed: number;
  /** Turns to write; -1 for ever. */
  readonly turns: number;
  /** Bytes of padding of a tenth of the lines, at most. */
  readonly maxLineBytes: number;
  /** Bytes of padding of each line, at least. Default 0. */
  readonly minLineBytes?: number;
  readonly end: WriterEnd;
  /** Let the turn of the last five lines end first. Default false. */
  readonly endsAfterTurn?: boolean;
  /** A clock that stands still. */
  readonly frozenAt?: number;
  /** Writes the time of the clock into each line. */
  readonly timestamps?: boolean;
  /** Acknowledges only what `flush` says is on the disk. */
  readonly acknowledgesOnDisk?: boolean;
  /** Milliseconds between turns. Default 0. */
  readonly pauseMs?: number;
  /** With `end: 'close'`: prints the counters of the store at the end. */
  readonly printsStats?: boolean;
}

const options = JSON.parse(process.argv[2] ?? '') as WriterChildOptions;
const { frozenAt, end, minLineBytes = 0 } = options;
const store = openStore({ ...options.store, ...(frozenAt === undefined ? {} : { now: () => frozenAt }) });
const random = createRandom(options.seed);
let n = 0;

function appendOne(): void {
  const longest = random(10) === 0 ? options.maxLineBytes : minLineBytes + 200;
  const pad = 'p'.repeat(minLineBytes + random(longest - minLineBytes));
  const time = options.timestamps ? { timestamp: new Date().toISOString() } : {};
  store.append(JSON.stringify({ ...time, w: options.id, n, pad }));
  n += 1;
}

function isOnDisk(): boolean {
  return store.stats.pending === 0 && store.stats.syncFailures === 0;
}

for (let turn = 0; turn !== options.turns; turn += 1) {
  for (let count = random(12); count >= 0; count -= 1) appendOne();
  if (options.store.io === 'async' || options.acknowledgesOnDisk) await store.flush();
  else await null;
  if (!options.acknowledgesOnDisk || isOnDisk()) writeSync(1, `${n}\n`);
  if (options.pauseMs !== undefined) await new Promise((resolve) => setTimeout(resolve, options.pauseMs));
  else if (turn % 16 === 15) await new Promise((resolve) => setImmediate(resolve));
}
if (end === 'exit-listener') process.on('exit', appendOne);
for (let count = 0; count < 5; count += 1) appendOne();
if (options.endsAfterTurn) await null;
if (end === 'SIGTERM') {
  installSignalHandlers([store]);
  process.kill(process.pid, 'SIGTERM');
  // Signal listeners keep no process alive: without this it would end before the signal is heard.
  setInterval(() => undefined, 1000);
} else if (end === 'exit' || end === 'exit-listener') process.exit(0);
else if (end === 'throw') throw new Error('thrown on purpose');
else if (end === 'reject') void Promise.reject(new Error('rejected on purpose'));
else if (end === 'abort') process.abort();
else if (end === 'out-of-memory') for (const hoard: unknown[] = []; ; ) hoard.push(new Array(100_000).fill(n));
else if (end === 'hold') {
  parentPort?.postMessage('holding');
  if (options.endsAfterTurn) setInterval(() => undefined, 1000);
  else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
} else if (end.startsWith('bare ')) process.kill(process.pid, end.slice(5));
else if (end === 'close') await store.close();
if (options.printsStats) writeSync(1, `${JSON.stringify(store.stats)}\n`);
