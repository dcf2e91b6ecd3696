/** Finds the logs that may hold a run: the common one, and those that a host keeps per run. */

import { readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isTelemetryError, TelemetryError } from '@telemetry/schema';
import type { LogLocation } from '@telemetry/store';
import type { CommandContext } from './context.ts';
import { findConfiguredLog } from './context.ts';

/** Where hosts keep a log per run, from the folder that they run in. */
const RUN_LOGS = join('logs', 'telemetry');

/** Folders within folders: a run id has up to eight parts. */
const MAX_DEPTH = 8;

/** Entries of folders that are looked at: more is no folder of logs. */
const MAX_ENTRIES = 20_000;

/** A sealed part of a log; it is read with the log that it belongs to. */
const SEGMENT = /-\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}\.\d{3}Z-[0-9a-f]{8}\.jsonl$/;

/**
 * The logs to look into: the given file or folder; else the common log and `logs/telemetry/` of this folder.
 *
 * @throws TelemetryError `FILE_ABSENT`, `USAGE_INVALID` for a file that is no log, `APP_UNKNOWN` when there is nothing to look into
 */
export async function findRunLogs(context: CommandContext, given: string | undefined): Promise<readonly LogLocation[]> {
  if (given !== undefined) return logsAt(resolve(context.io.cwd, given));
  const own = logsBelow(join(context.io.cwd, RUN_LOGS));
  try {
    return [await findConfiguredLog(context), ...own];
  } catch (error) {
    // Logs per run need no application.
    if (own.length > 0 && isTelemetryError(error) && error.code === 'APP_UNKNOWN') return own;
    throw error;
  }
}

/** Whether a text names a log file that is there, and not a run. */
export function isLogFile(text: string, cwd: string): boolean {
  return text.endsWith('.jsonl') && statSync(resolve(cwd, text), { throwIfNoEntry: false })?.isFile() === true;
}

function logsAt(path: string): readonly LogLocation[] {
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts === undefined) throw new TelemetryError('FILE_ABSENT', 'There is no such file or folder.');
  if (facts.isDirectory()) return logsBelow(path);
  // A link that somebody names is meant; what stands in a folder of ours is not followed.
  const real = realpathSync(path);
  if (!facts.isFile() || !isLogName(basename(real))) {
    throw new TelemetryError('USAGE_INVALID', 'A log is a file whose name is plain and ends in .jsonl.');
  }
  if (process.getuid !== undefined && facts.uid !== process.getuid()) {
    throw new TelemetryError('STORE_FILE_REFUSED', 'The file belongs to somebody else.', {
      hint: 'Look at a copy of your own.',
    });
  }
  return [{ directory: dirname(real), file: basename(real) }];
}

/** @throws TelemetryError `USAGE_INVALID` for a folder of too much else */
function logsBelow(top: string): readonly LogLocation[] {
  const found = new Map<string, LogLocation>();
  const waiting = [{ folder: top, depth: 0 }];
  let entries = 0;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { folder, depth } = next;
    for (const entry of entriesOf(folder)) {
      entries += 1;
      const file = entry.name.replace(SEGMENT, '.jsonl');
      if (entry.isFile() && isLogName(file)) found.set(join(folder, file), { directory: folder, file });
      else if (entry.isDirectory() && depth < MAX_DEPTH)
        waiting.push({ folder: join(folder, entry.name), depth: depth + 1 });
    }
    if (entries > MAX_ENTRIES) {
      throw new TelemetryError('USAGE_INVALID', `The folder holds more than ${MAX_ENTRIES} files.`, {
        hint: 'Name the folder that holds the logs, or one log.',
      });
    }
  }
  return [...found.values()];
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

function isLogName(name: string): boolean {
  return /^[A-Za-z0-9_@+=,-][A-Za-z0-9_.@+=,-]{0,150}\.jsonl$/.test(name);
}
