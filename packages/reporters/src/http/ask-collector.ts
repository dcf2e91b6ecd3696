/** What else is asked of a collector, at the user's word: to forget an installation, and whether it is there. */

import { whileAlive } from '../while-alive.ts';
import { collectorUrl } from './collector-url.ts';
import type { HttpAnswer, HttpTransport } from './http-request.ts';
import { USER_AGENT } from './sender.ts';

/** One installation whose data a collector is to delete. */
export interface ErasureRequest {
  readonly endpoint: string;
  readonly installId: string;
  /** 32 bytes in hex; shown to this collector alone. */
  readonly eraseKey: string;
  readonly transport?: HttpTransport;
  readonly signal?: AbortSignal;
}

/** `erased`: the collector has acknowledged. `retry`: it is to be asked again. `refused`: it will not, and why. */
export type ErasureOutcome =
  | { readonly kind: 'erased' }
  | { readonly kind: 'retry' | 'refused'; readonly reason: string };

/** What is known of a collector. */
export interface CollectorCheck {
  readonly isReachable: boolean;
  /** Of the answer, when there was one. */
  readonly status: number | undefined;
  /** Why there was none: a code of the system or of TLS. */
  readonly reason: string | undefined;
}

/**
 * Asks a collector to delete what it holds of an installation: `DELETE /v1/installs/<id>`, with the erase key as a bearer
 * token. 404 counts as erased: it holds nothing.
 *
 * @throws TelemetryError `ENDPOINT_INVALID`
 */
export async function eraseInstall(request: ErasureRequest): Promise<ErasureOutcome> {
  const url = collectorUrl(request.endpoint).install(request.installId);
  const answer = await ask(request, 'DELETE', url, { authorization: `Bearer ${request.eraseKey}` });
  if (answer.kind === 'failed') return { kind: 'retry', reason: answer.code };
  const { status } = answer;
  if ((status >= 200 && status < 300) || status === 404 || status === 410) return { kind: 'erased' };
  const isLater = status === 408 || status === 429 || status >= 500 || status < 400;
  return { kind: isLater ? 'retry' : 'refused', reason: `status_${status}` };
}

/** Asks a collector whether it is there: `GET /healthz`. Sends nothing of anybody. @throws TelemetryError `ENDPOINT_INVALID` */
export async function checkCollector(
  request: Pick<ErasureRequest, 'endpoint' | 'transport' | 'signal'>,
): Promise<CollectorCheck> {
  const answer = await ask(request, 'GET', collectorUrl(request.endpoint).health, {});
  return answer.kind === 'failed'
    ? { isReachable: false, status: undefined, reason: answer.code }
    : { isReachable: true, status: answer.status, reason: undefined };
}

async function ask(
  request: Pick<ErasureRequest, 'transport' | 'signal'>,
  method: 'GET' | 'DELETE',
  url: URL,
  headers: { readonly [name: string]: string },
): Promise<HttpAnswer> {
  const transport = request.transport ?? (await import('./http-request.ts')).createHttpTransport();
  // Our sockets keep no process alive, and whoever asks awaits the answer.
  return whileAlive(
    transport({
      method,
      url,
      headers: { accept: 'application/json', 'user-agent': USER_AGENT, connection: 'close', ...headers },
      signal: request.signal ?? new AbortController().signal,
    }),
  );
}
