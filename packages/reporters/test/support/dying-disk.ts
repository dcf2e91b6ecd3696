/**
 * Lets a "process" die at its nth call of the file system: from that call on nothing of it ever happens any more, and what it
 * had open is closed, as the system does for the dead. For code that uses `node:fs/promises`.
 */

import fs, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

type AnyCall = (...args: never[]) => Promise<unknown>;

const CALLS = ['open', 'rename', 'unlink', 'readdir'] as const;
const NEVER = new Promise<never>(() => {});

/** Runs `life` until its call number `dieAt` (from 1), which is not made. Answers false when it ended before. */
export async function dieDuring(dieAt: number, life: () => Promise<unknown>): Promise<boolean> {
  const originals = CALLS.map((name) => [name, fs[name]] as const);
  const handles = new Set<FileHandle>();
  let count = 0;
  let die = (): void => {};
  const death = new Promise<true>((resolve) => {
    die = () => resolve(true);
  });
  for (const [name, original] of originals) {
    const dying = async (...args: never[]): Promise<unknown> => {
      count += 1;
      if (count === dieAt) die();
      if (count >= dieAt) return NEVER;
      const result = await (original as AnyCall)(...args);
      if (name === 'open') handles.add(result as FileHandle);
      return result;
    };
    Object.assign(fs, { [name]: dying });
  }
  syncBuiltinESMExports();
  try {
    return await Promise.race([death, life().then(() => false)]);
  } finally {
    for (const [name, original] of originals) Object.assign(fs, { [name]: original });
    syncBuiltinESMExports();
    await Promise.all([...handles].map((handle) => handle.close().catch(() => undefined)));
  }
}
