import { execFileSync } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createHttpTransport } from '../src/http/index.ts';
import { type CollectorProcess, startCollectorProcess } from './support/collector-process.ts';

/** Asks, in a process of its own, until the collector has committed something. */
const UNTIL_COMMITTED = `
  const ask = async () => (await (await fetch(process.argv[1], { headers: { connection: 'close' } })).json()).length;
  while ((await ask()) === 0);
`;
const HOUR_MS = 3_600_000;

describe('a host that stood still longer than a request may take', () => {
  let collector: CollectorProcess;
  beforeAll(async () => {
    collector = await startCollectorProcess();
  });
  afterAll(() => collector.stop());
  afterEach(() => void vi.useRealTimers());

  it('reads the answer that has arrived meanwhile, instead of giving up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const stand = (message: unknown): void => {
      const { socket } = message as { readonly socket: Socket };
      // Behind all that is done at the connection: then the request is written.
      socket.once('connect', () =>
        queueMicrotask(() => {
          execFileSync(process.execPath, ['--input-type=module', '-e', UNTIL_COMMITTED, collector.endpoint]);
          vi.advanceTimersByTime(HOUR_MS);
        }),
      );
    };
    subscribe('net.client.socket', stand);
    const body = gzipSync(JSON.stringify({ batch_id: '00000000-0000-4000-8000-00000000000a', events: [] }));
    const request = createHttpTransport({ env: {} })({
      method: 'POST',
      url: new URL(`${collector.endpoint}/v1/batch`),
      headers: { 'content-length': String(body.length), connection: 'close' },
      body,
      signal: new AbortController().signal,
    });
    const answer = await request.finally(() => unsubscribe('net.client.socket', stand));
    expect(answer).toMatchObject({ kind: 'answered', status: 200 });
  });
});
