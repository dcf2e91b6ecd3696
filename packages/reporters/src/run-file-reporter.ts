/** Writes the events of each run into a file of its own: `<folder>/<run id>.jsonl`. Owns which files are open; the store writes. */

import { openStore, runLogFile, type Store, type StoreOptions } from '@telemetry/store';
import type { LocalReporter } from './reporter.ts';

/** Where the files go. */
export interface RunFileOptions extends Pick<StoreOptions, 'maxFileBytes' | 'durability' | 'onError' | 'now'> {
  /** The folder, `logs/telemetry`. A `/` in a run id makes folders below it; nothing leads out of it. */
  readonly runFolder: string;
}

/** The file of events that belong to no run. */
const NO_RUN = 'no-run';
/** Runs whose files are held open: more at once is no run but a mistake, and costs an open per event. */
const MAX_OPEN_RUNS = 16;

/**
 * Makes the reporter. Touches no disk before the first event. An event whose run id is absolute, holds `..` or cannot name a
 * file is dropped and counted (`run_id_refused`).
 */
export function runFileReporter(options: RunFileOptions): LocalReporter {
  const { runFolder, ...rest } = options;
  const open = new Map<string, Store>();
  const closing = new Set<Promise<void>>();
  const leaving = new Set<Store>();
  const sums: Sums = { written: 0, dropped: {} };
  let accepted = 0;
  let lastError: string | undefined;
  let isClosed = false;

  function storeOf(runId: string): Store {
    const found = open.get(runId) ?? openStore({ ...rest, ...runLogFile(runFolder, runId) });
    // Newest last: the first is the one to be let go.
    open.delete(runId);
    open.set(runId, found);
    const [oldest] = open;
    if (open.size > MAX_OPEN_RUNS && oldest !== undefined) letGo(...oldest);
    return found;
  }

  function letGo(runId: string, store: Store): void {
    open.delete(runId);
    const done = store.close().then(() => {
      addStats(sums, store);
      lastError = store.stats.lastErrorCode ?? lastError;
      closing.delete(done);
      leaving.delete(store);
    });
    closing.add(done);
    leaving.add(store);
  }

  function drop(reason: string): void {
    sums.dropped[reason] = (sums.dropped[reason] ?? 0) + 1;
  }

  return {
    reach: 'local',
    report({ event, line }) {
      accepted += 1;
      if (isClosed) {
        drop('closed');
        return;
      }
      try {
        storeOf(event.run_id ?? NO_RUN).append(line);
      } catch {
        // The one thing that opening refuses is a run id that is no name of a file.
        drop('run_id_refused');
      }
    },
    async flush() {
      await Promise.all([...[...open.values()].map((store) => store.flush()), ...closing]);
    },
    async close() {
      isClosed = true;
      for (const [runId, store] of open) letGo(runId, store);
      await Promise.all(closing);
    },
    get stats() {
      const total: Sums = { written: sums.written, dropped: { ...sums.dropped } };
      let queued = 0;
      let error = lastError;
      for (const store of [...open.values(), ...leaving]) {
        addStats(total, store);
        queued += store.stats.pending;
        error = store.stats.lastErrorCode ?? error;
      }
      return { accepted, ...total, sent: 0, retries: 0, queued, ...(error === undefined ? {} : { lastError: error }) };
    },
  };
}

interface Sums {
  written: number;
  readonly dropped: { [reason: string]: number };
}

function addStats(sums: Sums, store: Store): void {
  const { written, dropped } = store.stats;
  sums.written += written;
  for (const [reason, count] of Object.entries(dropped)) sums.dropped[reason] = (sums.dropped[reason] ?? 0) + count;
}
