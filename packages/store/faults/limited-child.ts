/**
 * A process that comes to its own limits: of the size of a file, cut at every byte, or of open files. Prints one object
 * of figures, all of which must be 0 but `cuts`. Usage: `node limited-child.ts <folder> size|files <bytes>`.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../src/index.ts';
import { linesOf } from '../test/support/log-text.ts';

const [folder = '', limit, bytes = '0'] = process.argv.slice(2);
const line = (n: number): string => JSON.stringify({ n, text: 'ä'.repeat(n) });

function setLimit(value: string): void {
  spawnSync('prlimit', ['--pid', String(process.pid), value]);
}

/** The kernel cuts the one batch after each byte; the rest must go on in another file. */
async function cutWrites(): Promise<Record<string, number>> {
  const seen = { cuts: 0, lost: 0, repeated: 0 };
  for (let size = 1; size <= Number(bytes); size += 1) {
    const directory = join(folder, String(size));
    const store = openStore({ directory });
    setLimit(`--fsize=${size}:`);
    for (let n = 0; n < 12; n += 1) store.append(line(n));
    await store.flush();
    setLimit('--fsize=unlimited:');
    if (store.stats.lastErrorCode !== undefined || store.stats.pending > 0 || store.stats.bytes > size) seen.cuts += 1;
    await store.close();
    const whole = linesOf(directory).filter((text) => text.endsWith('}'));
    const once = new Set(whole);
    for (let n = 0; n < 12; n += 1) if (!once.has(line(n))) seen.lost += 1;
    seen.repeated += whole.length - once.size;
  }
  return seen;
}

/** All descriptors are in use: by an open store, which must go on; and before a store opens its file, which must wait. */
async function useUpDescriptors(): Promise<Record<string, number>> {
  const early = openStore({ directory: join(folder, 'early'), maxFileBytes: 200 });
  early.append(line(0));
  await early.flush();
  const late = openStore({ directory: join(folder, 'late') });
  const used: number[] = [];
  try {
    for (;;) used.push(openSync('/dev/null', 'r'));
  } catch {
    // EMFILE: this is where the test begins.
  }
  for (let n = 1; n < 50; n += 1) {
    early.append(line(n));
    late.append(line(n));
    await Promise.all([early.flush(), late.flush()]);
  }
  const written = early.stats.written;
  const { pending, lastErrorCode } = late.stats;
  for (const fd of used) closeSync(fd);
  await Promise.all([early.close(), late.close()]);
  return {
    cuts: used.length,
    'lost by an open store': 50 - written,
    'not waiting in a store that could not open': Math.abs(49 - pending) + Number(lastErrorCode !== 'EMFILE'),
    lost: 50 - linesOf(join(folder, 'early')).length + 49 - linesOf(join(folder, 'late')).length,
  };
}

console.log(JSON.stringify(await (limit === 'size' ? cutWrites() : useUpDescriptors())));
