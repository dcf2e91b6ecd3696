/**
 * Preview and apply. Both compute the same; apply writes it, in an order in which a death at any point leaves what the next
 * apply completes: (1) the private file, with the windows spent and their chunks pending, (2) the store, (3) the snapshot,
 * (4) the private file without the pending chunks. What has its bytes already is not written.
 */

import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Catalog, TelemetryError } from '@telemetry/schema';
import { createNodeFileSystem, ensureTrustedFolder, type LogLocation, type TelemetryPaths } from '@telemetry/store';
import { advanceStream, emptyStream, pruneChunks, type Stream, snapshotOf, storeOf } from '../advance-stream.ts';
import type { Chunk, ConduitSnapshot, ConduitStore } from '../artifact.ts';
import {
  type ConduitBounds,
  DEFAULT_K,
  DEFAULT_WINDOW_TICKS,
  MAX_K,
  MAX_WINDOW_TICKS,
  MIN_K,
  withDefaults,
} from '../bounds.ts';
import type { Issue } from '../check-shape.ts';
import { createSecretDigests, pathDigestOf } from '../digests.ts';
import { createPartition, type PartitionRule } from '../partition.ts';
import { requirePrivacy } from '../validate-privacy.ts';
import { encodeArtifact, MAX_ARTIFACT_BYTES, verifyArtifact } from '../verify-artifact.ts';
import type { ClosedWindow } from '../window-counter.ts';
import { FILE_ACCESS, type FileAccess, removeLeftovers } from './file-access.ts';
import { readWindows } from './read-windows.ts';
import { listReleasedFiles, openOut, openRelease, RECEIPTS, STORE_FILE } from './release-folder.ts';
import {
  encodeStreamFile,
  MAX_STREAMS,
  readStreamFile,
  type StoredStream,
  type StreamFile,
  streamFilePath,
} from './stream-file.ts';

/** What a conduit runs on. */
export interface ConduitOptions {
  readonly app: string;
  readonly paths: Pick<TelemetryPaths, 'streamsDir'>;
  readonly log: LogLocation;
  readonly catalog: Catalog;
  /** Maps of the host beside the standard ones. */
  readonly rules?: readonly PartitionRule[];
  readonly releaseDir: string;
  /** A file, or a folder that gets `telemetry_conduit_snapshot.json`. Needed to apply. */
  readonly out?: string | undefined;
  /** The floor, 5 to 1,000,000. Default: that of the stream, 100 for a new one. */
  readonly k?: number | undefined;
  /** Ticks of a window. Default: that of the stream, 3,600 for a new one. */
  readonly windowTicks?: number | undefined;
  /** Ends the stream: what is left becomes its last window. */
  readonly isClosing?: boolean;
  /** `sha256:` digests of what is released as evidence, for new chunks. */
  readonly evidenceRefs?: readonly string[];
  /** `sha256:` digests of findings about the release, for new chunks. */
  readonly tartarusRefs?: readonly string[];
  readonly bounds?: Partial<ConduitBounds>;
  /** Called directly before the first write: throws when another process has taken over. */
  readonly assertHeld?: () => void;
  /** For tests. */
  readonly files?: FileAccess;
}

/** What came of it: the snapshot, or what is wrong with the store that is there. */
export type ConduitResult =
  | {
      readonly ok: true;
      readonly snapshot: ConduitSnapshot;
      readonly text: string;
      readonly newChunks: number;
      readonly isChanged: boolean;
    }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Only the user. */
const PRIVATE_MODE = 0o600;
/** As the release around it: made to be handed on. */
const RELEASED_MODE = 0o644;

/**
 * Computes what `applyConduit` would write, to the byte. Writes nothing.
 *
 * @throws TelemetryError `CONDUIT_STREAM_ABSENT`, `CONDUIT_STREAM_NEWER`, `CONDUIT_STREAM_DAMAGED`, `CONDUIT_FILE_REFUSED`,
 * `CONDUIT_RELEASE_REFUSED`, `CONDUIT_OUT_REFUSED`, `CONDUIT_OPTION_INVALID`, `CONDUIT_OPTION_FIXED`, `CONDUIT_PRIVACY`; failures of
 * the file system as they come
 */
export async function previewConduit(options: ConduitOptions): Promise<ConduitResult> {
  const prepared = await prepare(options);
  if ('issues' in prepared) return { ok: false, issues: prepared.issues };
  const { snapshot, snapshotText, newChunks, isChanged } = prepared;
  return { ok: true, snapshot, text: snapshotText, newChunks, isChanged };
}

/**
 * Takes the new windows of the log into the store of the release folder, and writes the snapshot. Let no two run at once on one
 * installation. Throws as `previewConduit` does.
 */
