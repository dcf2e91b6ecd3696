/** Where the log goes when the configuration names a place for it. Strings only: no disk. */

import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { TelemetryError } from '@telemetry/schema';
import { runLogFile } from '@telemetry/store';
import { type ConsentLocation, homeFolder } from './load-consent.ts';

/** Stands for the run's id in `local_file`. */
const RUN_ID = '<run_id>';

/** What a `local_file` is expanded with. */
export interface LocalFileContext extends Pick<ConsentLocation, 'env' | 'home'> {
  /** The run; needed only where the path names it. */
  readonly runId?: string | undefined;
  /** The working directory. Default that of the process. */
  readonly cwd?: string | undefined;
}

/**
 * Expands `~` and `<run_id>` and returns folder and name. A run id with `/` makes folders. A relative path counts from the
 * working directory. Links on the way are the store's to refuse.
 *
 * @throws TelemetryError `LOCAL_FILE_REFUSED` when it leaves the home and the working directory, does not end in `.jsonl`
 * or names a run where there is none; `RUN_ID_INVALID` for a run id that is no name of a file
 */
export function localFilePath(
  localFile: string,
  context: LocalFileContext,
): { readonly directory: string; readonly file: string } {
  const { runId, cwd = process.cwd() } = context;
  const home = homeFolder(context);
  let path = localFile;
  if (path.includes(RUN_ID)) {
    if (runId === undefined) throw refused('names a run, and there is none');
    // Checks the id part by part; only then may it stand within a path.
    runLogFile(sep, runId);
    path = path.replaceAll(RUN_ID, () => runId);
  }
  if (path.startsWith('~')) {
    if (path !== '~' && !/^~[/\\]/.test(path)) throw refused("names another user's home");
    path = join(home, path.slice(1));
  }
  const absolute = resolve(cwd, path);
  if (!isInside(home, absolute) && !isInside(cwd, absolute)) throw refused('leaves the home and the working directory');
  if (!absolute.endsWith('.jsonl')) throw refused('does not end in .jsonl');
  return { directory: dirname(absolute), file: basename(absolute) };
}

function isInside(folder: string, path: string): boolean {
  const way = relative(resolve(folder), path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function refused(why: string): TelemetryError {
  return new TelemetryError('LOCAL_FILE_REFUSED', `telemetry.local_file ${why}.`, {
    hint: 'Name a .jsonl file below your home or the working directory.',
  });
}
