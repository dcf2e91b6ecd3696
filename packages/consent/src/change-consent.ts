/**
 * What every change of consent has in common: the trusted folder, the lock, the seal on the log afterwards. By that seal
 * every process that writes the log notices at its next batch, and reads consent again.
 */

import { isTelemetryError, TelemetryError } from '@telemetry/schema';
import { createNodeFileSystem, ensureTrustedFolder, sealLog, type TelemetryPaths } from '@telemetry/store';
import { type ChangeLock, withChangeLock } from './change-lock.ts';
import { errorCodeOf } from './error-code.ts';
import { lockFolderOf } from './identity.ts';
import { type ConsentLocation, consentPaths } from './load-consent.ts';

/** What a change works with. */
export interface ChangeContext {
  readonly paths: TelemetryPaths;
  readonly lock: ChangeLock;
  readonly nowMs: number;
}

/** What became of the log's live file. */
export type SealOutcome = 'sealed' | 'no_log' | 'failed';

/**
 * Runs a change of consent alone, then seals the log.
 *
 * @throws TelemetryError `CONSENT_BUSY`, `STORE_FOLDER_REFUSED`, `TELEMETRY_FOLDER_UNUSABLE`; what `change` throws, and then nothing is sealed
 */
export async function changeConsent<T>(
  location: ConsentLocation & { readonly now?: (() => number) | undefined },
  change: (context: ChangeContext) => Promise<T>,
): Promise<T & { readonly log: SealOutcome }> {
  const paths = consentPaths(location);
  const nowMs = (location.now ?? Date.now)();
  ensureFolder(paths.telemetryDir);
  const done = await withChangeLock(lockFolderOf(paths), (lock) => change({ paths, lock, nowMs }));
  return { ...done, log: seal(paths, nowMs) };
}

function ensureFolder(folder: string): void {
  try {
    ensureTrustedFolder(createNodeFileSystem(), folder);
  } catch (error) {
    if (isTelemetryError(error) || errorCodeOf(error) === 'UNKNOWN') throw error;
    throw new TelemetryError(
      'TELEMETRY_FOLDER_UNUSABLE',
      `The telemetry folder cannot be made (${errorCodeOf(error)}).`,
      {
        hint: 'Look at the permissions of the home folder, and at TELEMETRY_HOME if it is set.',
        cause: error,
      },
    );
  }
}

function seal(paths: TelemetryPaths, nowMs: number): SealOutcome {
  try {
    return sealLog({ directory: paths.telemetryDir, now: () => nowMs }) ? 'sealed' : 'no_log';
  } catch (error) {
    // The change itself is made. Writers that hold the file learn of it at their next start.
    if (isTelemetryError(error) || (error as { code?: unknown }).code !== undefined) return 'failed';
    throw error;
  }
}
