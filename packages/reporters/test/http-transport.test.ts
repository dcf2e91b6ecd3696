import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { collectorUrl, createHttpTransport, type HttpAnswer, type HttpTransportOptions } from '../src/http/index.ts';
import { proxySettings } from '../src/http/proxy-settings.ts';
import { makeCertificate } from './support/certificates.ts';
import { type Behaviour, startCollector, type TestCollector } from './support/collector.ts';

const BATCH = { batch_id: '00000000-0000-4000-8000-00000000000a', events: [] };
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function collectorThat(behave?: Behaviour, tls?: { readonly key: string; readonly cert: string }) {
  const collector = await startCollector(tls, behave);
  opened.push(collector);
  return collector;
}

async function postTo(
  collector: Pick<TestCollector, 'endpoint'>,
  options: HttpTransportOptions = {},
  signal = new AbortController().signal,
): Promise<HttpAnswer> {
  const { gzipSync } = await import('node:zlib');
  const body = gzipSync(JSON.stringify(BATCH));
  const headers = { 'content-length': String(body.length), connection: 'close' };
  const url = collectorUrl(collector.endpoint).batch;
  return createHttpTransport({ env: {}, ...options })({ method: 'POST', url, headers, body, signal });
}

describe('a collector that misbehaves', () => {
  it('and never answers ends at the bound for the head of an answer', async () => {
    const collector = await collectorThat(() => {});
    expect(await postTo(collector, { headTimeoutMs: 30 })).toEqual({ kind: 'failed', code: 'head_timeout' });
  });

  it('and dribbles its answer ends at the bound for all of it', async () => {
    const collector = await collectorThat(({ response }) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 5);
      response.on('close', () => clearInterval(timer));
    });
    const answer = await postTo(collector, { headTimeoutMs: 60_000, totalTimeoutMs: 200 });
    expect(answer).toEqual({ kind: 'failed', code: 'timeout' });
  });

  it('and answers without end is cut off after a quarter of a megabyte, and memory does not grow', async () => {
    let written = 0;
    const collector = await collectorThat(({ response }) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(65_536, 'x');
      const pour = (): void => {
        while (!response.destroyed && response.write(chunk)) written += chunk.length;
      };
      response.on('drain', pour);
      pour();
    });
    expect(await postTo(collector)).toEqual({ kind: 'failed', code: 'answer_too_large' });
    // What the buffers of both sockets hold, and no gigabyte.
    expect(written).toBeLessThan(64 * 1_048_576);
  });

  it.each<[string, Behaviour]>([
    ['resets before the answer', ({ request }) => void request.socket.resetAndDestroy()],
    ['closes without an answer', ({ request }) => void request.socket.destroy()],
    [
      'commits and is cut off within its answer',
      ({ response, request, commit }) => {
        const body = JSON.stringify(commit());
        response.writeHead(200, { 'content-length': String(body.length) });
        response.write(body.slice(0, 20), () => void request.socket.destroy());
      },
    ],
    ['speaks no HTTP', ({ request }) => void request.socket.end('220 mail ready\r\n\r\n')],
    [
      'sends a head without end',
      ({ request }) => void request.socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(200_000)}`),
    ],
  ])('and %s has failed, and has not answered', async (_, behave) => {
    expect(await postTo(await collectorThat(behave))).toMatchObject({ kind: 'failed' });
  });

  it('and is not there has failed', async () => {
    const collector = await startCollector();
    await collector.close();
    expect(await postTo(collector)).toEqual({ kind: 'failed', code: 'ECONNREFUSED' });
  });

  it('is left at once when the request is ended', async () => {
    const ending = new AbortController();
    const collector = await collectorThat(() => ending.abort());
    expect(await postTo(collector, {}, ending.signal)).toEqual({ kind: 'failed', code: 'aborted' });
  });
});

describe('TLS', () => {
  it('is used with a certificate that its authority vouches for', async () => {
    const tls = await makeCertificate();
    const collector = await collectorThat(undefined, tls);
    expect(await postTo(collector, { certificateAuthority: tls.cert })).toMatchObject({
      kind: 'answered',
      status: 200,
    });
  });

  it.each([
    ['that nobody vouches for', {}, false],
    ['that has expired', { fromDay: -9, toDay: -2 }, true],
    ['that is not valid yet', { fromDay: 2, toDay: 9 }, true],
  ] as const)('refuses a certificate %s, whatever NODE_TLS_REJECT_UNAUTHORIZED says', async (_, dates, isTrusted) => {
    const tls = await makeCertificate(dates);
    const collector = await collectorThat(undefined, tls);
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const answer = await postTo(collector, isTrusted ? { certificateAuthority: tls.cert } : {});
      expect(answer.kind).toBe('failed');
      expect(collector.received).toEqual([]);
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    }
  });

  it('refuses a certificate of another name', async () => {
    const tls = await makeCertificate({ name: 'other.test' });
    const collector = await collectorThat(undefined, tls);
    const endpoint = collector.endpoint.replace('127.0.0.1', 'localhost');
    const answer = await postTo({ endpoint }, { certificateAuthority: tls.cert });
    expect(answer).toEqual({ kind: 'failed', code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });
});

describe('an endpoint', () => {
  it.each(['http://collector.example', 'ftp://127.0.0.1', 'https://user:word@collector.example', 'collector', ''])(
    '%j is refused',
    (endpoint) => {
      expect(() => collectorUrl(endpoint)).toThrow(expect.objectContaining({ code: 'ENDPOINT_INVALID' }));
    },
  );

  it.each([
    'https://c.example',
    'https://c.example/',
    'https://c.example/v1/batch',
    'http://127.0.0.1:8080',
    'http://[::1]/x',
  ])('%j is taken', (endpoint) => {
    expect(collectorUrl(endpoint).batch.pathname).toMatch(/^(\/x)?\/v1\/batch$/);
  });
});

describe('a proxy', () => {
  /** Tunnels every name to one port of this machine. */
  async function proxyTo(port: number) {
    const asked: string[] = [];
    const sockets = new Set<Socket>();
    const server: Server = createServer((client) => {
      sockets.add(client);
      client.on('error', () => {});
      client.once('data', (head) => {
        asked.push(head.toString('latin1').split('\r\n')[0] ?? '');
        import('node:net').then(({ connect }) => {
          const behind = connect({ port, host: '127.0.0.1' });
          sockets.add(behind);
          behind.on('error', () => {});
          client.write('HTTP/1.1 200 OK\r\n\r\n');
          client.pipe(behind).pipe(client);
        });
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    opened.push({
      close: () =>
        new Promise((resolve) => {
          for (const socket of sockets) socket.destroy();
          server.close(() => resolve());
        }),
    });
    return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  }

  it('named by HTTPS_PROXY carries the request, and TLS is verified behind it', async () => {
    const tls = await makeCertificate();
    const collector = await collectorThat(undefined, tls);
    const proxy = await proxyTo(collector.port);
    const answer = await postTo(
      { endpoint: 'https://collector.test' },
      { env: { HTTPS_PROXY: proxy.url }, certificateAuthority: tls.cert },
    );
    expect(answer).toMatchObject({ kind: 'answered', status: 200 });
    expect(proxy.asked).toEqual(['CONNECT collector.test:443 HTTP/1.1']);
    const wrong = await postTo({ endpoint: 'https://collector.test' }, { env: { https_proxy: proxy.url } });
    expect(wrong.kind).toBe('failed');
  });

  it('is not asked for this machine, with http or https', async () => {
    const proxy = await proxyTo(1);
    const collector = await collectorThat();
    const env = { HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url, http_proxy: proxy.url };
    expect(await postTo(collector, { env })).toMatchObject({ kind: 'answered' });
    expect(proxySettings(new URL('https://localhost/'), env)).toEqual({ proxyEnv: {}, names: ['localhost'] });
    expect(proxy.asked).toEqual([]);
  });

  it('that this release of Node does not know is not gone around: no request is made', async () => {
    const url = new URL('https://collector.test/');
    const env = { HTTPS_PROXY: 'http://proxy.test' };
    expect(proxySettings(url, env, '22.20.0')).toBe('unsupported');
    expect(proxySettings(url, env, '22.21.0')).toMatchObject({ names: ['proxy.test'] });
    expect(proxySettings(url, { ...env, NO_PROXY: 'collector.test' }, '24.5.0')).toEqual({
      proxyEnv: { HTTPS_PROXY: 'http://proxy.test', NO_PROXY: 'collector.test' },
      names: ['proxy.test', 'collector.test'],
    });
  });
});

describe('a host', () => {
  it.each(['direct', 'proxied'])(
    'ends by itself while a request is under way that nobody answers (%s)',
    async (way) => {
      const silent = await startSilent();
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, 'support/host-child.ts'), String(silent.port), way],
        {
          stdio: ['ignore', 'ignore', 'inherit'],
        },
      );
      // It ends while the server still waits: the bounds of this child's requests are a day.
      const [code] = await once(child, 'exit');
      expect([code, silent.connections()]).toEqual([0, 1]);
    },
  );

  async function startSilent() {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      socket.on('error', () => {});
      sockets.push(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    opened.push({
      close: () =>
        new Promise((resolve) => {
          for (const socket of sockets) socket.destroy();
          server.close(() => resolve());
        }),
    });
    return { port: (server.address() as AddressInfo).port, connections: () => sockets.length };
  }
});
