/** Notes that a collector has deleted what it held of identities given up here: only then are their erase keys forgotten. */

import { withChangeLock } from './change-lock.ts';
import { lockFolderOf } from './identity.ts';
import { type ConsentLocation, consentPaths } from './load-consent.ts';
import { forgetEraseKeysLocked } from './pending-erasures.ts';

/**
 * Forgets the erase keys of these identities. The log is not sealed: nothing changes for those who record.
 *
 * @throws TelemetryError `ERASURE_UNREADABLE`, `CONSENT_BUSY`; failures of the file system as they come
 */
export async function confirmErasure(location: ConsentLocation, installIds: readonly string[]): Promise<void> {
  const paths = consentPaths(location);
  await withChangeLock(lockFolderOf(paths), () => forgetEraseKeysLocked(paths, installIds));
}
