/** `durability: 'disk'`: what a flush syncs, and that a file which could not be synced is written and synced no more. */
import { describe, expect, it } from 'vitest';
import { openStore } from '../src/index.ts';
import { createFaultyFileSystem, failure } from './support/faulty-file-system.ts';
import { linesOf } from './support/log-text.ts';
import { useTemporaryFolder } from './support/temporary-folder.ts';

const folder = useTemporaryFolder();
const line = (n: number): string => JSON.stringify({ n, pad: 'p'.repeat(n % 40) });

function expectEachOnce(): void {
  const whole = linesOf(folder.path('log')).filter((text) => text.endsWith('}'));
  expect(whole.sort()).toEqual(Array.from({ length: 36 }, (_, n) => line(n)).sort());
}

describe('a failed sync', () => {
  it('at any one of the first 20 calls seals the file, which is never synced again', async () => {
    for (let ordinal = 1; ordinal <= 20; ordinal += 1) {
      let syncs = 0;
      let failed: unknown;
      let inode: bigint | undefined;
      const fs = createFaultyFileSystem((operation, _at, args) => {
        if (operation !== 'fdatasyncLater') return undefined;
        const [fd] = args as [number];
        const facts = fs.fstat(fd);
        syncs += 1;
        if (syncs === ordinal && facts.isFile()) {
          failed = fd;
          inode = facts.ino;
          throw failure('EIO');
        }
        expect(facts.ino).not.toBe(inode);
        return undefined;
      });
      const store = openStore({ directory: folder.path('log'), fs, durability: 'disk' });
      for (let n = 0; n < 36; n += 1) {
        store.append(line(n));
        await store.flush();
      }
      expectEachOnce();
      expect(store.stats.syncFailures).toBe(failed === undefined ? 0 : 1);
      expect(store.stats.sealed).toBe(failed === undefined ? 0 : 1);
      await store.purge();
      await store.close();
    }
  });

  it('does not close the file under a write on its way: another file might get its number', async () => {
    const real = createFaultyFileSystem(() => undefined);
    const closed: unknown[] = [];
    let held: (() => void) | undefined;
    let heldFd: unknown;
    let hasFailed = false;
    const fs = createFaultyFileSystem((operation, _at, args) => {
      if (operation === 'close') closed.push(args[0]);
      if (operation === 'fdatasyncLater' && !hasFailed) {
        hasFailed = true;
        store.append(line(1));
        throw failure('EIO');
      }
      if (operation !== 'writeLater' || !hasFailed || held !== undefined) return undefined;
      heldFd = args[0];
      held = () => real.writeLater(...(args as Parameters<typeof real.writeLater>));
      return null;
    });
    const store = openStore({ directory: folder.path('log'), fs, io: 'async', durability: 'disk' });
    store.append(line(0));
    await store.flush();
    expect(store.stats).toMatchObject({ syncFailures: 1, sealed: 1, lastErrorCode: 'EIO' });
    expect(heldFd).toBeTypeOf('number');
    expect(closed).not.toContain(heldFd);
    held?.();
    await store.close();
    expect(linesOf(folder.path('log')).sort()).toEqual([line(0), line(1)]);
    expect(store.stats).toMatchObject({ written: 2, syncFailures: 1, dropped: {} });
  });

  it('is not told of a file that another flush has synced and closed meanwhile', async () => {
    const store = openStore({ directory: folder.path('log'), durability: 'disk', maxFileBytes: 30 });
    const flushes: Promise<void>[] = [];
    for (let n = 0; n < 36; n += 1) {
      store.append(line(n));
      flushes.push(store.flush());
      await null;
    }
    await Promise.all(flushes);
    await store.close();
    expectEachOnce();
    expect(store.stats).toMatchObject({ written: 36, syncFailures: 0, lastErrorCode: undefined });
  });

  it('covers the names of a new log: its folder at each flush, and once those above that were made with it', async () => {
    const synced: string[] = [];
    const paths = new Map<unknown, string>();
    const fs = createFaultyFileSystem((operation, _at, args) => {
      if (operation === 'fdatasyncLater') synced.push(paths.get(fs.fstat(args[0] as number).ino) ?? 'file');
      return undefined;
    });
    const store = openStore({ directory: folder.path('home', '.app', 'log'), fs, durability: 'disk' });
    for (let n = 0; n < 2; n += 1) {
      store.append(line(n));
      await null;
      for (const name of ['home', 'home/.app', 'home/.app/log']) paths.set(fs.lstat(folder.path(name))?.ino, name);
      await store.flush();
    }
    await store.close();
    expect(synced.slice(0, 6)).toEqual(['file', 'home/.app/log', 'home/.app', 'home', 'file', 'home/.app/log']);
  });

  it('is asked for by flush only with durability disk', async () => {
    for (const durability of ['os', 'disk'] as const) {
      const fs = createFaultyFileSystem(() => undefined);
      const store = openStore({ directory: folder.path('log'), fs, durability });
      store.append('{"n":1}');
      await store.flush();
      expect(fs.calls.includes('fdatasyncLater')).toBe(durability === 'disk');
      await store.close();
    }
  });
});
