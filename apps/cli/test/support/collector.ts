/** A small collector on loopback: keeps every request with the bytes as they came, and answers as told. */

import { hash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';

/** One request as it arrived. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The body, unpacked. */
  readonly text: string;
}

export interface Collector {
  readonly endpoint: string;
  readonly requests: readonly Arrived[];
  /** The ids of all events that arrived. */
  eventIds(): readonly string[];
  /** Answers with this status instead; `stall`: never. */
  answerWith(status: number | 'stall'): void;
  /** Resolves when this many requests have arrived. */
  arrived(count: number): Promise<void>;
}

/** Starts it for one test. */
export async function startCollector(): Promise<Collector> {
  const requests: Arrived[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  let status: number | 'stall' = 200;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => {});
    response.on('error', () => {});
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const bytes = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
      const { method = '', url = '', headers } = request;
      requests.push({ method, path: url, headers, text: bytes.toString('utf8') });
      for (const { count, resolve } of waiting) if (requests.length >= count) resolve();
      if (status === 'stall') return;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ body_sha256: hash('sha256', bytes, 'hex') }));
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}/`,
    requests,
    eventIds: () =>
      requests
        .filter(({ path }) => path === '/v1/batch')
        .flatMap(({ text }) => (JSON.parse(text).events ?? []) as { event_id: string }[])
        .map(({ event_id: id }) => id),
    answerWith: (next) => {
      status = next;
    },
    arrived: (count) =>
      new Promise((resolve) => {
        if (requests.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
  };
}
