/** Loaded before the program: ends it with 99 as soon as it connects, listens, sends or looks up a name. */

import { Socket as DatagramSocket } from 'node:dgram';
import dns from 'node:dns';
import { writeSync } from 'node:fs';
import { Server, Socket } from 'node:net';

function refuse(): never {
  writeSync(2, 'SOCKET\n');
  process.exit(99);
}

// Standard streams are sockets too, where they are pipes, but they never connect.
Object.defineProperty(Socket.prototype, 'connect', { value: refuse });
Object.defineProperty(Server.prototype, 'listen', { value: refuse });
Object.defineProperty(DatagramSocket.prototype, 'send', { value: refuse });
Object.defineProperty(DatagramSocket.prototype, 'bind', { value: refuse });
Object.defineProperty(dns, 'lookup', { value: refuse });
