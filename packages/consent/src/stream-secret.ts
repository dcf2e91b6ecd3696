/**
 * The secret of the conduit, made with the first yes and not before. Owns the first bytes of `streams/conduit.json` alone; what the
 * conduit adds to it is its own (docs/formats/conduit.md).
 */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createNodeFileSystem, ensureTrustedFolder, type TelemetryPaths } from '@telemetry/store';
import { createFileOnce } from './replace-file.ts';

/** Bytes: as long as the digests that it keys. */
const SECRET_BYTES = 32;

/**
 * Makes the file with a new secret, unless there is one. False when there is. Call it once consent is given.
 *
 * @throws TelemetryError `STORE_FOLDER_REFUSED`; failures of the file system as they come
 */
export function createStreamSecret({ streamsDir }: Pick<TelemetryPaths, 'streamsDir'>): boolean {
  ensureTrustedFolder(createNodeFileSystem(), streamsDir);
  const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(SECRET_BYTES))).toString('hex');
  return createFileOnce(join(streamsDir, 'conduit.json'), `${JSON.stringify({ secret, version: 1 })}\n`);
}

/** The same where a failure must not stand in the way: the conduit itself tells what is missing, when it is used. */
export function tryCreateStreamSecret(paths: Pick<TelemetryPaths, 'streamsDir'>): void {
  try {
    createStreamSecret(paths);
  } catch {
    // A full disk, or a folder that is not ours alone: `telemetry conduit` meets it again, and says so.
  }
}

/**
 * Deletes the conduit's secret and cursor. Call it only when the events are deleted, too: without a cursor those that are left would be
 * counted again, and two chunks over the same events could be subtracted from each other.
 */
export function removeStreams({ streamsDir }: Pick<TelemetryPaths, 'streamsDir'>): void {
  rmSync(streamsDir, { recursive: true, force: true });
}
