/**
 * `outbox/summary-cursors.json`: up to where the log has been taken into daily summaries, and the parts that are about to be put into the
 * outbox. It is made when sending summaries is agreed to, and goes with the outbox when that ends: what the log held before is in no summary.
 * Replaced as a whole; a damaged one counts as none, and then begins anew.
 */

/** The version written into the file. */
const CURSORS_VERSION = 1;

/** A part that is to be put into the outbox. Adding it twice adds it once. */
export interface PendingPart {
  /** `<day>/<part>`: names it within this installation. */
  readonly key: string;
  readonly summary: object;
}

/** What the file says. */
export interface SummaryCursors {
  /** When it began, in milliseconds since 1970: earlier events are in no summary, whoever writes them when. */
  readonly sinceMs: number;
  /** Bytes taken of each segment of the log, by its name; null: it was there before, and none of it is taken. */
  readonly segments: { readonly [name: string]: number | null };
  /** The number of the next part of each day. */
  readonly nextParts: { readonly [day: string]: number };
  /** Decided, and not known to be in the outbox. */
  readonly pending: readonly PendingPart[];
}

/** Writes the file's text. */
export function encodeCursors({ sinceMs, segments, nextParts, pending }: SummaryCursors): string {
  const record = { cursors_version: CURSORS_VERSION, since_ms: sinceMs, segments, next_parts: nextParts, pending };
  return `${JSON.stringify(record)}\n`;
}

/** Reads the file's text; `undefined` for none, a damaged one or one of a later version. */
export function decodeCursors(text: string | undefined): SummaryCursors | undefined {
  let record: { readonly [member: string]: unknown } | null;
  try {
    record = JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
  if (record?.['cursors_version'] !== CURSORS_VERSION || typeof record['since_ms'] !== 'number') return undefined;
  const { segments, next_parts: nextParts, pending } = record;
  if (!isObject(segments) || !isObject(nextParts) || !Array.isArray(pending)) return undefined;
  return {
    sinceMs: record['since_ms'],
    segments: segments as SummaryCursors['segments'],
    nextParts: nextParts as SummaryCursors['nextParts'],
    pending: pending as readonly PendingPart[],
  };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
