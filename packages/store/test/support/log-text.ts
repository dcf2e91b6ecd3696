/** Reads a log the way a stranger would: all files, split at LF, empty lines skipped. Not by the code under test. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The lines of all files of a log, sealed ones first, one file in memory at a time. */
export function* eachLineOf(directory: string, stem = 'events'): Generator<string, void, void> {
  const names = readdirSync(directory).filter((name) => name.startsWith(stem) && name.endsWith('.jsonl'));
  for (const name of names.sort(
    (a, b) => Number(a === `${stem}.jsonl`) - Number(b === `${stem}.jsonl`) || (a < b ? -1 : 1),
  ))
    for (const line of readFileSync(join(directory, name), 'utf8').split('\n')) if (line !== '') yield line;
}

/** All of them. */
export function linesOf(directory: string, stem?: string): string[] {
  return [...eachLineOf(directory, stem)];
}
