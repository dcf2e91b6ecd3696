/** Gives an installation a new identity: nothing recorded or sent from now on can be linked to what was before. */

import { TelemetryError } from '@telemetry/schema';
import { changeConsent, type SealOutcome } from './change-consent.ts';
import { mayHaveSent } from './forget-sent.ts';
import { type Identity, readUnlessDamaged, replaceIdentityLocked } from './identity.ts';
import type { ConsentLocation } from './load-consent.ts';
import { keepEraseKeyLocked } from './pending-erasures.ts';
import { readLedger } from './read-ledger.ts';

/** What `rotateIdentity` did. */
export interface RotateResult {
  readonly identity: Identity;
  /** True when the former erase key waits in `erasure-pending.json`, since something may have been sent under it. */
  readonly isEraseKeyKept: boolean;
  readonly log: SealOutcome;
}

/**
 * Replaces the identity. Writers of the log take up the new salt when they find it sealed. What waits in the outbox was
 * cut under the former id and leaves under it.
 *
 * @throws TelemetryError `IDENTITY_ABSENT` when there is none to replace, `IDENTITY_UNREADABLE`, `LEDGER_UNREADABLE`,
 * `STORE_FOLDER_REFUSED`, `CONSENT_BUSY`; failures of the file system as they come
 */
export async function rotateIdentity(
  location: ConsentLocation & { readonly now?: (() => number) | undefined },
): Promise<RotateResult> {
  const done = await changeConsent(location, async ({ paths, lock, nowMs }) => {
    const former = readUnlessDamaged(paths);
    if (former === undefined) {
      throw new TelemetryError('IDENTITY_ABSENT', 'There is no identity to replace.', {
        hint: 'One is made when telemetry is enabled.',
      });
    }
    const isEraseKeyKept = mayHaveSent(paths);
    if (isEraseKeyKept) {
      const { endpoints } = readLedger(paths.consentFile);
      keepEraseKeyLocked(paths, former, { endpoints, since: new Date(nowMs).toISOString(), reason: 'rotated' });
    }
    lock.assertHeld();
    return { identity: replaceIdentityLocked(paths, nowMs), isEraseKeyKept };
  });
  return Object.freeze(done);
}
