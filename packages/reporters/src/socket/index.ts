export type { SocketConnection, SocketConnector, SocketListener, SocketTarget } from './socket-connection.ts';
export { connectSocket } from './socket-connection.ts';
export type { TcpSocketOptions, UnixSocketOptions } from './socket-reporter.ts';
export { socketReporter } from './socket-reporter.ts';
