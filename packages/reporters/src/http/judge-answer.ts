/**
 * What an answer of a collector means for the batch: the table of the outbox, and nothing else. Pure.
 */

import type { HttpAnswer } from './http-request.ts';

/** What is done with the batch. */
export type Verdict =
  | {
      readonly kind: 'acknowledged';
      readonly collectorDigest: 'matches' | 'absent';
      /** Codes by event id. */
      readonly rejected: { readonly [eventId: string]: string };
    }
  /** Tried again, with the same id. */
  | { readonly kind: 'retry'; readonly reason: string; readonly waitMs: number | undefined }
  /** Cut in halves. */
  | { readonly kind: 'too_large' }
  /** Set aside. */
  | { readonly kind: 'rejected'; readonly reason: string };

/** The longest that a collector is obeyed. 24 hours. */
const MAX_RETRY_AFTER_MS = 86_400_000;
/** The shortest wait that a collector can ask for. 1 s. */
const MIN_RETRY_AFTER_MS = 1_000;
/** How dates of HTTP look: a day of the week, then letters, figures and what stands between them. */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? [A-Za-z0-9 :-]{10,32}$/;
/** A code as a collector may give it; anything else it says is not kept. */
const CODE = /^[A-Za-z0-9_.-]{1,64}$/;

/** Judges an answer to a batch whose text has the SHA-256 `bodySha256` (hex). */
export function judgeAnswer(answer: HttpAnswer, bodySha256: string, nowMs: number): Verdict {
  if (answer.kind === 'failed') return { kind: 'retry', reason: answer.code, waitMs: undefined };
  const { status, retryAfter, body } = answer;
  if (status >= 200 && status < 300) return judgeSuccess(body, bodySha256);
  if (status === 413) return { kind: 'too_large' };
  const reason = `status_${status}`;
  if (status === 408 || status === 429 || status >= 500 || status < 400) {
    return { kind: 'retry', reason, waitMs: parseRetryAfter(retryAfter, nowMs) };
  }
  return { kind: 'rejected', reason };
}

/**
 * Reads `Retry-After` (RFC 9110, 10.2.3): seconds or a date. Milliseconds from now, at most 24 hours. Nothing for less than a second, a
 * date that is over by this clock and whatever else: our own wait counts then, or a collector could have us ask without a pause.
 */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  const text = value?.trim() ?? '';
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1_000 : parseHttpDate(text) - nowMs;
  return waitMs >= MIN_RETRY_AFTER_MS ? Math.min(waitMs, MAX_RETRY_AFTER_MS) : undefined;
}

/** One of the three forms of RFC 9110, 5.6.7; the third names no zone and means UTC. Not a number for anything else. */
function parseHttpDate(text: string): number {
  if (!HTTP_DATE.test(text)) return Number.NaN;
  return Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
}

/**
 * 2xx. An empty body or a JSON object is a collector's; anything else is somebody's in between (a login page), who has kept
 * nothing. A digest that differs says that other bytes arrived than were sent.
 */
function judgeSuccess(body: string, bodySha256: string): Verdict {
  const value = parseObject(body);
  if (value === undefined) return { kind: 'retry', reason: 'answer_invalid', waitMs: undefined };
  const digest = value['body_sha256'];
  if (typeof digest === 'string' && digest.toLowerCase() !== bodySha256) {
    return { kind: 'retry', reason: 'digest_differs', waitMs: undefined };
  }
  return {
    kind: 'acknowledged',
    collectorDigest: typeof digest === 'string' ? 'matches' : 'absent',
    rejected: rejectedEvents(value['rejected']),
  };
}

function parseObject(body: string): { readonly [key: string]: unknown } | undefined {
  if (body.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(body);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as { readonly [key: string]: unknown }) : undefined;
  } catch {
    return undefined;
  }
}

function rejectedEvents(list: unknown): { readonly [eventId: string]: string } {
  if (!Array.isArray(list)) return {};
  const pairs = list.flatMap((entry: unknown) => {
    const { event_id: id, code } = (entry ?? {}) as { readonly event_id?: unknown; readonly code?: unknown };
    if (typeof id !== 'string') return [];
    return [[id, typeof code === 'string' && CODE.test(code) ? code : 'unspecified'] as const];
  });
  return Object.fromEntries(pairs);
}
