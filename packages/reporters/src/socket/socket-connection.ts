/** One connection to a sidecar. The only file of this package that opens a plain socket. Nothing of it keeps the process alive. */

import { connect } from 'node:net';

/** Where a sidecar listens: a path of a Unix socket, or a port. */
export type SocketTarget = { readonly path: string } | { readonly host: string; readonly port: number };

/** An open connection, or one that is being made. */
export interface SocketConnection {
  /** Hands bytes to the system; `done` is called once it has taken them, not when the connection fails before. */
  write(text: string, done: () => void): void;
  /** Says goodbye after what was written; `closed` follows. */
  end(): void;
  /** Gives up at once; `closed` follows. */
  destroy(): void;
}

/** What a connection tells. */
export interface SocketListener {
  connected(): void;
  /** Once, whatever ended it; with the code of a failure. */
  closed(code: string | undefined): void;
}

/** Opens connections. */
export type SocketConnector = (target: SocketTarget, listener: SocketListener) => SocketConnection;

/** Until a connection is made. A sidecar is near. */
const CONNECT_TIMEOUT_MS = 5_000;

/** Connects over the network, or to a Unix socket. Never throws. */
export const connectSocket: SocketConnector = (target, listener) => {
  const socket = connect({ ...target, noDelay: true });
  let code: string | undefined;
  socket.unref();
  const timer = setTimeout(() => {
    code = 'connect_timeout';
    socket.destroy();
  }, CONNECT_TIMEOUT_MS).unref();
  socket.on('connect', () => {
    clearTimeout(timer);
    listener.connected();
  });
  socket.on('error', (error) => {
    const found = (error as { readonly code?: unknown }).code;
    code = typeof found === 'string' ? found : 'socket_failed';
  });
  socket.on('close', () => {
    clearTimeout(timer);
    listener.closed(code);
  });
  // What a sidecar says is of no use, but must be taken, or its end is never seen.
  socket.resume();
  return {
    write: (text, done) => void socket.write(text, (error) => (error ? undefined : done())),
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
  };
};