export async function applyConduit(options: ConduitOptions & { readonly out: string }): Promise<ConduitResult> {
  const { files = FILE_ACCESS } = options;
  const prepared = await prepare(options);
  if ('issues' in prepared) return { ok: false, issues: prepared.issues };
  const { release, out, streamPath, before, pending, after, storeText, storeBefore, snapshotText } = prepared;
  if (out === undefined) throw optionInvalid('apply needs a path for the snapshot');
  const storePath = join(release, RECEIPTS, STORE_FILE);
  ensureTrustedFolder(createNodeFileSystem(), options.paths.streamsDir);
  // Whatever can be refused is refused before the first write.
  const outBefore = files.read(out, MAX_ARTIFACT_BYTES);
  options.assertHeld?.();
  for (const path of [streamPath, storePath, out]) removeLeftovers(path);
  let isChanged = false;
  const write = (path: string, text: string, present: string | undefined, mode: number): void => {
    if (text === present) return;
    files.replace(path, text, mode);
    isChanged = true;
  };
  write(streamPath, pending, before, PRIVATE_MODE);
  mkdirSync(dirname(storePath), { recursive: true });
  write(storePath, storeText, storeBefore, RELEASED_MODE);
  write(out, snapshotText, outBefore, RELEASED_MODE);
  write(streamPath, after, pending, PRIVATE_MODE);
  return { ok: true, snapshot: prepared.snapshot, text: snapshotText, newChunks: prepared.newChunks, isChanged };
}

interface Prepared {
  readonly release: string;
  readonly out: string | undefined;
  readonly streamPath: string;
  /** The private file: as it is, with what is pending, and in the end. */
  readonly before: string;
  readonly pending: string;
  readonly after: string;
  readonly storeBefore: string | undefined;
  readonly storeText: string;
  readonly snapshot: ConduitSnapshot;
  readonly snapshotText: string;
  readonly newChunks: number;
  readonly isChanged: boolean;
}

async function prepare(options: ConduitOptions): Promise<Prepared | { readonly issues: readonly Issue[] }> {
  const { app, files = FILE_ACCESS, catalog, log } = options;
  checkOptions(options);
  const bounds = withDefaults(options.bounds);
  const partition = createPartition(catalog, options.rules);
  const release = openRelease(options.releaseDir);
  const out = options.out === undefined ? undefined : openOut(options.out, release);
  const streamPath = streamFilePath(options.paths);
  const { text: before, file } = readStreamFile(files, streamPath);
  const digests = createSecretDigests(Buffer.from(file.secret, 'hex'));
  const streamId = digests.streamId(release);
  const known = Object.hasOwn(file.streams, streamId) ? file.streams[streamId] : undefined;
  if (known === undefined && Object.keys(file.streams).length >= MAX_STREAMS) {
    throw optionInvalid(`there are ${MAX_STREAMS} streams already`);
  }

  const storeBefore = files.read(join(release, RECEIPTS, STORE_FILE), MAX_ARTIFACT_BYTES);
  const found = readStore(storeBefore, app, streamId, known);
  if ('issues' in found) return found;

  const begun = settle(options, known, found.chunks);
  const base = completed(begun, known, bounds);
  let stream = base;
  let pathDigest: string | undefined;
  const take = (window: ClosedWindow): void => {
    // Reading a release takes time, and is needed for new chunks alone.
    pathDigest ??= pathDigestOf(listReleasedFiles(release));
    const { evidenceRefs = [], tartarusRefs = [] } = options;
    const settings = { app, streamId, pathDigest, blind: digests.blind, bounds, evidenceRefs, tartarusRefs };
    stream = advanceStream(stream, [window], settings);
  };
  const isClosing = options.isClosing === true;
  const { windowTicks } = base.state;
  const cursor = base.state.isClosed
    ? file.cursor
    : await readWindows({ log, catalog, partition, digests, cursor: file.cursor, windowTicks, isClosing }, take);
  stream = { ...stream, state: { ...stream.state, isClosed: stream.state.isClosed || isClosing } };

  const texts = encodeFiles({ ...file, cursor }, streamId, stream, known, found);
  const store = storeOf(app, streamId, stream);
  const snapshot = snapshotOf(app, streamId, stream);
  const [storeText, snapshotText] = [store, snapshot].map(encodeChecked) as [string, string];
  const isChanged = texts.after !== before || storeText !== storeBefore;
  const ids = new Set(base.chunks.map(({ chunkId }) => chunkId));
  const newChunks = stream.chunks.filter(({ chunkId }) => !ids.has(chunkId)).length;
  const written = { storeBefore, storeText, snapshot, snapshotText, newChunks, isChanged };
  return { release, out, streamPath, before, ...texts, ...written };
}

/** A store as it stands in the release folder. */
interface FoundStore {
  readonly headChunkId: string | null;
  readonly chunks: readonly Chunk[];
}

