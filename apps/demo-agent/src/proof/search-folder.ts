/**
 * Looks for byte strings in every file of a folder: what is compressed is unpacked, nothing is left out for its name. What another
 * process deletes meanwhile (a purge) holds nothing any more.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Something that is looked for. */
export interface Needle {
  readonly name: string;
  readonly spellings: readonly (string | Buffer)[];
}

/** What a search found. */
export interface SearchResult {
  readonly exists: boolean;
  /** Files that were read. */
  readonly files: number;
  /** Bytes that were searched, unpacked. */
  readonly bytes: number;
  /** The names of the needles that were found, with the file; a needle once per file. */
  readonly hits: readonly { readonly needle: string; readonly file: string }[];
}

/** The first two bytes of gzip (RFC 1952). */
const GZIP_MAGIC = 0x1f8b;

/** Searches a folder in full, file names included. One that does not exist has no files. */
export function searchFolder(folder: string, needles: readonly Needle[]): SearchResult {
  const exists = existsSync(folder);
  const hits: { needle: string; file: string }[] = [];
  let files = 0;
  let bytes = 0;
  for (const path of listFiles(folder)) {
    const content = unlessGone(() => readUnpacked(join(folder, path)));
    if (content === undefined) continue;
    files += 1;
    bytes += content.length;
    const searched = Buffer.concat([Buffer.from(`${path}\n`), content]);
    for (const { name, spellings } of needles) {
      if (spellings.some((spelling) => searched.includes(spelling))) hits.push({ needle: name, file: path });
    }
  }
  return { exists, files, bytes, hits };
}

/** Folder by folder: a listing of all at once fails as a whole when one of them goes meanwhile. */
function listFiles(folder: string, within = ''): string[] {
  const entries = unlessGone(() => readdirSync(join(folder, within), { withFileTypes: true })) ?? [];
  return entries
    .flatMap((entry) => {
      const path = join(within, entry.name);
      return entry.isDirectory() ? listFiles(folder, path) : [path];
    })
    .sort();
}

function readUnpacked(path: string): Buffer {
  const content = readFileSync(path);
  return content.length > 2 && content.readUInt16BE(0) === GZIP_MAGIC ? gunzipSync(content) : content;
}

function unlessGone<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
