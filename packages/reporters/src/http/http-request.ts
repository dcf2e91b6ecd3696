/**
 * One HTTP request to a collector. The only file of this package that speaks HTTP: TLS is always verified, redirects are not
 * followed, no cookie is kept, the answer is bounded in time and in bytes, and nothing of it keeps the process alive.
 */

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { isResolvable } from './name-server.ts';
import { type ProxySettings, proxySettings } from './proxy-settings.ts';

/** A request. */
export interface HttpRequest {
  readonly method: 'POST' | 'DELETE' | 'GET';
  readonly url: URL;
  readonly headers: { readonly [name: string]: string };
  readonly body?: Uint8Array;
  /** Ends the request; it is answered as failed then. */
  readonly signal: AbortSignal;
}

/** What came of it. */
export type HttpAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly retryAfter: string | undefined;
      readonly body: string;
    }
  /** `code`: of the system (`ECONNRESET`), of TLS (`CERT_HAS_EXPIRED`), or one of ours in lower case. */
  | { readonly kind: 'failed'; readonly code: string };

/** Makes one request. Never rejects. */
export type HttpTransport = (request: HttpRequest) => Promise<HttpAnswer>;

/** How requests are made. */
export interface HttpTransportOptions {
  /** `HTTPS_PROXY` and `NO_PROXY` are read from it, also in lower case. Default `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Certificates (PEM) to trust instead of the system's: for a private authority. */
  readonly certificateAuthority?: string;
  /** From the start until the head of the answer is there. Default 10 s. */
  readonly headTimeoutMs?: number;
  /** From the start until the answer is there in full. Default 30 s. */
  readonly totalTimeoutMs?: number;
}

/** Until the head of an answer: a collector answers after one commit. */
const HEAD_TIMEOUT_MS = 10_000;
/** For everything: half a megabyte over a slow line. */
const TOTAL_TIMEOUT_MS = 30_000;
/** Turns of the event loop between the end of a bound and giving up: a handshake takes two, an answer one or two. */
const GRACE_TURNS = 8;
/** Bytes of an answer: a hundred rejected events take 10 KiB. */
const MAX_ANSWER_BYTES = 262_144;
/** Tells of each socket at its making, that of a tunnel through a proxy included. */
const NEW_SOCKETS = 'net.client.socket';

/** Prepares a way to a collector. Opens nothing yet. */
export function createHttpTransport(options: HttpTransportOptions = {}): HttpTransport {
  const env = options.env ?? process.env;
  return async (request) => {
    const proxy = proxySettings(request.url, env);
    if (proxy === 'unsupported') return { kind: 'failed', code: 'proxy_unsupported' };
    const isNamed = await isResolvable(proxy.names, request.signal);
    if (!isNamed) return { kind: 'failed', code: request.signal.aborted ? 'aborted' : 'dns_timeout' };
    return exchange(request, proxy, options);
  };
}

function exchange(request: HttpRequest, proxy: ProxySettings, options: HttpTransportOptions): Promise<HttpAnswer> {
  return new Promise((resolve) => {
    const timers: NodeJS.Timeout[] = [];
    let end = (): void => {};
    const settle = (answer: HttpAnswer): void => {
      for (const timer of timers) clearTimeout(timer);
      request.signal.removeEventListener('abort', stop);
      end();
      resolve(answer);
    };
    const fail = (code: string): void => settle({ kind: 'failed', code });
    const stop = (): void => fail('aborted');
    if (request.signal.aborted) {
      stop();
      return;
    }
    const { call, destroy } = open(request, proxy, options.certificateAuthority);
    end = destroy;
    request.signal.addEventListener('abort', stop);
    let isHeadHere = false;
    // A process that was stopped for so long reads what has arrived meanwhile before it gives up.
    const expire = (isOver: () => boolean, code: string, turns = GRACE_TURNS): void => {
      if (!isOver()) return;
      if (turns === 0) fail(code);
      else setImmediate(expire, isOver, code, turns - 1);
    };
    timers.push(
      setTimeout(expire, options.headTimeoutMs ?? HEAD_TIMEOUT_MS, () => !isHeadHere, 'head_timeout').unref(),
      setTimeout(expire, options.totalTimeoutMs ?? TOTAL_TIMEOUT_MS, () => true, 'timeout').unref(),
    );
    call.on('error', (error) => fail(codeOf(error)));
    call.on('response', (response) => {
      isHeadHere = true;
      clearTimeout(timers[0]);
      collect(response, settle);
    });
    call.end(request.body);
  });
}

/** Begins a request whose sockets keep nothing alive and can be ended at any moment. */
function open(
  { url, method, headers }: HttpRequest,
  { proxyEnv }: ProxySettings,
  certificateAuthority: string | undefined,
): { readonly call: ClientRequest; destroy(): void } {
  const sockets: Socket[] = [];
  const note = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket };
    sockets.push(socket);
    socket.unref();
  };
  const shared = { keepAlive: false, maxSockets: 1 };
  const tls = { rejectUnauthorized: true, ...(certificateAuthority === undefined ? {} : { ca: certificateAuthority }) };
  const isTls = url.protocol === 'https:';
  const agent = isTls ? new HttpsAgent({ ...shared, ...tls, proxyEnv }) : new HttpAgent(shared);
  subscribe(NEW_SOCKETS, note);
  try {
    const call = isTls
      ? requestHttps(url, { method, headers, agent, ...tls })
      : requestHttp(url, { method, headers, agent });
    call.on('socket', (socket) => socket.unref());
    const destroy = (): void => {
      call.destroy();
      agent.destroy();
      for (const socket of sockets) socket.destroy();
    };
    return { call, destroy };
  } finally {
    unsubscribe(NEW_SOCKETS, note);
  }
}

/** Reads the answer, not further than its bound. */
function collect(response: IncomingMessage, settle: (answer: HttpAnswer) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) settle({ kind: 'failed', code: 'answer_too_large' });
    else chunks.push(chunk);
  });
  // Also what ends before its announced length.
  response.on('error', (error) => settle({ kind: 'failed', code: codeOf(error) }));
  response.on('end', () => {
    settle({
      kind: 'answered',
      status: response.statusCode ?? 0,
      retryAfter: response.headers['retry-after'],
      body: Buffer.concat(chunks).toString('utf8'),
    });
  });
}

function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown }).code;
  return typeof code === 'string' ? code : 'request_failed';
}
