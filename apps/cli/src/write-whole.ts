/** Writes what a user asked for into the file that they named, which may be a device or a pipe. */

import { closeSync, constants, openSync, statSync, writeFileSync } from 'node:fs';

/** Only the user may read what is written. */
const FILE_MODE = 0o600;

/** Writes or replaces the file. Never waits for somebody to read a named pipe (`ENXIO`). Failures of the file system come as they are. */
export function writeWhole(path: string, text: string): void {
  const isPipe = statSync(path, { throwIfNoEntry: false })?.isFIFO() === true;
  // Kept open while the text is written: a reader takes the end of its last writer for the end of the text.
  const held = isPipe ? openSync(path, constants.O_WRONLY | constants.O_NONBLOCK) : undefined;
  try {
    writeFileSync(path, text, { mode: FILE_MODE });
  } finally {
    if (held !== undefined) closeSync(held);
  }
}
