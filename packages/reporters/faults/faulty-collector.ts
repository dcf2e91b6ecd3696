/** One real server on loopback that is many collectors, each under a path of its own, with faults by a seeded choice. */

import { hash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** What one collector has seen. */
export interface CollectorLog {
  /** Committed event ids and how often each came, before any deduplication. */
  readonly events: Map<string, number>;
  /** The same once batches that came again are left out, by their id. */
  readonly eventsOfNewBatches: Map<string, number>;
  /** Ids of the batches committed. */
  readonly batches: Set<string>;
  requests: number;
  /** Requests for a batch whose former request, of another living sender, was not ended yet. */
  atOnce: number;
  /** Bodies that came a second time under the same id with other bytes. */
  changed: number;
  /** Events that came a second time under the same id and were others. */
  altered: number;
  /** The JSON of each event by its id. */
  readonly contents: Map<string, string>;
  readonly digests: Map<string, string>;
}

/** How a request is met. */
export type Fault =
  | 'none'
  | 'slow'
  | 'reset'
  | 'reset_after_commit'
  | 'cut_after_commit'
  | 'silent'
  | 'silent_after_commit'
  | 'status_408'
  | 'status_429'
  | 'status_500'
  | 'status_503_retry_after'
  | 'redirect'
  | 'too_large'
  | 'wrong_json_after_commit'
  | 'login_page'
  | 'endless'
  | 'other_digest'
  | 'rejects_all'
  | 'rejects_some';

/** Faults, by how often. */
export const FAULTS: readonly Fault[] = [
  'slow',
  'reset',
  'reset',
  'reset_after_commit',
  'reset_after_commit',
  'cut_after_commit',
  'cut_after_commit',
  'silent',
  'silent_after_commit',
  'status_408',
  'status_429',
  'status_500',
  'status_503_retry_after',
  'redirect',
  'too_large',
  'too_large',
  'wrong_json_after_commit',
  'login_page',
  'endless',
  'other_digest',
  'rejects_all',
  'rejects_some',
];

/** The server. */
export interface FaultyServer {
  readonly origin: string;
  /** Makes a collector; `choose` is asked once a request. */
  collector(name: string, choose: (log: CollectorLog) => Fault): CollectorLog;
  remove(name: string): void;
  close(): Promise<void>;
}

interface Collector {
  readonly log: CollectorLog;
  readonly choose: (log: CollectorLog) => Fault;
  readonly underWay: Map<string, { readonly pid: number; isOver: boolean }>;
}

/** Starts it. `isAlive` says of a sender's process whether it lives. */
export async function startFaultyServer(isAlive: (pid: number) => boolean = () => true): Promise<FaultyServer> {
  const collectors = new Map<string, Collector>();
  const server = createServer((request, response) => {
    const collector = collectors.get(request.url?.split('/')[1] ?? '');
    request.on('error', () => {});
    response.on('error', () => {});
    if (collector === undefined) {
      response.writeHead(404).end();
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => meet(collector, request, response, Buffer.concat(chunks), isAlive));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    collector(name, choose) {
      const log: CollectorLog = {
        events: new Map(),
        eventsOfNewBatches: new Map(),
        batches: new Set(),
        requests: 0,
        atOnce: 0,
        changed: 0,
        altered: 0,
        contents: new Map(),
        digests: new Map(),
      };
      collectors.set(name, { log, choose, underWay: new Map() });
      return log;
    },
    remove: (name) => void collectors.delete(name),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

interface Body {
  readonly batch_id: string;
  readonly events: readonly { readonly event_id: string }[];
}

function meet(
  { log, choose, underWay }: Collector,
  request: IncomingMessage,
  response: ServerResponse,
  packed: Buffer,
  isAlive: (pid: number) => boolean,
): void {
  const text = gunzipSync(packed).toString('utf8');
  const digest = hash('sha256', text, 'hex');
  const { batch_id: batchId, events } = JSON.parse(text) as Body;
  const pid = Number(request.headers['x-sender-pid'] ?? 0);
  const other = underWay.get(batchId);
  if (other !== undefined && !other.isOver && isAlive(other.pid)) log.atOnce += 1;
  const own = { pid, isOver: false };
  underWay.set(batchId, own);
  response.on('close', () => {
    own.isOver = true;
  });
  log.requests += 1;
  const before = log.digests.get(batchId);
  if (before !== undefined && before !== digest) log.changed += 1;
  log.digests.set(batchId, digest);

  const commit = (refused: ReadonlySet<string> = new Set()): void => {
    const isNew = !log.batches.has(batchId);
    log.batches.add(batchId);
    for (const event of events) {
      const { event_id: id } = event;
      if (refused.has(id)) continue;
      const content = JSON.stringify(event);
      if ((log.contents.get(id) ?? content) !== content) log.altered += 1;
      log.contents.set(id, content);
      log.events.set(id, (log.events.get(id) ?? 0) + 1);
      if (isNew) log.eventsOfNewBatches.set(id, (log.eventsOfNewBatches.get(id) ?? 0) + 1);
    }
  };
  const say = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): void => {
    response.writeHead(status, { connection: 'close', ...headers }).end(body);
  };
  const receipt = JSON.stringify({ body_sha256: digest });

  switch (choose(log)) {
    case 'none':
      commit();
      say(200, receipt);
      return;
    case 'slow':
      commit();
      setTimeout(() => say(200, receipt), 10);
      return;
    case 'reset':
      request.socket.resetAndDestroy();
      return;
    case 'reset_after_commit':
      commit();
      request.socket.resetAndDestroy();
      return;
    case 'cut_after_commit':
      commit();
      response.writeHead(200, { 'content-length': String(receipt.length) });
      response.write(receipt.slice(0, 30), () => void request.socket.destroy());
      return;
    case 'silent':
      return;
    case 'silent_after_commit':
      commit();
      return;
    case 'status_408':
      say(408, '');
      return;
    case 'status_429':
      say(429, '');
      return;
    case 'status_500':
      say(500, 'oops');
      return;
    case 'status_503_retry_after':
      say(503, '', { 'retry-after': '7' });
      return;
    case 'redirect':
      say(307, '', { location: '/nowhere/v1/batch' });
      return;
    case 'too_large':
      say(413, '');
      return;
    case 'wrong_json_after_commit':
      commit();
      say(200, '{"body_sha256":');
      return;
    case 'login_page':
      say(200, '<html></html>');
      return;
    case 'endless': {
      response.writeHead(200);
      const pour = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, ' ')));
      };
      response.on('drain', pour);
      pour();
      return;
    }
    case 'other_digest':
      say(200, JSON.stringify({ body_sha256: '0'.repeat(64) }));
      return;
    case 'rejects_all':
      say(422, '{}');
      return;
    case 'rejects_some': {
      const refused = events.filter((_, index) => index % 7 === 0).map(({ event_id: id }) => id);
      commit(new Set(refused));
      const rejected = refused.map((id) => ({ event_id: id, code: 'unknown_event' }));
      say(200, JSON.stringify({ body_sha256: digest, rejected }));
    }
  }
}
