/**
 * The live metrics of a log, kept up to date: what is there is folded (each byte is read once in its life), what comes is followed.
 * What retention or `purge --older-than` removes stays counted. After a purge of everything the counts begin anew at zero, which
 * Prometheus takes for a restart; nothing of what was deleted is served any more.
 */

import { createLiveMetrics, type LiveState } from '@telemetry/aggregation';
import type { Catalog, RecordedEvent } from '@telemetry/schema';
import { foldLog, followLog, type LogLocation, listLogFiles, readLosses } from '@telemetry/store';
import { createLineParser } from './read-events.ts';

/** Milliseconds between looks for a purge: no log loses all its files to retention within so little. */
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

/** Prepares; reads nothing before the first `render`. */
export function createLiveLog({ log, lossesFile, catalog, now }: LiveLogOptions): LiveLog {
  const live = createLiveMetrics(catalog);
  let state: LiveState = live.empty();
  let known: ReadonlySet<string> = new Set();
  let following: AbortController | undefined;
  let starting: Promise<void> | undefined;
  let mustStart = true;
  let watch: NodeJS.Timeout | undefined;

  async function fold() {
    const parseLine = await createLineParser(catalog);
    const parse = (line: string): RecordedEvent | undefined => parseLine(line)?.event;
    return { parse, folded: await foldLog({ ...log, now, parse }, live) };
  }

  async function start(): Promise<void> {
    following?.abort();
    mustStart = false;
    known = identities();
    try {
      const { parse, folded } = await fold();
      state = folded.state;
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

  function identities(): ReadonlySet<string> {
    return new Set(listLogFiles(log).map(({ facts }) => `${facts.dev}:${facts.ino}:${facts.birthtimeNs}`));
  }

  /** Notices when everything that was there at the last look is gone. A log that is sealed, or loses its old end, keeps some file. */
  function look(): void {
    try {
      const present = identities();
      if (known.size > 0 && ![...known].some((identity) => present.has(identity))) mustStart = true;
      known = present;
    } catch {
      mustStart = true;
    }
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
