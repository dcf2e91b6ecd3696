/**
 * Sends what waits in an outbox: one request at a time, consent read before each. Owns what happens to a batch after each
 * answer; knows no socket (the transport does) and no file (the outbox does).
 */

import { hash } from 'node:crypto';
import type { BatchLease, Outbox } from '../outbox/index.ts';
import { clearRetryState, readRetryState, writeRetryState } from '../outbox/retry-state.ts';
import { type Schedule, scheduleQuietly } from '../schedule.ts';
import { whileAlive } from '../while-alive.ts';
import { backoffMs, CIRCUIT_FAILURES } from './backoff.ts';
import type { CollectorUrl } from './collector-url.ts';
import { collectorUrl } from './collector-url.ts';
import type { HttpTransport } from './http-request.ts';
import { judgeAnswer, type Verdict } from './judge-answer.ts';

/** Whether a request may be made: `paused` keeps what waits, `withdrawn` deletes it. */
export type UploadVerdict = 'allowed' | 'paused' | 'withdrawn';

/** How an outbox is sent. */
export interface SenderOptions {
  readonly outbox: Outbox;
  /** The collector's base URL: https, or http to loopback. */
  readonly endpoint: string;
  /** Reads consent; called directly before each request. One that throws counts as `paused`. */
  readonly mayUpload: () => UploadVerdict | Promise<UploadVerdict>;
  /** A collector's write key, sent as a bearer token. */
  readonly writeKey?: string;
  /** Makes requests. Default: over the network, with proxies of the environment. */
  readonly transport?: HttpTransport;
  /** Milliseconds since 1970. Default the system's. */
  readonly now?: () => number;
  /** From 0 up to 1. Default the system's. */
  readonly random?: () => number;
  /** Calls back after some milliseconds, without keeping the process alive. Default a timer that does not. */
  readonly schedule?: Schedule;
}

/** Why a pass ended. `empty`: nothing waits any more. */
export type SendEnd = 'empty' | 'retry_later' | 'waiting' | 'paused' | 'withdrawn' | 'stopped';

/** What a pass did. Counts are events and summaries, but for `batches`. */
export interface SendReport {
  readonly ended: SendEnd;
  /** Batches acknowledged. */
  readonly batches: number;
  readonly acknowledged: number;
  readonly rejected: number;
  /** Files deleted since consent was withdrawn. */
  readonly withdrawn: number;
  /** Requests made. */
  readonly requests: number;
  /** Set with `retry_later` and `waiting`: when the next attempt may be made. RFC 3339, UTC. */
  readonly notBefore?: string;
  /** Why the last attempt failed: a code of the system, of TLS, `status_<n>`, or a word of ours. */
  readonly reason?: string;
  /** True when five attempts in a row have failed: the circuit is open. */
  readonly isCircuitOpen: boolean;
}

/** How one pass is made. */
export interface SendOptions {
  /** The user wants it now. */
  readonly isAsked?: boolean;
  /** Nobody waits for it. */
  readonly isBackground?: boolean;
}

/** Totals since the sender was made. Events and summaries. */
export interface SenderStats {
  readonly acknowledged: number;
  readonly rejected: number;
  readonly tooLarge: number;
  /** Attempts that followed a failed one. */
  readonly retries: number;
  readonly lastError?: string;
}

/** Sends what waits. */
export interface Sender {
  /**
   * Cuts the spool and sends until nothing waits or an attempt fails. A second call waits for the first, then makes its own
   * pass. The process is kept alive until it ends, unless it is `isBackground`. While a failed attempt is waited out it makes no request; `isAsked` (the user wants it now) passes over our own
   * wait, not over the collector's.
   *
   * @throws TelemetryError `OUTBOX_WRITE_FAILED`; failures of the file system as they come. Nothing is lost then.
   */
  send(options?: SendOptions): Promise<SendReport>;
  /** Ends the request under way, gives its batch back, and ends the pass. Further passes end at once. */
  stop(): void;
  readonly stats: SenderStats;
}

/** Requests that may be ended from without in one pass, before that counts as a failure. */
const MAX_ABORTS = 10;

/** How often a request under way is looked after. Milliseconds. */
const WATCH_MS = 1_000;

/** What collectors see of us. The version is that of the wire. */
export const USER_AGENT = 'telemetry-reporters/1.0';

/**
 * Prepares a sender. Opens nothing yet.
 *
 * @throws TelemetryError `ENDPOINT_INVALID`
 */
