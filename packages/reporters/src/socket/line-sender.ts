/** A bounded queue of lines that is handed over, batch by batch, to a connection that may break. Knows no socket. */

import type { Schedule } from '../schedule.ts';
import { whileAlive } from '../while-alive.ts';
import type { SocketConnection, SocketConnector, SocketTarget } from './socket-connection.ts';

/** What a line sender works with. */
export interface LineSenderOptions {
  readonly target: SocketTarget;
  readonly maxQueued: number;
  random(): number;
  readonly schedule: Schedule;
  readonly connector: SocketConnector;
}

/** Hands lines over. */
export interface LineSender {
  /** Queues a line, or counts why not. */
  add(line: string, objection: string | undefined): void;
  flush(): Promise<void>;
  close(options?: { readonly timeoutMs?: number }): Promise<void>;
  readonly stats: {
    readonly accepted: number;
    readonly sent: number;
    readonly dropped: { readonly [reason: string]: number };
    readonly retries: number;
    readonly queued: number;
    readonly lastError?: string;
  };
}

/** UTF-16 units under way at once: what a broken connection makes the receiver see twice at most. */
const BATCH_UNITS = 65_536;
const MIN_WAIT_MS = 100;
const MAX_WAIT_MS = 30_000;
const CLOSE_TIMEOUT_MS = 2_000;

/** Makes a sender. Connects with the first line. */
export function createLineSender(options: LineSenderOptions): LineSender {
  const queue: string[] = [];
  const counts = { accepted: 0, sent: 0, retries: 0 };
  const dropped: { [reason: string]: number } = {};
  let units = 0;
  let underWay = 0;
  let connection: SocketConnection | undefined;
  let isConnected = false;
  let failures = 0;
  let lastError: string | undefined;
  let cancelWait: (() => void) | undefined;
  let state: 'open' | 'closing' | 'closed' = 'open';
  let closing: Promise<void> | undefined;
  let waiters: (() => void)[] = [];

  function drop(reason: string, count: number): void {
    if (count > 0) dropped[reason] = (dropped[reason] ?? 0) + count;
  }

  function wakeWaiters(): void {
    const woken = waiters;
    waiters = [];
    for (const wake of woken) wake();
  }

  function connect(): void {
    cancelWait?.();
    cancelWait = undefined;
    if (failures > 0) counts.retries += 1;
    const own = options.connector(options.target, {
      connected() {
        if (connection !== own) return;
        isConnected = true;
        pump();
      },
      closed(code) {
        if (connection !== own) return;
        connection = undefined;
        isConnected = false;
        underWay = 0;
        lastError = code ?? lastError;
        failures += 1;
        if (state === 'open' && queue.length > 0) waitForNext();
        wakeWaiters();
      },
    });
    connection = own;
  }

  function waitForNext(): void {
    const ceiling = Math.min(MAX_WAIT_MS, MIN_WAIT_MS * 2 ** Math.min(failures, 20));
    const delayMs = Math.max(MIN_WAIT_MS, options.random() * ceiling);
    cancelWait ??= options.schedule(() => {
      cancelWait = undefined;
      connect();
    }, delayMs);
  }

  function pump(): void {
    if (!isConnected || connection === undefined || underWay > 0 || queue.length === 0) return;
    const own = connection;
    const lines = takeBatch(queue);
    underWay = lines.length;
    own.write(`${lines.join('\n')}\n`, () => {
      if (connection !== own) return;
      failures = 0;
      counts.sent += lines.length;
      queue.splice(0, lines.length);
      units -= lines.reduce((sum, line) => sum + line.length, 0);
      underWay = 0;
      if (queue.length > 0) pump();
      else wakeWaiters();
    });
  }

  function makeRoom(length: number): void {
    while (units + length > options.maxQueued && queue.length > underWay) {
      const [oldest = ''] = queue.splice(underWay, 1);
      units -= oldest.length;
      drop('queue_full', 1);
    }
  }

  async function settle(): Promise<void> {
    if (queue.length === 0) return;
    if (connection === undefined && state !== 'closed') connect();
    await new Promise<void>((resolve) => {
      waiters.push(resolve);
    });
  }

  async function close(timeoutMs: number): Promise<void> {
    state = 'closing';
    let cancel = (): void => {};
    const bound = new Promise<void>((resolve) => {
      cancel = options.schedule(resolve, timeoutMs);
    });
    await Promise.race([settle(), bound]);
    state = 'closed';
    cancelWait?.();
    drop('undelivered', queue.length);
    queue.length = 0;
    units = 0;
    if (connection !== undefined) {
      const ended = new Promise<void>((resolve) => {
        waiters.push(resolve);
      });
      connection.end();
      await Promise.race([ended, bound]);
      connection?.destroy();
    }
    cancel();
    wakeWaiters();
  }

  return {
    add(line, objection) {
      counts.accepted += 1;
      if (state !== 'open' || objection !== undefined || line.length > options.maxQueued) {
        drop(state !== 'open' ? 'closed' : (objection ?? 'too_large'), 1);
        return;
      }
      makeRoom(line.length);
      if (units + line.length > options.maxQueued) {
        drop('queue_full', 1);
        return;
      }
      queue.push(line);
      units += line.length;
      if (connection === undefined && cancelWait === undefined) connect();
      else pump();
    },
    flush: () => whileAlive(settle()),
    close(closeOptions) {
      closing ??= whileAlive(close(closeOptions?.timeoutMs ?? CLOSE_TIMEOUT_MS));
      return closing;
    },
    get stats() {
      return {
        ...counts,
        dropped: { ...dropped },
        queued: queue.length,
        ...(lastError === undefined ? {} : { lastError }),
      };
    },
  };
}

function takeBatch(queue: readonly string[]): readonly string[] {
  let units = 0;
  let count = 0;
  for (const line of queue) {
    units += line.length;
    if (count > 0 && units > BATCH_UNITS) break;
    count += 1;
  }
  return queue.slice(0, count);
}
