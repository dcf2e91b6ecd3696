/** Changes a small file of the outbox while no consent changes: what was decided under one consent is never written under another. */

import { join } from 'node:path';
import { withChangeLock } from './change-lock.ts';
import { lockFolderOf } from './identity.ts';
import { type ConsentLocation, consentPaths } from './load-consent.ts';
import { readSmallFile } from './read-small-file.ts';
import { replaceFile } from './replace-file.ts';

/** A file of the outbox is some kilobytes; with summaries that are about to be put beside it some megabytes. 64 MiB. */
const MAX_BYTES = 67_108_864;

/** Reads a file of the outbox; `undefined` when there is none. @throws TelemetryError `OUTBOX_WRITE_FAILED` when it cannot be read */
export function readOutboxFile(location: ConsentLocation, name: string): string | undefined {
  const path = join(consentPaths(location).outboxDir, name);
  return readSmallFile(path, { code: 'OUTBOX_WRITE_FAILED', shownAs: name, maxBytes: MAX_BYTES, kind: 'ours' })?.text;
}

/**
 * Replaces a file of the outbox, in one step, by what `change` makes of it; `undefined` leaves it as it is. No other process changes it,
 * or consent, in between. The folder of the outbox must be there.
 *
 * @throws TelemetryError `OUTBOX_WRITE_FAILED`, `CONSENT_BUSY`; failures of the file system as they come
 */
export async function changeOutboxFile(
  location: ConsentLocation,
  name: string,
  change: (text: string | undefined) => string | undefined | Promise<string | undefined>,
): Promise<void> {
  const paths = consentPaths(location);
  await withChangeLock(lockFolderOf(paths), async (lock) => {
    const text = await change(readOutboxFile(location, name));
    if (text === undefined) return;
    replaceFile(join(paths.outboxDir, name), text, { beforeCommit: lock.assertHeld });
  });
}
