/** Deletes everything that purge deletes, wherever the log is. That nothing is left is proved by the store, which looks again. */

import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { purgeLog, purgeTelemetry, TELEMETRY_TREE } from '@telemetry/store';
import type { CommandContext } from './context.ts';
import { findLog } from './context.ts';

/** What was deleted, and what is there still. */
export interface PurgeProof {
  readonly files: number;
  readonly bytes: number;
  /** What stays by design, of what is there: identity, answers, secrets of the conduit. */
  readonly kept: readonly string[];
  /** Names that are none of ours. */
  readonly foreign: readonly string[];
  /** A program has recorded since. */
  readonly restarted: boolean;
}

/**
 * Deletes the log, the outbox, receipts, folds, losses and baselines.
 *
 * @throws TelemetryError `PURGE_INCOMPLETE` when any file of that is found again afterwards
 */
export async function purgeEverything(context: CommandContext, localFile: string | undefined): Promise<PurgeProof> {
  const { paths, io } = context;
  const elsewhere = localFile === undefined ? undefined : await findLog(context, localFile);
  const first = elsewhere === undefined ? undefined : purgeLog({ ...elsewhere, now: io.now });
  const { files, bytes, foreign, restarted } = purgeTelemetry(paths, { now: io.now });
  return {
    files: files + (first?.files ?? 0),
    bytes: bytes + (first?.bytes ?? 0),
    kept: TELEMETRY_TREE.filter(({ name, purged }) => !purged && exists(join(paths.telemetryDir, name))).map(
      ({ name }) => name,
    ),
    foreign,
    restarted: restarted || first?.restarted === true,
  };
}

function exists(path: string): boolean {
  const facts = lstatSync(path, { throwIfNoEntry: false });
  if (facts?.isDirectory()) return readdirSync(path).length > 0;
  return facts !== undefined;
}