/** The store that is there, or what is wrong with it: damaged, of another stream, or of another time. */
function readStore(
  text: string | undefined,
  app: string,
  streamId: string,
  known: StoredStream | undefined,
): FoundStore | { readonly issues: readonly Issue[] } {
  // A release that was made anew has none: the chain goes on behind what is gone.
  if (text === undefined) return { headChunkId: known?.headChunkId ?? null, chunks: [] };
  const report = verifyArtifact(text);
  if (!report.ok) return { issues: report.issues };
  const foreign = (place: string) => ({ issues: [{ code: 'TELEMETRY_CONDUIT_INVALID' as const, place }] });
  if (report.kind !== 'conduitStore' || report.app !== app) return foreign('artifact.schema');
  const { journal, chunks } = report.artifact as ConduitStore;
  if (known === undefined || journal.streamId !== streamId) return foreign('journal.streamId');
  const heads = known.pending === undefined ? [known.headChunkId] : [known.headChunkId, known.pending.fromHeadChunkId];
  if (!heads.includes(journal.headChunkId)) return foreign('journal.headChunkId');
  const isLate = journal.updatedAtTick > known.updatedAtTick;
  if (isLate || (known.pending === undefined && journal.updatedAtTick !== known.updatedAtTick)) {
    return foreign('journal.updatedAtTick');
  }
  if (chunks.some(({ kAnonymityFloor }) => kAnonymityFloor !== known.k)) return foreign('chunks.kAnonymityFloor');
  return { headChunkId: journal.headChunkId, chunks };
}

/** The stream as it was left, or a new one. Its floor and its window stay what they were. */
function settle({ k, windowTicks }: ConduitOptions, known: StoredStream | undefined, chunks: readonly Chunk[]): Stream {
  if (known === undefined) return emptyStream(k ?? DEFAULT_K, windowTicks ?? DEFAULT_WINDOW_TICKS);
  const { pending: _, ...state } = known;
  if ((k ?? state.k) !== state.k) throw optionFixed('floor', state.k);
  if ((windowTicks ?? state.windowTicks) !== state.windowTicks) throw optionFixed('window', state.windowTicks);
  return { state, chunks };
}

/** Adds what an apply that died had spent windows for. Its totals are in the state already. */
function completed({ state, chunks }: Stream, known: StoredStream | undefined, bounds: ConduitBounds): Stream {
  const there = new Set(chunks.map(({ chunkId }) => chunkId));
  const missing = (known?.pending?.chunks ?? []).filter(({ chunkId }) => !there.has(chunkId));
  return { state, chunks: pruneChunks([...chunks, ...missing], state.updatedAtTick, bounds).chunks };
}

/** The private file with what is pending, and without. Both are as it is when nothing is new. */
function encodeFiles(
  file: StreamFile,
  streamId: string,
  { state, chunks }: Stream,
  known: StoredStream | undefined,
  stored: FoundStore,
): { readonly pending: string; readonly after: string } {
  const withStream = (stream: StoredStream): string =>
    encodeStreamFile({ ...file, streams: { ...file.streams, [streamId]: stream } });
  const after = withStream(state);
  const { pending: left, ...settled } = known ?? {};
  if (known !== undefined && left === undefined && encodeArtifact(settled) === encodeArtifact(state)) {
    return { pending: after, after };
  }
  const there = new Set(stored.chunks.map(({ chunkId }) => chunkId));
  const missing = chunks.filter(({ chunkId }) => !there.has(chunkId));
  const pending = { fromHeadChunkId: stored.headChunkId, chunks: missing };
  return { pending: withStream({ ...state, pending }), after };
}

/** Nothing leaves unchecked: its form, its words and its floor, then its hashes and its chain. */
function encodeChecked(artifact: ConduitStore | ConduitSnapshot): string {
  requirePrivacy(artifact);
  const text = encodeArtifact(artifact);
  const [issue] = verifyArtifact(text).issues;
  if (issue === undefined) return text;
  throw new TelemetryError('CONDUIT_PRIVACY', `Nothing is shown or written: ${issue.place} (${issue.code}).`, {
    hint: 'This is a defect.',
  });
}

function checkOptions({ k, windowTicks }: ConduitOptions): void {
  if (k !== undefined && !(Number.isSafeInteger(k) && k >= MIN_K && k <= MAX_K)) {
    throw optionInvalid(`the floor must be a whole number from ${MIN_K} to ${MAX_K}`);
  }
  if (
    windowTicks !== undefined &&
    !(Number.isSafeInteger(windowTicks) && windowTicks >= 1 && windowTicks <= MAX_WINDOW_TICKS)
  ) {
    throw optionInvalid(`a window must be a whole number of ticks from 1 to ${MAX_WINDOW_TICKS}`);
  }
}

function optionInvalid(why: string): TelemetryError {
  return new TelemetryError('CONDUIT_OPTION_INVALID', `The conduit does not run: ${why}.`);
}

function optionFixed(what: string, value: number): TelemetryError {
  return new TelemetryError('CONDUIT_OPTION_FIXED', `The ${what} of this stream is ${value}, for good.`, {
    hint: 'Two floors or overlapping windows over the same events could be subtracted from each other.',
  });
}
