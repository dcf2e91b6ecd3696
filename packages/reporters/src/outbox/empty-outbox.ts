/** Deletes all that waits to be sent: after a withdrawal. Erase keys stay; receipts are another folder. */

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { countItems } from './count-items.ts';
import { parseName } from './outbox-names.ts';
import { namesIn } from './private-files.ts';

/** Kept: without the key nobody could have data deleted elsewhere any more. */
const ERASURE_FILE = 'erasure-pending.json';
/** A process that was just cutting or splitting may add names while we delete. */
const MAX_ROUNDS = 8;

/** What was deleted. */
export interface Emptied {
  readonly files: number;
  /** Events and summaries that were in them. */
  readonly items: number;
}

/** Empties the folder, again until nothing is left or others keep adding. Failures of the file system come as they are. */
export async function emptyOutbox(folder: string): Promise<Emptied> {
  let files = 0;
  let items = 0;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const names = (await namesIn(folder)).filter((name) => name !== ERASURE_FILE);
    if (names.length === 0) break;
    for (const name of names) {
      items += await countWaiting(folder, name);
      await rm(join(folder, name), { recursive: true, force: true });
      files += 1;
    }
  }
  return { files, items };
}

/** What of a file is not in another one as well. */
async function countWaiting(folder: string, name: string): Promise<number> {
  const entry = parseName(name);
  const path = join(folder, name);
  switch (entry?.kind) {
    case 'waiting':
    case 'leased':
      return countItems(path, 'batch');
    case 'live':
    case 'sealed':
      return countItems(path, 'segment');
    case 'cutting':
      return countItems(path, 'segment', entry.start);
    case 'done':
      return countItems(path, 'segment', entry.end);
    default:
      return 0;
  }
}
