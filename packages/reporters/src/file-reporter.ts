/** Writes events into the local store, or into a log file of its own. Knows no format: the store does. */

import { basename, dirname, resolve } from 'node:path';
import type { TelemetryError } from '@telemetry/schema';
import type { Store } from '@telemetry/store';
import { openStore } from '@telemetry/store';
import type { LocalReporter } from './reporter.ts';
import { type RunFileOptions, runFileReporter } from './run-file-reporter.ts';

/** Bytes from which on a plain file is sealed and a new one begun: a size that editors open. 1 MiB. */
const PLAIN_FILE_BYTES = 1_048_576;

/** How files of our own are written. */
interface PlainFileOptions {
  /** A soft limit; the full file is renamed to `<name>-<utc>-<hex8>.jsonl` beside it. Default 1 MiB. */
  readonly maxFileBytes?: number;
  /** What `flush()` waits for: `os` (default), written; `disk`, synced. */
  readonly durability?: 'os' | 'disk';
  /** Told once of each kind of failure. */
  readonly onError?: (error: TelemetryError) => void;
}

/** Where the events go: a store that somebody opened, a file, or a file for each run. */
export type FileReporterOptions =
  | { readonly store: Store }
  | (PlainFileOptions & {
      /** A path that ends in `.jsonl`; its folder is made (0700) if need be, and must not be writable by others. */
      readonly file: string;
    })
  | (PlainFileOptions & Pick<RunFileOptions, 'runFolder'>);

/**
 * Makes a reporter that writes. Touches no disk before the first event. `close()` closes the store, whoever opened it.
 *
 * @throws TypeError when the file's name does not end in `.jsonl`
 */
export function fileReporter(options: FileReporterOptions): LocalReporter {
  if ('runFolder' in options) return runFileReporter({ maxFileBytes: PLAIN_FILE_BYTES, ...options });
  const store = 'store' in options ? options.store : openPlainFile(options);
  let accepted = 0;
  return {
    reach: 'local',
    report({ line }) {
      accepted += 1;
      store.append(line);
    },
    flush: () => store.flush(),
    close: () => store.close(),
    get stats() {
      const { written, pending, dropped, lastErrorCode } = store.stats;
      return {
        accepted,
        written,
        sent: 0,
        dropped,
        retries: 0,
        queued: pending,
        ...(lastErrorCode === undefined ? {} : { lastError: lastErrorCode }),
      };
    },
  };
}

function openPlainFile(options: PlainFileOptions & { readonly file: string }): Store {
  const { file, ...rest } = options;
  const path = resolve(file);
  return openStore({ maxFileBytes: PLAIN_FILE_BYTES, ...rest, directory: dirname(path), file: basename(path) });
}
