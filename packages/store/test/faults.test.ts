import { appendFileSync, chmodSync, fstatSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openStore, type Store, sealLog } from '../src/index.ts';
import { createFaultyFileSystem, type Fault, failure } from './support/faulty-file-system.ts';
import { linesOf } from './support/log-text.ts';
import { useTemporaryFolder } from './support/temporary-folder.ts';

const folder = useTemporaryFolder();
const line = (n: number): string => JSON.stringify({ n, pad: 'p'.repeat(n % 40) });

/** Twelve turns of three lines, with a small file so that seals come in, and a healthy flush at the end. */
async function scenario(fault: Fault, io: 'sync' | 'async', durability: 'os' | 'disk'): Promise<Store> {
  const fs = createFaultyFileSystem(fault);
  const store = openStore({ directory: folder.path('log'), fs, io, durability, maxFileBytes: 300 });
  for (let turn = 0; turn < 12; turn += 1) {
    for (let n = 0; n < 3; n += 1) store.append(line(turn * 3 + n));
    await store.flush();
  }
  await store.flush();
  return store;
}

function expectEachOnce(): void {
  const whole = linesOf(folder.path('log')).filter((text) => text.endsWith('}'));
  expect(whole.sort()).toEqual(Array.from({ length: 36 }, (_, n) => line(n)).sort());
}

describe.each(['EIO', 'ENOSPC', 'EAGAIN', 'EROFS', 'EACCES', 'EMFILE', 'EDQUOT', 'EPERM', 'EFBIG'])('%s', (code) => {
  it.each(['sync', 'async'] as const)('at any one of the first 40 calls loses and repeats no line (%s)', async (io) => {
    for (let ordinal = 1; ordinal <= 40; ordinal += 1) {
      const store = await scenario(
        (_operation, at) => {
          if (at === ordinal) throw failure(code);
          return undefined;
        },
        io,
        'os',
      );
      expect(store.stats).toMatchObject({ accepted: 36, written: 36, pending: 0, dropped: {} });
      expectEachOnce();
      await store.purge();
      await store.close();
    }
  });
});

describe('a short write', () => {
  it('at any one of the first 20 writes, of any length, loses and repeats no line', async () => {
    for (let ordinal = 1; ordinal <= 12; ordinal += 1) {
      for (const taken of [0, 1, 2, 9, 10, 11, 12, 25, 40]) {
        let writes = 0;
        let isInner = false;
        const fs = createFaultyFileSystem((operation, _at, args) => {
          if (operation !== 'write' || isInner) return undefined;
          writes += 1;
          if (writes !== ordinal) return undefined;
          isInner = true;
          const [fd, bytes, offset, length] = args as [number, Uint8Array, number, number];
          const result = taken === 0 ? 0 : fs.write(fd, bytes, offset, Math.min(taken, length));
          isInner = false;
          return result;
        });
        const store = openStore({ directory: folder.path('log'), fs });
        for (let turn = 0; turn < 12; turn += 1) {
          for (let n = 0; n < 3; n += 1) store.append(line(turn * 3 + n));
          await store.flush();
        }
        expect(store.stats).toMatchObject({ written: 36, dropped: {} });
        expectEachOnce();
        await store.purge();
        await store.close();
      }
    }
  });

  it('followed by a full disk keeps the rest for later', async () => {
    let writes = 0;
    let isInner = false;
    const fs = createFaultyFileSystem((operation, _at, args) => {
      if (operation !== 'write' || isInner) return undefined;
      writes += 1;
      if (writes > 3) return undefined;
      if (writes > 1) throw failure('ENOSPC');
      isInner = true;
      const [fd, bytes, offset] = args as [number, Uint8Array, number];
      const taken = fs.write(fd, bytes, offset, 14);
      isInner = false;
      return taken;
    });
    const store = openStore({ directory: folder.path('log'), fs });
    for (const n of [0, 1, 2]) store.append(`{"n":"${n}"}`);
    await store.flush();
    expect(store.stats).toMatchObject({ written: 1, pending: 2, lastErrorCode: 'ENOSPC' });
    await store.flush();
    await store.flush();
    expect(linesOf(folder.path('log')).filter((text) => text.endsWith('}'))).toEqual([
      '{"n":"0"}',
      '{"n":"1"}',
      '{"n":"2"}',
    ]);
    await store.close();
  });
});

