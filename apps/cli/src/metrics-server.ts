/**
 * Serves metrics over HTTP, on loopback alone. Answers `GET` and `HEAD` of two paths, to whoever names this machine in `Host`: a
 * page in a browser that reached us by a name of its own (DNS rebinding) is refused. Bounded in connections, header and time.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { TelemetryError } from '@telemetry/schema';

/** Loopback, by number: a name could be resolved to elsewhere. */
const ADDRESS = '127.0.0.1';

/** A Prometheus, its standby, and somebody who looks. */
const MAX_CONNECTIONS = 16;

/** Requests are a line and a few headers. Bytes. */
const MAX_HEADER_BYTES = 8_192;

/** Milliseconds for a request to arrive, and for an idle connection to stay: Prometheus' own limit for a scrape is ten seconds. */
const REQUEST_MS = 5_000;
const IDLE_MS = 75_000;

/** What is served. */
export interface MetricsSource {
  readonly contentType: string;
  render(): Promise<string>;
}

/** A server that runs. */
export interface MetricsServer {
  /** `http://127.0.0.1:9464/metrics`. */
  readonly url: string;
  /** Ends at once; answers under way are cut. */
  close(): Promise<void>;
}

/** Opens the server. `port` 0 takes any that is free. @throws TelemetryError `PORT_UNAVAILABLE` */
export async function openMetricsServer(port: number, source: MetricsSource): Promise<MetricsServer> {
  const limits = { maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: REQUEST_MS, requestTimeout: REQUEST_MS };
  const server = createServer(
    { ...limits, connectionsCheckingInterval: 1_000, keepAliveTimeout: IDLE_MS },
    (request, response) => {
      void answer(request, response, server, source);
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.timeout = IDLE_MS;
  await listen(server, port);
  return {
    url: `http://${ADDRESS}:${portOf(server)}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  server: Server,
  source: MetricsSource,
): Promise<void> {
  const { method = '', url = '' } = request;
  // What a client sends along is not read; the connection ends with the answer.
  if (request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined) {
    response.shouldKeepAlive = false;
  }
  const hosts = request.headersDistinct['host'] ?? [];
  // Who names several names hopes that we look at another than a proxy did.
  if (hosts.length !== 1 || !namesThisMachine(hosts[0], portOf(server)))
    return send(response, 403, 'This server answers to 127.0.0.1 and localhost.\n');
  const path = url.split('?', 1)[0];
  if (path !== '/metrics' && path !== '/healthz') return send(response, 404, 'There are /metrics and /healthz.\n');
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return send(response, 405, 'Only GET and HEAD.\n');
  }
  if (path === '/healthz') return send(response, 200, 'ok\n');
  try {
    send(response, 200, await source.render(), source.contentType);
  } catch {
    // What went wrong may hold a path; who may know it looks with telemetry doctor.
    send(response, 503, 'The log cannot be read just now; telemetry doctor says why.\n');
  }
}

function send(response: ServerResponse, status: number, body: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

function namesThisMachine(host: string | undefined, port: number): boolean {
  return ['127.0.0.1', 'localhost'].some((name) => host === `${name}:${port}` || (port === 80 && host === name));
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: Error & { code?: string }) => {
      const hint = 'Choose another with --port, or 0 for any that is free.';
      reject(new TelemetryError('PORT_UNAVAILABLE', `Port ${port} cannot be had (${cause.code}).`, { hint, cause }));
    });
    server.listen(port, ADDRESS, () => resolve());
  });
}
