/** Reads a small file whole: never hangs on a FIFO, never takes in more than a bound, follows links only when told to. */

import { closeSync, constants, fchmodSync, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { isTelemetryError, TelemetryError } from '@telemetry/schema';
import { errorCodeOf } from './error-code.ts';
import { PRIVATE_MODE } from './replace-file.ts';

/** What is read, and the mode of the file. */
export interface SmallFile {
  readonly text: string;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** What to say when it cannot be read. */
export interface SmallFileOptions {
  /** The code of the error. */
  readonly code: string;
  /** The file's name for messages. */
  readonly shownAs: string;
  /** Bytes; a larger file is refused. */
  readonly maxBytes: number;
  /**
   * Whose file it is. `user`: may be a link to elsewhere, any owner and mode, must be UTF-8 throughout. `ours`: no link,
   * of this user, becomes 0600; invalid UTF-8 is replaced, since such files are judged by line or by member.
   */
  readonly kind: 'user' | 'ours';
}

/**
 * Reads a file. `undefined` when there is none. A byte order mark is kept.
 *
 * @throws TelemetryError `options.code` when it is not a regular file, is too large, is not UTF-8 or cannot be read
 */
export function readSmallFile(path: string, options: SmallFileOptions): SmallFile | undefined {
  const { code, shownAs, maxBytes } = options;
  let fd: number;
  try {
    const noLink = options.kind === 'user' ? 0 : (constants.O_NOFOLLOW ?? 0);
    fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0) | noLink);
  } catch (cause) {
    // ENOTDIR: a file stands where a folder would be, so there is no file below it either.
    if (['ENOENT', 'ENOTDIR'].includes(errorCodeOf(cause))) return undefined;
    throw new TelemetryError(code, `${shownAs}: cannot be opened (${errorCodeOf(cause)}).`, { cause });
  }
  try {
    const facts = fstatSync(fd);
    if (!facts.isFile()) throw new TelemetryError(code, `${shownAs}: is not a regular file.`);
    if (options.kind === 'ours') makePrivate(fd, facts, options);
    if (facts.size > maxBytes) throw new TelemetryError(code, `${shownAs}: is larger than ${maxBytes} bytes.`);
    const text = new TextDecoder('utf-8', { fatal: options.kind === 'user', ignoreBOM: true }).decode(readFileSync(fd));
    return { text, mode: facts.mode & 0o7777, uid: facts.uid, gid: facts.gid };
  } catch (cause) {
    if (isTelemetryError(cause)) throw cause;
    const why = cause instanceof TypeError ? 'is not UTF-8' : `cannot be read (${errorCodeOf(cause)})`;
    throw new TelemetryError(code, `${shownAs}: ${why}.`, { cause });
  } finally {
    closeSync(fd);
  }
}

/** Windows has no uid and no mode. */
function makePrivate(fd: number, facts: Stats, { code, shownAs }: SmallFileOptions): void {
  if (process.geteuid === undefined) return;
  if (facts.uid !== process.geteuid()) throw new TelemetryError(code, `${shownAs}: belongs to another user.`);
  if ((facts.mode & 0o777) !== PRIVATE_MODE) fchmodSync(fd, PRIVATE_MODE);
}
