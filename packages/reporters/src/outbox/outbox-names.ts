/**
 * The names of the files in the outbox. A name is the state of what it names, so that every change of state is one
 * `rename(2)`, and a death at any point leaves one state or the other. Strings only; docs/formats/outbox.md tells what each means.
 */

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** The tail of a segment's name: its UTC time and eight random hex digits. */
const SEGMENT = '\\d{4}-\\d{2}-\\d{2}T\\d{2}-\\d{2}-\\d{2}\\.\\d{3}Z-[0-9a-f]{8}';
/** Who holds a file: `<pid>-<host, 8 hex>-<milliseconds since 1970>-<8 hex>`. */
const OWNER = '\\d+-[0-9a-f]{8}-\\d+-[0-9a-f]{8}';

const WAITING = new RegExp(`^(${UUID})\\.json\\.gz$`);
const LEASED = new RegExp(`^(${UUID})\\.(${OWNER})\\.lease$`);
const CUT = new RegExp(`^(${UUID})\\.(${SEGMENT})\\.([0-9a-f]{8})\\.cut$`);
const HALF = new RegExp(`^(${UUID})\\.(${UUID})\\.half$`);
const SEALED = new RegExp(`^spool-(${SEGMENT})\\.jsonl$`);
const CUTTING = new RegExp(`^spool-(${SEGMENT})\\.(\\d+)\\.(${OWNER})\\.cutting$`);
const DONE = new RegExp(`^spool-(${SEGMENT})\\.(\\d+)\\.([0-9a-f]{8})\\.(\\d+)\\.done$`);
const TEMPORARY = /\.[0-9a-f]{8}\.tmp$/;

/** The live file of the spool. */
export const SPOOL_FILE = 'spool.jsonl';

/** When the next attempt may be made; shared by all processes. */
export const RETRY_FILE = 'retry.json';

/** What a name says. */
export type OutboxEntry =
  /** A batch that waits to be sent. */
  | { readonly kind: 'waiting'; readonly name: string; readonly batchId: string }
  /** A batch that a process is sending. */
  | { readonly kind: 'leased'; readonly name: string; readonly batchId: string; readonly owner: string }
  /** A batch cut from a segment under the claim `token`, not to be sent before the segment is `done` by that claim. */
  | {
      readonly kind: 'cut';
      readonly name: string;
      readonly batchId: string;
      readonly segment: string;
      readonly token: string;
    }
  /** One half of the batch `parentId`, not to be sent before that one is gone. */
  | { readonly kind: 'half'; readonly name: string; readonly batchId: string; readonly parentId: string }
  | { readonly kind: 'live'; readonly name: string }
  /** A segment of the spool of which nothing was cut. */
  | { readonly kind: 'sealed'; readonly name: string; readonly segment: string }
  /** A segment that a process is cutting from byte `start` on. */
  | {
      readonly kind: 'cutting';
      readonly name: string;
      readonly segment: string;
      readonly start: number;
      readonly owner: string;
    }
  /** A segment cut up to byte `end` by the claim `token`, at `sinceMs`; kept a while for writers that were slow. */
  | {
      readonly kind: 'done';
      readonly name: string;
      readonly segment: string;
      readonly end: number;
      readonly token: string;
      readonly sinceMs: number;
    }
  | { readonly kind: 'temporary'; readonly name: string };

/** Reads a name; `undefined` for what is none of these. */
export function parseName(name: string): OutboxEntry | undefined {
  if (name === SPOOL_FILE) return { kind: 'live', name };
  if (TEMPORARY.test(name)) return { kind: 'temporary', name };
  let match = WAITING.exec(name);
  if (match !== null) return { kind: 'waiting', name, batchId: match[1] ?? '' };
  match = LEASED.exec(name);
  if (match !== null) return { kind: 'leased', name, batchId: match[1] ?? '', owner: match[2] ?? '' };
  match = CUT.exec(name);
  if (match !== null) {
    return { kind: 'cut', name, batchId: match[1] ?? '', segment: match[2] ?? '', token: match[3] ?? '' };
  }
  match = HALF.exec(name);
  if (match !== null) return { kind: 'half', name, batchId: match[1] ?? '', parentId: match[2] ?? '' };
  match = SEALED.exec(name);
  if (match !== null) return { kind: 'sealed', name, segment: match[1] ?? '' };
  match = CUTTING.exec(name);
  if (match !== null) {
    return { kind: 'cutting', name, segment: match[1] ?? '', start: Number(match[2]), owner: match[3] ?? '' };
  }
  match = DONE.exec(name);
  if (match === null) return undefined;
  const [, segment = '', end, token = '', since] = match;
  return { kind: 'done', name, segment, end: Number(end), token, sinceMs: Number(since) };
}

/** A batch that waits. */
export function waitingName(batchId: string): string {
  return `${batchId}.json.gz`;
}

/** A batch that `owner` is sending. */
export function leasedName(batchId: string, owner: string): string {
  return `${batchId}.${owner}.lease`;
}

/** A batch cut from a segment under a claim. */
export function cutName(batchId: string, segment: string, token: string): string {
  return `${batchId}.${segment}.${token}.cut`;
}

/** One half of a batch. */
export function halfName(batchId: string, parentId: string): string {
  return `${batchId}.${parentId}.half`;
}

/** A segment of the spool of which nothing was cut. */
export function sealedName(segment: string): string {
  return `spool-${segment}.jsonl`;
}

/** A segment that `owner` is cutting from a byte on. */
export function cuttingName(segment: string, start: number, owner: string): string {
  return `spool-${segment}.${start}.${owner}.cutting`;
}

/** The token of a claim: the random end of the mark of its owner. */
export function tokenOf(owner: string): string {
  return owner.slice(-8);
}

/** A segment that was cut up to a byte by a claim. */
export function doneName(segment: string, end: number, token: string, sinceMs: number): string {
  return `spool-${segment}.${end}.${token}.${Math.floor(sinceMs)}.done`;
}
