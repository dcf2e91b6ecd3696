/**
 * Says whether an artifact may be written or printed: its kind, every field of it, and the floor. Asked about everything
 * before it leaves; what is not allowed by name is forbidden.
 */

import { TelemetryError } from '@telemetry/schema';
import { type Aggregate, ARTIFACT_KINDS, type ArtifactKind } from './artifact.ts';
import {
  DEFAULT_BOUNDS,
  MAX_K,
  MAX_MAPS,
  MAX_REASON_CODES,
  MAX_REFS,
  MAX_TTL,
  MAX_WINDOW_TICKS,
  MIN_K,
} from './bounds.ts';
import {
  type Check,
  createIssueList,
  entries,
  type Issue,
  type IssueList,
  isRecord,
  items,
  members,
  orNull,
  pattern,
  reasonCode,
  share,
  whole,
} from './check-shape.ts';
import { isShareableWord } from './shareable-word.ts';

const SCHEMA = /^([a-z][a-z0-9-]{0,63})\.telemetry\.([A-Za-z]+)\/0$/;
const DIGEST = pattern(/^sha256:[0-9a-f]{64}$/);
const STREAM_ID = pattern(/^[0-9a-f]{32}$/);
const TICK = whole(1, Number.MAX_SAFE_INTEGER);
const COUNT = whole(0, Number.MAX_SAFE_INTEGER);
const K = whole(MIN_K, MAX_K, 'TELEMETRY_K_ANONYMITY_FAIL');
const MAP_NAME = /^[a-z][A-Za-z0-9]{0,31}$/;

/** What is wrong with an artifact, or with anything that is passed for one; at most 32 issues, none when it may be shown. */
export function validatePrivacy(artifact: unknown): readonly Issue[] {
  const issues = createIssueList();
  const schema = isRecord(artifact) ? artifact['schema'] : undefined;
  const [, app, kind] = (typeof schema === 'string' && SCHEMA.exec(schema)) || [];
  const known = ARTIFACT_KINDS.find((one) => one === kind);
  if (app === undefined || known === undefined) issues.add('TELEMETRY_SCHEMA_INVALID', 'artifact.schema');
  else checksFor(app)[known](artifact, 'artifact', issues);
  return issues.found;
}

/**
 * The same as a gate.
 *
 * @throws TelemetryError `CONDUIT_PRIVACY`, which names the first issue's place
 */
export function requirePrivacy(artifact: unknown): void {
  const [first] = validatePrivacy(artifact);
  if (first === undefined) return;
  throw new TelemetryError('CONDUIT_PRIVACY', `Nothing is shown or written: ${first.place} (${first.code}).`, {
    hint: 'This is a defect, or a vocabulary with words that are no identifiers.',
  });
}

/** The kind and the application of an artifact by its schema string; `undefined` when it is none of ours. */
export function kindOf(artifact: unknown): { readonly app: string; readonly kind: ArtifactKind } | undefined {
  const schema = isRecord(artifact) ? artifact['schema'] : undefined;
  const [, app, name] = (typeof schema === 'string' && SCHEMA.exec(schema)) || [];
  const kind = ARTIFACT_KINDS.find((one) => one === name);
  return app === undefined || kind === undefined ? undefined : { app, kind };
}

function checksFor(app: string): { readonly [K in ArtifactKind]: Check } {
  const named =
    (kind: ArtifactKind): Check =>
    (value, place, issues) => {
      if (value !== `${app}.telemetry.${kind}/0`) issues.add('TELEMETRY_SCHEMA_INVALID', place);
    };
  const buckets = entries(isShareableWord, COUNT, DEFAULT_BOUNDS.maxBucketsPerChunk);
  const aggregate = both(
    members({
      schema: named('aggregate'),
      bind: members({ pathDigest: DIGEST }),
      kFloor: K,
      sampleCount: whole(1, MAX_WINDOW_TICKS),
      aggregates: entries((name) => MAP_NAME.test(name), buckets, MAX_MAPS),
    }),
    checkFloor,
  );
  const chunk = members({
    schema: named('chunk'),
    streamId: STREAM_ID,
    chunkId: DIGEST,
    prevChunkId: orNull(DIGEST),
    windowStartTick: TICK,
    windowEndTick: TICK,
    payload: aggregate,
    evidenceRefs: items(DIGEST, MAX_REFS, 'sorted'),
    tartarusRefs: items(DIGEST, MAX_REFS, 'sorted'),
    ttlSeconds: whole(1, MAX_TTL, 'TELEMETRY_TTL_INVALID'),
    kAnonymityFloor: K,
    coverage: share,
    blind: pattern(/^[0-9a-f]{64}$/),
  });
  const chunks = items(chunk, DEFAULT_BOUNDS.maxChunks);
  const journal = members({
    schema: named('journal'),
    streamId: STREAM_ID,
    headChunkId: orNull(DIGEST),
    updatedAtTick: COUNT,
  });
  return {
    aggregate,
    chunk,
    journal,
    conduitStore: members({ schema: named('conduitStore'), journal, chunks }),
    conduitSnapshot: members(
      {
        schema: named('conduitSnapshot'),
        streamId: STREAM_ID,
        headChunkId: orNull(DIGEST),
        chunks,
        dropped: members({ ttlPruned: COUNT, capPruned: COUNT, kFloorSkipped: COUNT, duplicateSkipped: COUNT }),
        reasonCodes: items(reasonCode, MAX_REASON_CODES, 'sorted'),
      },
      ['reasonCodes'],
    ),
  };
}

function both(first: Check, second: Check): Check {
  return (value, place, issues) => {
    const before = issues.found.length;
    first(value, place, issues);
    if (issues.found.length === before) second(value, place, issues);
  };
}

/** Every bucket at least k, together no more than the window, and what is left 0 or at least k. */
function checkFloor(value: unknown, place: string, issues: IssueList): void {
  const { kFloor, sampleCount, aggregates } = value as Aggregate;
  const counts = Object.values(aggregates).flatMap((map) => Object.values(map));
  if (counts.length > DEFAULT_BOUNDS.maxBucketsPerChunk) issues.add('TELEMETRY_BUDGET_EXCEEDED', `${place}.aggregates`);
  const left = sampleCount - counts.reduce((sum, count) => sum + count, 0);
  const isKept = sampleCount >= kFloor && counts.every((count) => count >= kFloor) && (left === 0 || left >= kFloor);
  if (!isKept) issues.add('TELEMETRY_K_ANONYMITY_FAIL', `${place}.aggregates`);
}
