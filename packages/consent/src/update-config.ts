/**
 * Writes changes of `[telemetry]` into the configuration on the disk.
 *
 * A link is followed: the file it leads to is replaced, the link stays (people keep such files in a repository of their
 * own). A link that leads nowhere, and anything but a regular file, is refused. The file keeps its mode and its owner; a
 * new one gets 0600. Under the lock of consent no process of ours writes at the same time; that no editor has saved
 * meanwhile is looked at directly before the rename, and then the edit starts again from what is there.
 */

import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { isTelemetryError, TelemetryError } from '@telemetry/schema';
import type { ChangeLock } from './change-lock.ts';
import { editTelemetryTable, type TelemetryChanges } from './edit-config.ts';
import { errorCodeOf } from './error-code.ts';
import { configReading } from './load-consent.ts';
import { readSmallFile, type SmallFile } from './read-small-file.ts';
import { removeLeftovers, replaceFile } from './replace-file.ts';

/** An editor that saves more often than this between two of our looks is not there for us to beat. */
const MAX_ATTEMPTS = 5;

/** Thrown and caught here: the file is no longer the one that was edited. */
const CHANGED = Symbol('changed');

/**
 * Changes the configuration. False when it said so already; then nothing is written. Call it under the lock.
 *
 * @throws TelemetryError the codes of `editTelemetryTable`, `CONFIG_UNREADABLE`, `CONFIG_UNWRITABLE`, `CONSENT_BUSY`
 */
export async function updateConfig(
  path: string,
  changes: TelemetryChanges,
  shownAs: string,
  lock: ChangeLock,
): Promise<boolean> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const target = targetOf(path, shownAs);
    const before = readSmallFile(target, configReading(shownAs));
    const edited = await editTelemetryTable(before?.text ?? '', changes, shownAs);
    if (edited === (before?.text ?? '')) return false;
    if (write(target, edited, before, shownAs, lock)) return true;
  }
  throw new TelemetryError('CONSENT_BUSY', `${shownAs}: is being changed by another program.`, {
    retryable: true,
    hint: 'Try again.',
  });
}

function write(
  target: string,
  text: string,
  before: SmallFile | undefined,
  shownAs: string,
  lock: ChangeLock,
): boolean {
  const beforeCommit = () => {
    lock.assertHeld();
    if (readSmallFile(target, configReading(shownAs))?.text !== before?.text) throw CHANGED;
  };
  try {
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    removeLeftovers(target);
    replaceFile(target, text, { beforeCommit, ...(before === undefined ? {} : { mode: before.mode, owner: before }) });
    return true;
  } catch (cause) {
    if (cause === CHANGED) return false;
    if (isTelemetryError(cause)) throw cause;
    throw new TelemetryError('CONFIG_UNWRITABLE', `${shownAs}: cannot be written (${errorCodeOf(cause)}).`, {
      hint: 'Nothing was changed. Look at the permissions of the file and of its folder.',
      cause,
    });
  }
}

/** Where the text really is. */
function targetOf(path: string, shownAs: string): string {
  const facts = lstatSync(path, { throwIfNoEntry: false });
  if (!facts?.isSymbolicLink()) return path;
  try {
    return realpathSync(path);
  } catch (cause) {
    throw new TelemetryError('CONFIG_UNREADABLE', `${shownAs}: is a link that leads nowhere.`, {
      hint: 'Remove the link, or make the file it leads to.',
      cause,
    });
  }
}