describe('a file as large as the process may make one', () => {
  const filesOf = (): string[] => readdirSync(folder.path('log')).map((name) => folder.path('log', name));

  it('is left for the next one also when another process was faster to seal it', async () => {
    let isFirst = true;
    const fs = createFaultyFileSystem((operation) => {
      if (operation !== 'write' || !isFirst) return undefined;
      isFirst = false;
      // What another process wrote and sealed since our look.
      appendFileSync(folder.path('log', 'events.jsonl'), '\n{"other":true}\n');
      sealLog({ directory: folder.path('log') });
      throw failure('EFBIG');
    });
    const store = openStore({ directory: folder.path('log'), fs });
    store.append('{"n":1}');
    await store.close();
    expect(store.stats).toMatchObject({ written: 1, dropped: {}, lastErrorCode: undefined });
    expect(linesOf(folder.path('log'))).toEqual(['{"other":true}', '{"n":1}']);
  });

  it('is sealed when others filled it since our look', async () => {
    let isFirst = true;
    const fs = createFaultyFileSystem((operation) => {
      if (operation !== 'write' || !isFirst) return undefined;
      isFirst = false;
      appendFileSync(folder.path('log', 'events.jsonl'), '\n{"other":true}\n');
      throw failure('EFBIG');
    });
    const store = openStore({ directory: folder.path('log'), fs });
    store.append('{"n":1}');
    await store.close();
    expect(store.stats).toMatchObject({ written: 1, sealed: 1, dropped: {}, lastErrorCode: undefined });
  });

  it('counts as sealed, and retention keeps the whole log below its limit', async () => {
    const fs = createFaultyFileSystem((operation, _at, args) => {
      if (operation === 'write' && fstatSync(args[0] as number).size > 300) throw failure('EFBIG');
      return undefined;
    });
    const store = openStore({ directory: folder.path('log'), fs, maxTotalBytes: 1000 });
    for (let n = 0; n < 100; n += 1) {
      store.append(line(n));
      await store.flush();
    }
    await store.close();
    expect(store.stats).toMatchObject({ written: 100, dropped: {} });
    expect(store.stats.sealed).toBeGreaterThan(5);
    expect(filesOf().reduce((sum, path) => sum + statSync(path).size, 0)).toBeLessThan(1400);
  });

  it('is no way out for a line that fits into no file: it waits, and no empty files pile up', async () => {
    const fs = createFaultyFileSystem((operation) => {
      if (operation === 'write') throw failure('EFBIG');
      return undefined;
    });
    const store = openStore({ directory: folder.path('log'), fs });
    store.append('{"n":1}');
    await store.flush();
    expect(store.stats).toMatchObject({ written: 0, pending: 1, lastErrorCode: 'EFBIG' });
    expect(filesOf()).toHaveLength(1);
    await store.close();
  });
});

describe('an outage', () => {
  it('costs bounded memory, counts what it drops, is told once, and is tried again with backoff', async () => {
    let isDown = true;
    const fs = createFaultyFileSystem((operation) => {
      if (isDown && operation === 'write') throw failure('ENOSPC');
      return undefined;
    });
    const told: string[] = [];
    const store = openStore({ directory: folder.path('log'), fs, onError: (error) => told.push(error.message) });
    const long = JSON.stringify({ pad: 'p'.repeat(1000) });
    for (let turn = 0; turn < 100; turn += 1) {
      for (let n = 0; n < 100; n += 1) store.append(long);
      await null;
    }
    const { accepted, pending, dropped, lastErrorCode } = store.stats;
    expect(pending).toBe(accepted);
    expect(pending * long.length).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect(dropped).toEqual({ queue_full: 10_000 - accepted });
    expect(lastErrorCode).toBe('ENOSPC');
    expect(told).toEqual(['Events cannot be written at present (ENOSPC).']);
    expect(fs.calls.filter((operation) => operation === 'write').length).toBeLessThan(20);
    isDown = false;
    await store.flush();
    expect(linesOf(folder.path('log'))).toHaveLength(accepted);
    await store.close();
  });

  it('until the end is counted', async () => {
    const fs = createFaultyFileSystem((operation) => {
      if (operation === 'mkdir') throw failure('EROFS');
      return undefined;
    });
    const store = openStore({ directory: folder.path('log'), fs });
    store.append('{"n":1}');
    await store.close();
    expect(store.stats).toMatchObject({ written: 0, dropped: { write_failed: 1 }, lastErrorCode: 'EROFS' });
  });

  it('does not reach a host whose listeners throw', async () => {
    const store = openStore({
      directory: folder.path('log'),
      fs: createFaultyFileSystem(() => {
        throw failure('EIO');
      }),
      onError: () => {
        throw new Error('a mistake of the host');
      },
    });
    store.append('{"n":1}');
    await store.flush();
    expect(store.seal()).toBe(false);
    store.writeOnExit();
    await store.close();
    expect(store.stats.dropped).toEqual({ write_failed: 1 });
  });

  it('of a purge is told by a code, and the next purge ends the work', async () => {
    let isDown = true;
    const fs = createFaultyFileSystem((operation, _at, args) => {
      if (isDown && operation === 'unlink' && String(args[0]).includes('events-')) throw failure('EBUSY');
      return undefined;
    });
    const store = openStore({ directory: folder.path('log'), fs });
    store.append('{"n":1}');
    store.seal();
    await expect(store.purge()).rejects.toMatchObject({ code: 'PURGE_INCOMPLETE', retryable: true });
    isDown = false;
    expect(await store.purge()).toMatchObject({ files: 1, restarted: false });
    await store.close();
  });
});

if (process.geteuid?.() !== 0) {
  it('finds a read-only folder no reason to fail', async () => {
    mkdirSync(folder.path('log'), { mode: 0o700 });
    chmodSync(folder.path('log'), 0o500);
    const store = openStore({ directory: folder.path('log') });
    store.append('{"n":1}');
    await store.close();
    expect(store.stats.dropped).toEqual({ write_failed: 1 });
  });
}
