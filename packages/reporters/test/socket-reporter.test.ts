import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeReporter } from '../src/conformance.ts';
import type { LocalReporter } from '../src/index.ts';
import { type SocketConnector, type SocketListener, socketReporter } from '../src/socket/index.ts';
import { releasedEvent } from './support/released-events.ts';
import { type SidecarProcess, startSidecarProcess } from './support/sidecar-process.ts';

for (const kind of ['tcp', 'unix'] as const) {
  describe(`beside a sidecar (${kind})`, () => {
    let folder: string;
    let sidecar: SidecarProcess;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'sidecar-'));
      sidecar = await startSidecarProcess(kind === 'unix' ? join(folder, 's') : '0');
    });
    afterAll(async () => {
      await sidecar.stop();
      rmSync(folder, { recursive: true });
    });

    describeReporter(`socketReporter, ${kind}`, async () => {
      await sidecar.forget();
      const reporter =
        kind === 'unix'
          ? socketReporter({ path: join(folder, 's') })
          : socketReporter({ port: Number(sidecar.address) });
      // What the system has taken is on its way.
      return { reporter, delivered: () => sidecar.lines(reporter.stats.sent) };
    });
  });
}

/** A connector whose connections the test makes and breaks. */
function scripted() {
  const connections: { listener: SocketListener; written: string[]; done: (() => void)[] }[] = [];
  const connector: SocketConnector = (_, listener) => {
    const connection = { listener, written: [] as string[], done: [] as (() => void)[] };
    connections.push(connection);
    return {
      write: (text, done) => {
        connection.written.push(text);
        connection.done.push(done);
      },
      end: () => queueMicrotask(() => listener.closed(undefined)),
      destroy: () => queueMicrotask(() => listener.closed(undefined)),
    };
  };
  const waits: { callback: () => void; delayMs: number }[] = [];
  const schedule = (callback: () => void, delayMs: number) => {
    const wait = { callback, delayMs };
    waits.push(wait);
    return () => {
      const at = waits.indexOf(wait);
      if (at >= 0) waits.splice(at, 1);
    };
  };
  return { connections, connector, schedule, waits, random: () => 0.5 };
}

describe('socketReporter', () => {
  it('gets what is recorded on a Unix socket, and what is released on a port', () => {
    expect(socketReporter({ path: '/nowhere' }).reach).toBe('local');
    expect(socketReporter({ port: 9 }).reach).toBe('remote');
  });

  it('refuses another machine unless it is told that the connection is not encrypted', () => {
    expect(() => socketReporter({ host: 'sidecar.example', port: 9 })).toThrow(TypeError);
    expect(() => socketReporter({ host: 'sidecar.example', port: 9, isPlainAllowed: true })).not.toThrow();
    expect(() => socketReporter({ port: 0 })).toThrow(TypeError);
  });

  it('hands over again what was under way when a connection broke, and reconnects after longer and longer waits', () => {
    const script = scripted();
    const reporter = socketReporter({ port: 9, ...script });
    reporter.report(releasedEvent(1));
    script.connections[0]?.listener.connected();
    script.connections[0]?.listener.closed('ECONNRESET');
    expect(reporter.stats).toMatchObject({ queued: 1, sent: 0, lastError: 'ECONNRESET' });
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 12; attempt += 1) {
      const [wait] = script.waits.splice(0);
      waits.push(wait?.delayMs ?? 0);
      wait?.callback();
      script.connections.at(-1)?.listener.closed('ECONNREFUSED');
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect([waits[0], waits.at(-1)]).toEqual([100, 15_000]);
    script.waits.splice(0)[0]?.callback();
    const last = script.connections.at(-1);
    last?.listener.connected();
    expect(last?.written).toEqual([`${releasedEvent(1).line}\n`]);
    last?.done[0]?.();
    expect(reporter.stats).toMatchObject({ accepted: 1, sent: 1, queued: 0 });
  });

  it('drops the oldest when it is full, never what is under way, and counts it', () => {
    const script = scripted();
    const { length } = releasedEvent(0).line;
    const reporter = socketReporter({ port: 9, maxQueued: length * 3, ...script });
    reporter.report(releasedEvent(0));
    script.connections[0]?.listener.connected();
    for (let index = 1; index < 6; index += 1) reporter.report(releasedEvent(index));
    expect(reporter.stats).toMatchObject({ accepted: 6, queued: 3, dropped: { queue_full: 3 } });
    script.connections[0]?.done[0]?.();
    const rest = [4, 5].map((index) => `${releasedEvent(index).line}\n`).join('');
    expect(script.connections[0]?.written).toEqual([`${releasedEvent(0).line}\n`, rest]);
  });

  it('resolves flush and close when no connection can be made, and counts what is undelivered', async () => {
    const server: Server = createServer((socket: Socket) => void socket.destroy());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const reporter = socketReporter({ port });
    reporter.report(releasedEvent(1));
    await reporter.flush();
    expect(reporter.stats).toMatchObject({ queued: 1, lastError: 'ECONNREFUSED' });
    await reporter.close();
    expect(reporter.stats).toMatchObject({ queued: 0, dropped: { undelivered: 1 } });
  });

  it('hands a remote sidecar nothing that was not released', () => {
    const reporter = socketReporter({ port: 9, ...scripted() }) as unknown as LocalReporter;
    const { anonymous_install_id: _, ...recorded } = releasedEvent(1).event;
    reporter.report({ event: recorded, line: JSON.stringify(recorded) });
    expect(reporter.stats).toMatchObject({ accepted: 1, queued: 0, dropped: { not_released: 1 } });
  });
});
