/** A real collector on loopback that keeps what it commits, and misbehaves as a test tells it. */

import { hash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** One batch as it arrived. */
export interface ReceivedBatch {
  readonly batchId: string;
  readonly text: string;
  readonly headers: IncomingMessage['headers'];
}

/** What to do with one request; `commit` keeps the batch. */
export type Behaviour = (exchange: {
  readonly batch: ReceivedBatch;
  readonly response: ServerResponse;
  readonly request: IncomingMessage;
  commit(): object;
}) => void;

/** A collector under test. */
export interface TestCollector {
  readonly endpoint: string;
  readonly port: number;
  /** All requests to the route of batches, those that failed included. */
  readonly received: readonly ReceivedBatch[];
  /** Batches committed, repeats included. */
  readonly committed: readonly ReceivedBatch[];
  /** Ids of committed events, repeats included. */
  eventIds(): readonly string[];
  /** What the next requests meet, in order; then `answer`. */
  next(...behaviours: readonly Behaviour[]): void;
  close(): Promise<void>;
}

/** Commits and answers with a receipt. */
export const answer: Behaviour = ({ response, commit }) => {
  respond(response, 200, JSON.stringify(commit()));
};

/** Commits nothing and answers with a status. */
export function status(code: number, headers: Readonly<Record<string, string>> = {}): Behaviour {
  return ({ response }) => respond(response, code, '{}', headers);
}

/** Writes a whole answer. */
export function respond(
  response: ServerResponse,
  code: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(code, { 'content-type': 'application/json', ...headers });
  response.end(body);
}

/** Starts a collector; with `tls` on https; on loopback unless another address of this machine is given. */
export async function startCollector(
  tls?: { readonly key: string; readonly cert: string },
  fallback: Behaviour = answer,
  address = '127.0.0.1',
): Promise<TestCollector> {
  const received: ReceivedBatch[] = [];
  const committed: ReceivedBatch[] = [];
  const planned: Behaviour[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => {});
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method !== 'POST') {
        respond(response, 200, JSON.stringify(committed.map(({ text }) => text)));
        return;
      }
      const text = gunzipSync(Buffer.concat(chunks)).toString('utf8');
      const batch = { batchId: String(JSON.parse(text).batch_id), text, headers: request.headers };
      received.push(batch);
      const behave = planned.shift() ?? fallback;
      behave({
        batch,
        request,
        response,
        commit: () => {
          committed.push(batch);
          return { body_sha256: hash('sha256', text, 'hex') };
        },
      });
    });
  };
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer({ ...tls }, listener);
  server.keepAliveTimeout = 1;
  await new Promise<void>((resolve) => {
    server.listen(0, address, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `${tls === undefined ? 'http' : 'https'}://${address}:${port}`,
    port,
    received,
    committed,
    eventIds: () => committed.flatMap(({ text }) => eventIdsOf(text)),
    next: (...behaviours) => void planned.push(...behaviours),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The ids of the events in the text of a batch. */
export function eventIdsOf(text: string): readonly string[] {
  const { events = [] } = JSON.parse(text) as { readonly events?: readonly { readonly event_id: string }[] };
  return events.map(({ event_id: id }) => id);
}
