/**
 * Hands events to a sidecar, one JSON line each, over TCP (remote) or a Unix socket (local). Reconnects; keeps a bounded
 * queue in memory and drops the oldest. There is no answer: `sent` is what the system has taken; a line that was under way
 * when a connection broke is handed over again, so a receiver may see it twice (same event id).
 */

import type { EncodedEvent } from '@telemetry/payload';
import type { RecordedEvent, ReleasedEvent } from '@telemetry/schema';
import { isLoopback } from '../loopback.ts';
import type { LocalReporter, RemoteReporter } from '../reporter.ts';
import { type Schedule, scheduleQuietly } from '../schedule.ts';
import { createLineSender } from './line-sender.ts';
import { connectSocket, type SocketConnector, type SocketTarget } from './socket-connection.ts';

interface SocketOptions {
  /** UTF-16 units that may wait. Default 1 Mi: some 2,500 events. */
  readonly maxQueued?: number;
  /** From 0 up to 1. Default the system's. */
  readonly random?: () => number;
  /** Calls back after some milliseconds, without keeping the process alive. Default a timer that does not. */
  readonly schedule?: Schedule;
  /** Opens connections. Default over the network. */
  readonly connector?: SocketConnector;
}

/** A sidecar on this machine's Unix socket: it gets what is recorded. */
export interface UnixSocketOptions extends SocketOptions {
  readonly path: string;
}

/** A sidecar on a port: it gets what is released. */
export interface TcpSocketOptions extends SocketOptions {
  readonly port: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** The connection is not encrypted: another machine must be allowed in so many words. */
  readonly isPlainAllowed?: boolean;
}

/** UTF-16 units that may wait where nothing else is said. */
const MAX_QUEUED = 1_048_576;

/**
 * Makes the reporter. Connects with the first event.
 *
 * @throws TypeError when the host is another machine and `isPlainAllowed` is not said, or the port is none
 */
export function socketReporter(options: UnixSocketOptions): LocalReporter;
export function socketReporter(options: TcpSocketOptions): RemoteReporter;
export function socketReporter(options: UnixSocketOptions | TcpSocketOptions): LocalReporter | RemoteReporter {
  if ('path' in options)
    return reporterOf<'local', RecordedEvent>('local', { path: options.path }, options, () => true);
  const host = options.host ?? '127.0.0.1';
  if (!isLoopback(host) && options.isPlainAllowed !== true) {
    throw new TypeError('The connection is not encrypted: say isPlainAllowed to use it to another machine.');
  }
  if (!Number.isInteger(options.port) || options.port < 1 || options.port > 65_535) {
    throw new TypeError('The port is a whole number from 1 to 65535.');
  }
  const isReleased = (event: ReleasedEvent): boolean => typeof event.anonymous_install_id === 'string';
  return reporterOf<'remote', ReleasedEvent>('remote', { host, port: options.port }, options, isReleased);
}

function reporterOf<Where extends 'local' | 'remote', Event>(
  reach: Where,
  target: SocketTarget,
  options: SocketOptions,
  isAllowed: (event: Event) => boolean,
) {
  const sender = createLineSender({
    target,
    maxQueued: options.maxQueued ?? MAX_QUEUED,
    random: options.random ?? Math.random,
    schedule: options.schedule ?? scheduleQuietly,
    connector: options.connector ?? connectSocket,
  });
  return {
    reach,
    report({ event, line }: EncodedEvent<Event>) {
      sender.add(line, isAllowed(event) ? undefined : 'not_released');
    },
    /** Resolves when all is handed over, or when a connection could not be made or kept: then it waits for the next. */
    flush: sender.flush,
    close: sender.close,
    get stats() {
      return { ...sender.stats, written: 0 };
    },
  };
}
