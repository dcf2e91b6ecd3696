/** Checks an artifact on the disk. */

import type { ArtifactReport } from '../verify-artifact.ts';
import { MAX_ARTIFACT_BYTES, verifyArtifact } from '../verify-artifact.ts';
import { FILE_ACCESS } from './file-access.ts';

/**
 * Checks the file of an artifact. `undefined` when there is none.
 *
 * @throws TelemetryError `CONDUIT_FILE_REFUSED` for a link, a pipe, a folder, somebody else's file, or one larger than any artifact
 */
export function verifyConduitFile(path: string): ArtifactReport | undefined {
  const text = FILE_ACCESS.read(path, MAX_ARTIFACT_BYTES);
  return text === undefined ? undefined : verifyArtifact(text);
}
