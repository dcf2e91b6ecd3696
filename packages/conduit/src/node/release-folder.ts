/**
 * The release folder as an input: where it really is, and what is in it. What stands in `receipts/` is ours and not part of the
 * release. Nothing but files and folders can be bound to: a link may lead anywhere tomorrow.
 */

import { createHash, type Hash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { TelemetryError } from '@telemetry/schema';
import type { ReleasedFile } from '../digests.ts';
import { errorCodeOf } from './file-access.ts';

/** Files of a release: more are a mistake in the path, such as a home folder. */
const MAX_FILES = 100_000;
/** Bytes read at a time. */
const CHUNK_BYTES = 1_048_576;
/** Our own folder within the release. */
export const RECEIPTS = 'receipts';
/** The store within it. */
export const STORE_FILE = 'telemetry_conduit.json';
/** The name of a snapshot where `--out` names a folder. */
export const SNAPSHOT_FILE = 'telemetry_conduit_snapshot.json';

/**
 * The real path of a release folder.
 *
 * @throws TelemetryError `CONDUIT_RELEASE_REFUSED` when it is no folder, or its `receipts` is none
 */
export function openRelease(folder: string): string {
  const real = attempt(() => realpathSync(folder));
  if (!lstatSync(real).isDirectory()) throw refusal('it is no folder');
  const receipts = lstatSync(join(real, RECEIPTS), { throwIfNoEntry: false });
  if (receipts !== undefined && !receipts.isDirectory()) throw refusal('its receipts are no folder');
  return real;
}

/**
 * The path of a snapshot: as given, or within a given folder.
 *
 * @throws TelemetryError `CONDUIT_OUT_REFUSED` when it is within the release folder (it would change what the aggregate is bound
 * to), its folder is missing, or something that is no file stands there
 */
export function openOut(out: string, release: string): string {
  const given = resolve(out);
  const isFolder = lstatSync(given, { throwIfNoEntry: false })?.isDirectory() === true;
  const named = isFolder ? join(given, SNAPSHOT_FILE) : given;
  let path: string;
  try {
    path = join(realpathSync(dirname(named)), basename(named));
  } catch (cause) {
    throw outRefusal('its folder is not there', cause);
  }
  const within = relative(release, path);
  if (within !== '..' && !within.startsWith(`..${sep}`) && resolve(within) !== within) {
    throw outRefusal('it is within the release folder');
  }
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there !== undefined && !there.isFile()) throw outRefusal('what stands there is no file');
  return path;
}

/**
 * Lists the files of a release with size and digest.
 *
 * @throws TelemetryError `CONDUIT_RELEASE_REFUSED` for links and other things that are neither file nor folder, names that are no
 * UTF-8, files that change while they are read, and more than 100,000 files
 */
export function listReleasedFiles(release: string): readonly ReleasedFile[] {
  const files: ReleasedFile[] = [];
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  const walk = (folder: string, prefix: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true, encoding: 'utf8' })) {
      if (prefix === '' && entry.name === RECEIPTS) continue;
      // What is no UTF-8 is read with this character in place of it.
      if (entry.name.includes('\uFFFD')) throw refusal('a name in it is no UTF-8');
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path, `${prefix}${entry.name}/`);
      else if (entry.isFile()) files.push({ path: `${prefix}${entry.name}`, ...digestFile(path, buffer) });
      else throw refusal('it holds a link, or something else that is no file and no folder');
      if (files.length > MAX_FILES) throw refusal(`it holds more than ${MAX_FILES} files`);
    }
  };
  walk(release, '');
  return files;
}

function digestFile(path: string, buffer: Buffer): Pick<ReleasedFile, 'size' | 'sha256'> {
  const fd = attempt(() => openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)));
  try {
    const { size } = fstatSync(fd);
    const digest: Hash = createHash('sha256');
    let length = 0;
    for (;;) {
      const got = readSync(fd, buffer, 0, buffer.length, null);
      if (got === 0) break;
      digest.update(buffer.subarray(0, got));
      length += got;
    }
    if (length !== size) throw refusal('a file in it changed while it was read');
    return { size, sha256: digest.digest('hex') };
  } finally {
    closeSync(fd);
  }
}

function attempt<T>(action: () => T): T {
  try {
    return action();
  } catch (cause) {
    throw refusal(`it cannot be read (${errorCodeOf(cause)})`, cause);
  }
}

function refusal(why: string, cause?: unknown): TelemetryError {
  return new TelemetryError('CONDUIT_RELEASE_REFUSED', `The release folder is not used: ${why}.`, {
    hint: 'Name a folder of plain files that is complete.',
    cause,
  });
}

function outRefusal(why: string, cause?: unknown): TelemetryError {
  return new TelemetryError('CONDUIT_OUT_REFUSED', `The snapshot is not written there: ${why}.`, {
    hint: 'Name a file outside the release folder, in a folder that is there.',
    cause,
  });
}
