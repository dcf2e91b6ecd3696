/**
 * One HTTP request to a collector. The only file of this package that speaks HTTP: TLS is always verified, redirects are not
 * followed, no cookie is kept, the answer is bounded in time and in bytes, and nothing of it keeps the process alive.
 */

import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';

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
  /** Proxies are read from it: `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`, also in lower case. Default `process.env`. */
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
/** Bytes of an answer: a hundred rejected events take 10 KiB. */
const MAX_ANSWER_BYTES = 262_144;

/** Prepares a way to a collector. Opens nothing yet. */
export function createHttpTransport(options: HttpTransportOptions = {}): HttpTransport {
  const proxyEnv = proxiesOf(options.env ?? process.env);
  const shared = { keepAlive: false, maxSockets: 1, proxyEnv };
  const tls = {
    rejectUnauthorized: true,
    ...(options.certificateAuthority === undefined ? {} : { ca: options.certificateAuthority }),
  };
  return (request) =>
    new Promise((resolve) => {
      const isTls = request.url.protocol === 'https:';
      const send = isTls ? requestHttps : requestHttp;
      const agent = isTls ? new HttpsAgent({ ...shared, ...tls }) : new HttpAgent(shared);
      let timers: readonly NodeJS.Timeout[] = [];
      let code = 'aborted';
      const call = send(request.url, {
        method: request.method,
        headers: request.headers,
        agent,
        ...(isTls ? tls : {}),
      });
      const settle = (answer: HttpAnswer): void => {
        for (const timer of timers) clearTimeout(timer);
        request.signal.removeEventListener('abort', stop);
        call.destroy();
        agent.destroy();
        resolve(answer);
      };
      const fail = (why: string) => () => {
        code = why;
        settle({ kind: 'failed', code });
      };
      const stop = fail('aborted');
      timers = [
        setTimeout(fail('head_timeout'), options.headTimeoutMs ?? HEAD_TIMEOUT_MS).unref(),
        setTimeout(fail('timeout'), options.totalTimeoutMs ?? TOTAL_TIMEOUT_MS).unref(),
      ];
      call.on('socket', (socket) => socket.unref());
      call.on('error', (error) => settle({ kind: 'failed', code: codeOf(error) }));
      call.on('response', (response) => {
        clearTimeout(timers[0]);
        collect(response, settle);
      });
      if (request.signal.aborted) stop();
      else {
        request.signal.addEventListener('abort', stop);
        call.end(request.body);
      }
    });
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
  response.on('error', (error) => settle({ kind: 'failed', code: codeOf(error) }));
  response.on('aborted', () => settle({ kind: 'failed', code: 'answer_cut' }));
  response.on('end', () => {
    if (!response.complete) settle({ kind: 'failed', code: 'answer_cut' });
    else {
      settle({
        kind: 'answered',
        status: response.statusCode ?? 0,
        retryAfter: response.headers['retry-after'],
        body: Buffer.concat(chunks).toString('utf8'),
      });
    }
  });
}

function proxiesOf(env: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  const names = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy'];
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown }).code;
  return typeof code === 'string' ? code : 'request_failed';
}
