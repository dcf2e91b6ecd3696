/**
 * The live metrics of a log, kept up to date: what is there is folded (each byte is read once in its life), what comes is followed.
 * What retention or `purge --older-than` removes stays counted, be it the whole log: the folder of folded states tells it from a purge,
 * which takes that along. After a purge the counts begin anew at zero, which Prometheus takes for a restart; nothing of what was
 * deleted is served any more.
 */

import { type BigIntStats, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createLiveMetrics, type LiveState } from '@telemetry/aggregation';
import type { Catalog, RecordedEvent } from '@telemetry/schema';
import { foldLog, followLog, type LogLocation, listLogFiles, readLosses } from '@telemetry/store';
import { createLineParser } from './read-events.ts';

/** Milliseconds between looks for a purge. */
const LOOK_MS = 1_000;

/** Which log, and where its losses are told. */
export interface LiveLogOptions {
  readonly log: LogLocation;
  readonly lossesFile: string;
  readonly catalog: Catalog | undefined;
  readonly now: () => number;
}

/** A log that is counted. */
export interface LiveLog {
  /** Prometheus' text format, at most some tenths of a second behind the log. Failures of the file system come as they are. */
  render(): Promise<string>;
  /** Reads what is there, and ends; for one look. */
  renderOnce(): Promise<string>;
  /** Stops following. */
  close(): void;
}

/** What stands on the disk at one look: files by what the file system knows them by, sealed ones by name; the folder of states, if it holds any. */
interface Present {
  readonly files: ReadonlySet<string>;
  readonly sealed: ReadonlySet<string>;
  readonly states: string | undefined;
}

const NOTHING: Present = { files: new Set(), sealed: new Set(), states: undefined };

/** Prepares; reads nothing before the first `render`. */
export function createLiveLog({ log, lossesFile, catalog, now }: LiveLogOptions): LiveLog {
  const live = createLiveMetrics(catalog);
  let state: LiveState = live.empty();
  let known = NOTHING;
  let following: AbortController | undefined;
  let starting: Promise<void> | undefined;
  let mustStart = true;
  let keeping = false;
  const statesFolder = join(log.directory, 'folds');
  let watch: NodeJS.Timeout | undefined;

  async function fold() {
    const parseLine = await createLineParser(catalog);
    const parse = (line: string): RecordedEvent | undefined => parseLine(line)?.event;
    return { parse, folded: await foldLog({ ...log, now, parse }, live) };
  }

  async function start(): Promise<void> {
    following?.abort();
    mustStart = false;
    try {
      known = present();
      const { parse, folded } = await fold();
      state = folded.state;
      known = { ...known, states: statesIn(statesFolder) };
      const abort = new AbortController();
      following = abort;
      watch ??= setInterval(look, LOOK_MS);
      void follow(parse, folded.covered, abort);
    } catch (error) {
      mustStart = true;
      throw error;
    }
  }

  async function follow(
    parse: (line: string) => RecordedEvent | undefined,
    from: ReadonlyMap<string, number>,
    abort: AbortController,
  ): Promise<void> {
    try {
      for await (const { value } of followLog({ ...log, start: from, signal: abort.signal, parse })) {
        if (abort.signal.aborted) return;
        state = live.add(state, value);
      }
    } catch {
      // The folder cannot be read just now: the next look starts again, and says why if it still cannot.
      if (following === abort) mustStart = true;
    }
  }

  function present(): Present {
    const all = listLogFiles(log);
    return {
      files: new Set(all.map(({ facts }) => identityOf(facts))),
      sealed: new Set(all.filter(({ sealed }) => sealed).map(({ name }) => name)),
      states: statesIn(statesFolder),
    };
  }

  /** Notices a purge: the folded states are gone, or, where none could be kept, all files. */
  function look(): void {
    try {
      const now = present();
      const areGone = known.files.size > 0 && ![...known.files].some((file) => now.files.has(file));
      if (known.states === undefined ? areGone : now.states !== known.states) mustStart = true;
      else if (hasNew(known.files, now.files) || hasNew(known.sealed, now.sealed)) keepStates();
      known = now;
    } catch {
      mustStart = true;
    }
  }

  /** What is new or sealed is folded once more, so that the next start knows it, too, when it is deleted for its age. */
  function keepStates(): void {
    if (keeping) return;
    keeping = true;
    fold()
      .catch(() => {
        // It is tried again with the next file; what is served does not depend on it.
      })
      .finally(() => {
        keeping = false;
      });
  }

  function render(): string {
    const files = listLogFiles(log);
    const sizeBytes = files.reduce((sum, { facts }) => sum + Number(facts.size), 0);
    return live.render(state, { files: files.length, sizeBytes, dropped: readLosses(lossesFile) });
  }

  return {
    render: async () => {
      // Two scrapes at once start once.
      look();
      if (mustStart) starting ??= start();
      await starting?.finally(() => {
        starting = undefined;
      });
      return render();
    },
    renderOnce: async () => {
      state = (await fold()).folded.state;
      return render();
    },
    close: () => {
      clearInterval(watch);
      following?.abort();
    },
  };
}

function identityOf({ dev, ino, birthtimeNs }: Pick<BigIntStats, 'dev' | 'ino' | 'birthtimeNs'>): string {
  return `${dev}:${ino}:${birthtimeNs}`;
}

function hasNew(before: ReadonlySet<string>, now: ReadonlySet<string>): boolean {
  return [...now].some((one) => !before.has(one));
}

/** The folder of states, by what the file system knows it by; `undefined` when it is not there, or empty. */
function statesIn(folder: string): string | undefined {
  const facts = lstatSync(folder, { bigint: true, throwIfNoEntry: false });
  return facts?.isDirectory() === true && readdirSync(folder).length > 0 ? identityOf(facts) : undefined;
}
