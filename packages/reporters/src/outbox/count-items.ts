/** Counts what is in a file of the outbox, so that whoever deletes it can say how much was lost. */

import { decodeBatch, MAX_UNPACKED_BYTES, unpackBatch } from './batch-format.ts';
import { openPrivate, readPrivate } from './private-files.ts';
import { readSpoolChunks } from './spool-lines.ts';

/** How many events or summaries are in a batch file, or in a file of the spool from byte `start` on. 0 for what cannot be read. */
export async function countItems(path: string, kind: 'batch' | 'segment', start = 0): Promise<number> {
  if (kind === 'segment') {
    const file = await openPrivate(path);
    if (file === undefined) return 0;
    try {
      let count = 0;
      for await (const { items } of readSpoolChunks(file, start, true)) count += items.length;
      return count;
    } finally {
      await file.close();
    }
  }
  const bytes = await readPrivate(path, MAX_UNPACKED_BYTES);
  const text = bytes === undefined ? undefined : await unpackBatch(bytes);
  return text === undefined ? 0 : (decodeBatch(text)?.items.length ?? 0);
}
