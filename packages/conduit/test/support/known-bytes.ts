/**
 * Computes artifacts of a fixed installation, for comparing one Node with another: no chance, no clock, no disk. Prints the digest of all
 * bytes. Run by evidence/node-versions.ts under each version, and imported by the tests.
 */

import { createHash } from 'node:crypto';
import { extendStandardCatalog, type RecordedEvent } from '@telemetry/schema';
import {
  advanceStream,
  type ClosedWindow,
  canonicalJson,
  createPartition,
  createSecretDigests,
  createWindowCounter,
  DEFAULT_BOUNDS,
  emptyStream,
  encodeArtifact,
  pathDigestOf,
  snapshotOf,
  storeOf,
} from '../../src/index.ts';
import { sampleNumbers } from './sample-numbers.ts';

/** Digests of the bytes: of artifacts, and of so many numbers. */
export function knownBytes(numbers: number): { readonly artifacts: string; readonly numbers: string } {
  const digests = createSecretDigests(createHash('sha256').update('for comparison only').digest());
  const partition = createPartition(extendStandardCatalog());
  const counter = createWindowCounter({
    partition,
    windowTicks: 250,
    tick: 0,
    recentMarks: [],
    mark: digests.eventMark,
  });
  const names = [
    'runner.started',
    'plan.generated',
    'capability.denied',
    'quest.failed',
    'risk.flagged',
    'error',
    'nothing.such',
  ];
  const windows: ClosedWindow[] = [];
  for (let at = 0; at < 4_000; at += 1) {
    const event = names[(at * at) % names.length] ?? '';
    const reason = ['abort', 'budget', 'invalid_payload', 'weird'][(at * 7) % 4];
    // Every tenth is a repeat.
    const eventId = `event-${at - (at % 10 === 9 ? 1 : 0)}`;
    const window = counter.add({
      event,
      event_id: eventId,
      payload: { reason, capability: 'network' },
    } as unknown as RecordedEvent);
    if (window !== undefined) windows.push(window);
  }
  const pathDigest = pathDigestOf([
    { path: 'ü/\ufb33.js', size: 3, sha256: '0'.repeat(64) },
    { path: 'a', size: 0, sha256: '1'.repeat(64) },
  ]);
  const streamId = digests.streamId('/release');
  const bounds = { ...DEFAULT_BOUNDS, maxChunks: 9 };
  const stream = advanceStream(emptyStream(20, 250), windows, {
    app: 'weftend',
    streamId,
    pathDigest,
    blind: digests.blind,
    bounds,
  });
  const artifacts = createHash('sha256');
  for (const artifact of [storeOf('weftend', streamId, stream), snapshotOf('weftend', streamId, stream)])
    artifacts.update(encodeArtifact(artifact));
  const written = createHash('sha256');
  let count = 0;
  for (const { value } of sampleNumbers()) {
    if (Object.is(value, -0) || (Number.isInteger(value) && !Number.isSafeInteger(value))) continue;
    written.update(`${canonicalJson([value, { [String(value)]: value }])}\n`);
    count += 1;
    if (count === numbers) break;
  }
  return { artifacts: artifacts.digest('hex'), numbers: written.digest('hex') };
}

if (process.argv[1] === import.meta.filename)
  console.log(JSON.stringify(knownBytes(Number(process.argv[2] ?? 10_000))));
