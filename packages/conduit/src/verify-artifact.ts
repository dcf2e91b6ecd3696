/**
 * Checks a whole artifact from its bytes: form, privacy, bounds, hashes, chain, order. A chain may begin at a chunk whose
 * predecessor is gone, since old chunks are pruned; nowhere else may one be missing.
 */

import { isExpired } from './advance-stream.ts';
import type { ArtifactKind, Chunk, ConduitSnapshot, ConduitStore } from './artifact.ts';
import { DEFAULT_BOUNDS } from './bounds.ts';
import { coverageOf } from './build-chunk.ts';
import { canonicalJson } from './canonical-json.ts';
import { createIssueList, type Issue, type IssueList } from './check-shape.ts';
import { chunkIdOf } from './digests.ts';
import { kindOf, validatePrivacy } from './validate-privacy.ts';

/** Bytes of the largest artifact: all chunks that a store may hold, and its frame. */
export const MAX_ARTIFACT_BYTES = (DEFAULT_BOUNDS.maxChunks + 1) * DEFAULT_BOUNDS.maxChunkBytes;

/** What a check found. */
export interface ArtifactReport {
  /** Whether nothing is wrong. */
  readonly ok: boolean;
  /** `undefined` when it is no artifact. */
  readonly app: string | undefined;
  readonly kind: ArtifactKind | undefined;
  readonly chunks: number;
  /** At most 32. */
  readonly issues: readonly Issue[];
  /** The artifact, when nothing is wrong. */
  readonly artifact: unknown;
}

/** The bytes of an artifact: canonical JSON and one LF. */
export function encodeArtifact(artifact: unknown): string {
  return `${canonicalJson(artifact)}\n`;
}

/** Checks the text of an artifact. Never throws. */
export function verifyArtifact(text: string): ArtifactReport {
  const issues = createIssueList();
  const artifact = text.length > MAX_ARTIFACT_BYTES ? undefined : parse(text);
  const known = kindOf(artifact);
  if (known === undefined) {
    issues.add('TELEMETRY_SCHEMA_INVALID', 'artifact.schema');
    return { ok: false, app: undefined, kind: undefined, chunks: 0, issues: issues.found, artifact: undefined };
  }
  for (const { code, place } of validatePrivacy(artifact)) issues.add(code, place);
  // What is below relies on the form.
  const chunks = issues.found.length > 0 ? [] : chunksOf(known.kind, artifact);
  if (issues.found.length === 0) {
    if (!isEncoded(artifact, text)) issues.add('TELEMETRY_CONDUIT_INVALID', 'artifact');
    checkChunks(chunks, issues);
    checkHead(known.kind, artifact, issues);
  }
  const ok = issues.found.length === 0;
  return { ok, ...known, chunks: chunks.length, issues: issues.found, artifact: ok ? artifact : undefined };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Other spaces, orders, digits or doubled members would be the same value with another hash. */
function isEncoded(artifact: unknown, text: string): boolean {
  try {
    return encodeArtifact(artifact) === text;
  } catch {
    return false;
  }
}

function chunksOf(kind: ArtifactKind, artifact: unknown): readonly Chunk[] {
  if (kind === 'chunk') return [artifact as Chunk];
  return kind === 'conduitStore' || kind === 'conduitSnapshot' ? (artifact as ConduitStore).chunks : [];
}

function checkChunks(chunks: readonly Chunk[], issues: IssueList): void {
  const blinds = new Set<string>();
  chunks.forEach((chunk, at) => {
    const place = `chunks[${at}]`;
    const before = chunks[at - 1];
    const { payload, windowStartTick, windowEndTick } = chunk;
    const flaws = [
      ['chunkId', chunkIdOf(chunk) !== chunk.chunkId],
      ['prevChunkId', before !== undefined && chunk.prevChunkId !== before.chunkId],
      ['streamId', before !== undefined && chunk.streamId !== before.streamId],
      ['windowStartTick', before !== undefined && windowStartTick <= before.windowEndTick],
      ['payload.sampleCount', payload.sampleCount !== windowEndTick - windowStartTick + 1],
      [
        'kAnonymityFloor',
        chunk.kAnonymityFloor !== payload.kFloor || chunk.kAnonymityFloor !== chunks[0]?.kAnonymityFloor,
      ],
      [
        'coverage',
        coverageOf(Object.values(payload.aggregates).flatMap(Object.values), payload.sampleCount) !== chunk.coverage,
      ],
      ['blind', blinds.has(chunk.blind)],
    ] as const;
    for (const [name, isFlawed] of flaws) if (isFlawed) issues.add('TELEMETRY_CONDUIT_INVALID', `${place}.${name}`);
    if (Buffer.byteLength(canonicalJson(chunk)) > DEFAULT_BOUNDS.maxChunkBytes) {
      issues.add('TELEMETRY_BUDGET_EXCEEDED', place);
    }
    blinds.add(chunk.blind);
  });
}

function checkHead(kind: ArtifactKind, artifact: unknown, issues: IssueList): void {
  if (kind !== 'conduitStore' && kind !== 'conduitSnapshot') return;
  const { streamId, headChunkId } =
    kind === 'conduitStore' ? (artifact as ConduitStore).journal : (artifact as ConduitSnapshot);
  const { chunks } = artifact as ConduitStore;
  const last = chunks.at(-1);
  // Without a chunk the head is one that was pruned.
  if (last !== undefined && headChunkId !== last.chunkId) issues.add('TELEMETRY_CONDUIT_INVALID', 'headChunkId');
  if (last !== undefined && streamId !== last.streamId) issues.add('TELEMETRY_CONDUIT_INVALID', 'streamId');
  if (kind !== 'conduitStore') return;
  const { updatedAtTick } = (artifact as ConduitStore).journal;
  if (last !== undefined && updatedAtTick < last.windowEndTick) {
    issues.add('TELEMETRY_CONDUIT_INVALID', 'journal.updatedAtTick');
  }
  if (chunks.some((chunk) => isExpired(chunk, updatedAtTick))) issues.add('TELEMETRY_TTL_INVALID', 'chunks');
}
