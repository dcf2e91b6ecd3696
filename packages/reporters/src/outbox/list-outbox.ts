/** What stands in the outbox. */

import { type OutboxEntry, parseName } from './outbox-names.ts';
import { namesIn } from './private-files.ts';

/** Lists the outbox by name, which is by time for segments of the spool. Names that are none of ours are left out. */
export async function listOutbox(folder: string): Promise<readonly OutboxEntry[]> {
  return (await namesIn(folder)).map(parseName).filter((entry) => entry !== undefined);
}