export function createSender(options: SenderOptions): Sender {
  const { outbox, mayUpload } = options;
  const url = collectorUrl(options.endpoint);
  const now = options.now ?? Date.now;
  const random = options.random ?? Math.random;
  const schedule = options.schedule ?? scheduleQuietly;
  const folder = outbox.paths.outboxDir;
  const stopping = new AbortController();
  const stats = { acknowledged: 0, rejected: 0, tooLarge: 0, retries: 0 };
  let transport = options.transport;
  let lastError: string | undefined;
  let running: Promise<unknown> = Promise.resolve();

  async function verdict(): Promise<UploadVerdict> {
    try {
      return await mayUpload();
    } catch {
      return 'paused';
    }
  }

  async function post(lease: BatchLease, sha256: string): Promise<Verdict> {
    transport ??= (await import('./http-request.ts')).createHttpTransport();
    const request = new AbortController();
    const endWatch = watchLease(lease, () => request.abort());
    try {
      const answer = await transport({
        method: 'POST',
        url: url.batch,
        headers: headersOf(lease, options.writeKey),
        body: lease.bytes,
        signal: AbortSignal.any([request.signal, stopping.signal]),
      });
      return judgeAnswer(answer, sha256, now());
    } finally {
      endWatch();
    }
  }

  /** Another process may withdraw what is under way here: then the request ends. */
  function watchLease(lease: BatchLease, lost: () => void): () => void {
    let cancel = schedule(look, WATCH_MS);
    let isOver = false;
    function look(): void {
      void lease.isHeld().then((isHeld) => {
        if (isOver) return;
        if (isHeld) cancel = schedule(look, WATCH_MS);
        else lost();
      });
    }
    return () => {
      isOver = true;
      cancel();
    };
  }

  async function pass(isAsked: boolean): Promise<SendReport> {
    const tally = { batches: 0, acknowledged: 0, rejected: 0, withdrawn: 0, requests: 0 };
    let failures = 0;
    const report = (
      ended: SendEnd,
      rest: { readonly notBefore?: string; readonly reason?: string } = {},
    ): SendReport => ({
      ended,
      ...tally,
      isCircuitOpen: failures >= CIRCUIT_FAILURES,
      ...rest,
    });

    const state = await readRetryState(folder, now());
    failures = state?.failures ?? 0;
    await outbox.cut({ signal: stopping.signal });
    if (state !== undefined && state.notBeforeMs > now() && (!isAsked || state.isAsked)) {
      return report('waiting', { notBefore: new Date(state.notBeforeMs).toISOString(), reason: state.reason });
    }
    for (;;) {
      if (stopping.signal.aborted) return report('stopped');
      const lease = await outbox.lease();
      if (lease === undefined) return report('empty');
      try {
        const ended = await attempt(lease);
        if (ended !== undefined) return ended;
      } catch (error) {
        // A disk that fails: the batch is not ours to keep from others. If giving it back fails too, the lease runs out by itself.
        await lease.release().catch(() => undefined);
        throw error;
      }
    }

    /** Sends one batch; answers when that ends the pass. */
    async function attempt(lease: BatchLease): Promise<SendReport | undefined> {
      const may = await verdict();
      if (may === 'withdrawn') {
        tally.withdrawn += await outbox.withdraw();
        return report('withdrawn');
      }
      if (may === 'paused' || stopping.signal.aborted) {
        await lease.release();
        return report(may === 'paused' ? 'paused' : 'stopped');
      }
      if (!(await lease.isHeld())) return undefined;
      if (failures > 0) stats.retries += 1;
      tally.requests += 1;
      const sha256 = hash('sha256', lease.text, 'hex');
      const judged = await post(lease, sha256);
      if (judged.kind === 'retry') {
        await lease.release();
        if (stopping.signal.aborted) return report('stopped');
        // Withdrawn meanwhile, or taken over: no failure of the collector's. Consent is asked again.
        if (judged.reason === 'aborted' && tally.requests <= tally.batches + MAX_ABORTS) return undefined;
        return retryLater(judged);
      }
      failures = 0;
      await clearRetryState(folder);
      const settled = await settle(lease, judged, sha256, url);
      tally.batches += judged.kind === 'acknowledged' ? 1 : 0;
      tally.acknowledged += settled.acknowledged;
      tally.rejected += settled.rejected;
      return undefined;
    }

    async function retryLater({ reason, waitMs }: Extract<Verdict, { readonly kind: 'retry' }>): Promise<SendReport> {
      failures += 1;
      lastError = reason;
      const notBeforeMs = now() + (waitMs ?? backoffMs(failures, random()));
      await writeRetryState(folder, { failures, notBeforeMs, isAsked: waitMs !== undefined, reason });
      return report('retry_later', { notBefore: new Date(notBeforeMs).toISOString(), reason });
    }
  }

  async function settle(
    lease: BatchLease,
    judged: Exclude<Verdict, { readonly kind: 'retry' }>,
    bodySha256: string,
    { shown }: CollectorUrl,
  ): Promise<{ readonly acknowledged: number; readonly rejected: number }> {
    const at = new Date(now()).toISOString();
    if (judged.kind === 'too_large') {
      if (await lease.split()) return { acknowledged: 0, rejected: 0 };
      const settled = await lease.reject({ reason: 'too_large' }, at);
      stats.tooLarge += settled.rejected;
      return settled;
    }
    const settled =
      judged.kind === 'rejected'
        ? await lease.reject({ reason: judged.reason }, at)
        : await lease.acknowledge({
            acknowledgedAt: at,
            endpoint: shown,
            bodySha256,
            collectorDigest: judged.collectorDigest,
            rejected: judged.rejected,
          });
    stats.acknowledged += settled.acknowledged;
    stats.rejected += settled.rejected;
    if (judged.kind === 'rejected') lastError = judged.reason;
    return settled;
  }

  return {
    send({ isAsked = false, isBackground = false } = {}) {
      const next = running.then(() => pass(isAsked));
      // Only the order: whoever asked for that pass is told of its failure.
      running = next.catch(() => undefined);
      return isBackground ? next : whileAlive(next);
    },
    stop: () => stopping.abort(),
    get stats() {
      return { ...stats, ...(lastError === undefined ? {} : { lastError }) };
    },
  };
}

function headersOf(lease: BatchLease, writeKey: string | undefined): { readonly [name: string]: string } {
  return {
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    'content-length': String(lease.bytes.length),
    'idempotency-key': lease.batchId,
    accept: 'application/json',
    'user-agent': USER_AGENT,
    connection: 'close',
    ...(writeKey === undefined ? {} : { authorization: `Bearer ${writeKey}` }),
  };
}
