/** The proof at the end: neither the key, nor the repository's path, nor a line of its source is in the telemetry folder. */

import type { Needle, SearchResult } from './search-folder.ts';
import { searchFolder } from './search-folder.ts';
import { encodedSpellings, plainSpellings, secretSpellings } from './spellings.ts';

/** What must not be found. */
export interface ProofSubject {
  /** The canary, and whatever other key the process holds. */
  readonly secrets: readonly string[];
  readonly repository: string;
  /** Lines of the repository's files, before and after the repair. */
  readonly lines: readonly string[];
}

/** What was looked for, where, and what came of it. */
export interface Proof {
  readonly searched: SearchResult;
  /** How many different byte strings were looked for. */
  readonly spellings: { readonly key: number; readonly path: number; readonly source: number };
  readonly found: { readonly key: boolean; readonly path: boolean; readonly source: boolean };
  /** The same search in the repository itself, where the key and the source do stand: it would find them. */
  readonly control: { readonly key: boolean; readonly source: boolean };
}

/** Shorter lines, such as a brace, stand everywhere. Characters. */
const MIN_LINE_LENGTH = 12;

/** The lines of a file that are long enough to be told from others. */
export function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.length >= MIN_LINE_LENGTH);
}

/** Searches the telemetry folder, and the repository for control. Both are read only. */
export function prove(folder: string, subject: ProofSubject): Proof {
  const needles = [
    { name: 'key', spellings: subject.secrets.flatMap(secretSpellings) },
    { name: 'path', spellings: pathSpellings(subject.repository) },
    { name: 'source', spellings: [...new Set(subject.lines.flatMap(plainSpellings))] },
  ] as const satisfies readonly Needle[];
  const searched = searchFolder(folder, needles);
  const control = searchFolder(subject.repository, needles);
  const has = ({ hits }: SearchResult, name: string) => hits.some(({ needle }) => needle === name);
  return {
    searched,
    spellings: {
      key: needles[0].spellings.length,
      path: needles[1].spellings.length,
      source: needles[2].spellings.length,
    },
    found: { key: has(searched, 'key'), path: has(searched, 'path'), source: has(searched, 'source') },
    control: { key: has(control, 'key'), source: has(control, 'source') },
  };
}

/** The whole path, and its last part, which is drawn by chance and found nowhere else. */
function pathSpellings(path: string): readonly Buffer[] {
  const name = path.split(/[\\/]/).at(-1) ?? path;
  return [...encodedSpellings(path), ...encodedSpellings(name)];
}
