/**
 * Follows a log as it grows, across seals and purges, whoever writes it. Looks at every file of the log at each round,
 * since a sealed one may still grow; a round without news costs one listing and a `stat` a file.
 */
import { identityOf, type StoreFileSystem } from './file-system.ts';
import type { LogLocation } from './log-files.ts';
import { createLineBuffer, lastLineEnd, noSkips, readLines } from './read-lines.ts';
import {
  type LogLine,
  openLogFiles,
  type ParseLine,
  parseCounting,
  parseJsonObject,
  passes,
  type ReadOptions,
  turnOfHost,
} from './read-log.ts';
import { closeQuietly } from './trusted-files.ts';

/** Milliseconds between rounds: below what a person notices, and 0.1 % of a core. */
const POLL_MS = 200;

/** How far a log was read: bytes by the identity of each file. Opaque; a file that is not in it is read from its start. */
export type LogPosition = ReadonlyMap<string, number>;

/** What is followed, and from where. */
export interface FollowOptions<T> extends ReadOptions<T> {
  /** `now` (default): only what is written from now on. `start`: all that is there, first. A position: all that came after it. */
  readonly start?: 'now' | 'start' | LogPosition;
  /** Ends the iteration. */
  readonly signal?: AbortSignal;
  /** Milliseconds between rounds. Default 200. */
  readonly pollMs?: number;
}

/** Yields events until the signal; keeps the process alive meanwhile, since somebody waits for them. */
export async function* followLogFiles<T>(
  fs: StoreFileSystem,
  log: LogLocation,
  options: FollowOptions<T>,
): AsyncGenerator<LogLine<T>, void, void> {
  const parse = options.parse ?? (parseJsonObject as ParseLine<T>);
  const skipped = noSkips();
  const buffer = createLineBuffer();
  const start = options.start ?? 'now';
  const known = typeof start === 'string' ? [] : [...start];
  const covered = new Map(known.map(([key, length]) => [key, { length, size: length }]));
  let isFirst = start === 'now';
  while (options.signal?.aborted !== true) {
    const seen = new Set<string>();
    for (const { name, file } of openLogFiles(fs, log)) {
      try {
        const key = identityOf(file.facts);
        seen.add(key);
        const size = Number(file.facts.size);
        const { length: from, size: before } = covered.get(key) ?? { length: 0, size: 0 };
        if (size > before) {
          // What stands behind the last LF is in mid-write and comes with a later round.
          const length = lastLineEnd(fs, file.fd, from, size, buffer);
          covered.set(key, { length, size });
          if (isFirst) continue;
          for (const lines of readLines(fs, file.fd, from, length, skipped, buffer)) {
            await turnOfHost();
            for (const raw of lines) {
              const value = parseCounting(raw, parse, skipped);
              if (value !== undefined && passes(value, options))
                yield { line: raw.line, value, file: name, offset: raw.offset };
            }
          }
        }
      } finally {
        closeQuietly(fs, file.fd);
      }
    }
    for (const key of covered.keys()) if (!seen.has(key)) covered.delete(key);
    isFirst = false;
    await pause(options.pollMs ?? POLL_MS, options.signal);
  }
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done);
  });
}
