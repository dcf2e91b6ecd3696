import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { ReporterUnderTest } from '../src/conformance.ts';
import { handlesLeftBy } from '../src/handles-left.ts';
import { memoryReporter } from '../src/index.ts';
import { releasedEvent } from './support/released-events.ts';

const DAY_MS = 86_400_000;
/** Uses a reporter as a host would. */
const use = ({ reporter }: ReporterUnderTest): void => {
  if (reporter.reach === 'remote') reporter.report(releasedEvent(1));
};
const remote = () => memoryReporter({ reach: 'remote' });

describe('the suite for reporters', () => {
  it('finds nothing of one that holds nothing, though its test has a server', async () => {
    const server = createServer();
    const make = async () => {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return { reporter: remote(), dispose: async () => void server.close() };
    };
    expect(await handlesLeftBy(make, use)).toEqual([]);
  });

  it('finds a timer that a reporter has had since it was made', async () => {
    let timer: NodeJS.Timeout | undefined;
    const make = async () => {
      timer = setInterval(() => {}, DAY_MS);
      return { reporter: remote() };
    };
    expect(await handlesLeftBy(make, use)).toEqual(['Timeout']);
    clearInterval(timer);
  });

  it('finds a timer that a reporter starts with an event', async () => {
    const timers: NodeJS.Timeout[] = [];
    const reporter = { ...remote(), report: () => void timers.push(setTimeout(() => {}, DAY_MS)) };
    expect(await handlesLeftBy(async () => ({ reporter }), use)).toEqual(['Timeout']);
    for (const timer of timers) clearTimeout(timer);
  });

  it('finds a socket that a reporter does not close', async () => {
    const server = createServer((socket) => void socket.on('error', () => {}));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const sockets: Socket[] = [];
    const reporter = {
      ...remote(),
      report: () => void sockets.push(connect({ port, host: '127.0.0.1' })),
      close: async () => void (await Promise.all(sockets.map((socket) => once(socket, 'connect')))),
    };
    expect(await handlesLeftBy(async () => ({ reporter }), use)).toContain('TCPSocketWrap');
    for (const socket of sockets) socket.destroy();
    server.close();
  });
});
