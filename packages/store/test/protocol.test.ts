/** Each rule of the protocol by itself, so that breaking any one of them fails here and says which. */
import { appendFileSync, existsSync, readFileSync, renameSync, unlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openStore, purgeLog, type SealReason, sealLog } from '../src/index.ts';
import { createFaultyFileSystem } from './support/faulty-file-system.ts';
import { linesOf } from './support/log-text.ts';
import { useTemporaryFolder } from './support/temporary-folder.ts';

const folder = useTemporaryFolder();
const live = (): string => folder.path('log', 'events.jsonl');

describe('the leading LF', () => {
  it('keeps the fragment of a killed writer from swallowing the next line', async () => {
    const store = openStore({ directory: folder.path('log') });
    store.append('{"n":1}');
    await store.flush();
    appendFileSync(live(), '\n{"n":2,"killed":"in mid-wri');
    store.append('{"n":3}');
    await store.flush();
    expect(linesOf(folder.path('log'))).toEqual(['{"n":1}', '{"n":2,"killed":"in mid-wri', '{"n":3}']);
    await store.close();
  });
});

describe('the look before the write', () => {
  it('takes the next batch to the new file after a seal, not to the segment', async () => {
    const store = openStore({ directory: folder.path('log') });
    store.append('{"n":1}');
    await store.flush();
    expect(sealLog({ directory: folder.path('log') })).toBe(true);
    store.append('{"n":2}');
    await store.flush();
    expect(readFileSync(live(), 'utf8')).toBe('\n{"n":2}\n');
    await store.close();
  });

  it('asks the host before and after it opens any live file, and stops at its word', async () => {
    const reasons: SealReason[] = [];
    const store = openStore({
      directory: folder.path('log'),
      onSealed: (reason) => {
        reasons.push(reason);
        return reasons.length > 6 ? 'stop' : 'continue';
      },
    });
    store.append('{"n":1}');
    await store.flush();
    sealLog({ directory: folder.path('log') });
    store.append('{"n":2}');
    await store.flush();
    purgeLog({ directory: folder.path('log') });
    store.append('{"n":3}');
    await store.flush();
    expect(reasons).toEqual(['first', 'first', 'sealed', 'sealed', 'purged', 'purged']);
    sealLog({ directory: folder.path('log') });
    store.append('{"n":4}');
    await store.flush();
    store.append('{"n":5}');
    await store.close();
    expect(existsSync(live())).toBe(false);
    expect(store.stats).toMatchObject({ written: 3, dropped: { consent_withdrawn: 2 } });
  });

  it('writes nothing when consent is withdrawn between the first answer and the opening, where there is no file to seal', async () => {
    let answers = 0;
    const store = openStore({
      directory: folder.path('log'),
      onSealed: () => {
        answers += 1;
        // Another process withdraws right after the first answer: it finds no log to seal.
        if (answers === 1) expect(sealLog({ directory: folder.path('log') })).toBe(false);
        return answers === 1 ? 'continue' : 'stop';
      },
    });
    store.append('{"n":1}');
    await store.flush();
    store.append('{"n":2}');
    await store.close();
    expect(linesOf(folder.path('log'))).toEqual([]);
    expect(store.stats).toMatchObject({ written: 0, dropped: { consent_withdrawn: 2 } });
  });

  it('drops what waits and goes on when the host lowers its level, and stops when it cannot say', async () => {
    let verdict: 'drop' | 'continue' = 'drop';
    const store = openStore({ directory: folder.path('log'), onSealed: () => verdict });
    store.append('{"n":1}');
    await store.flush();
    verdict = 'continue';
    store.append('{"n":2}');
    await store.flush();
    expect(linesOf(folder.path('log'))).toEqual(['{"n":2}']);
    const unsure = openStore({
      directory: folder.path('other'),
      onSealed: () => {
        throw new Error('consent cannot be read');
      },
    });
    unsure.append('{"n":1}');
    await unsure.close();
    expect(existsSync(folder.path('other'))).toBe(false);
    expect(unsure.stats.dropped).toEqual({ consent_withdrawn: 1 });
    await store.close();
  });
});

describe('a listener that calls back in', () => {
  it.each(['sync', 'async'] as const)('begins no second batch within the first (%s)', async (io) => {
    const flushes: Promise<void>[] = [];
    const store = openStore({
      directory: folder.path('log'),
      io,
      onSealed: (reason) => {
        store.append(`{"sealed":"${reason}"}`);
        flushes.push(store.flush());
        store.writeOnExit();
        return 'continue';
      },
    });
    store.append('{"n":1}');
    await store.flush();
    sealLog({ directory: folder.path('log') });
    store.append('{"n":2}');
    await store.flush();
    await Promise.all(flushes);
    await store.close();
    const [first, sealed] = ['{"sealed":"first"}', '{"sealed":"sealed"}'];
    expect(linesOf(folder.path('log'))).toEqual(['{"n":1}', first, first, '{"n":2}', sealed, sealed]);
  });
});

describe('the look after the write', () => {
  it.each(['sync', 'async'] as const)('writes a batch again that went to a file without a name (%s)', async (io) => {
    let purges = 2;
    const fs = createFaultyFileSystem((operation) => {
      if ((operation === 'write' || operation === 'writeLater') && purges > 0) {
        purges -= 1;
        unlinkSync(live());
      }
      return undefined;
    });
    const store = openStore({ directory: folder.path('log'), fs, io });
    store.append('{"n":1}');
    await store.flush();
    expect(linesOf(folder.path('log'))).toEqual(['{"n":1}']);
    expect(store.stats).toMatchObject({ written: 1, rewrites: 2 });
    await store.close();
  });

  it('does not write again what stands in a segment', async () => {
    let seals = 1;
    const fs = createFaultyFileSystem((operation) => {
      if (operation === 'write' && seals > 0) {
        seals -= 1;
        renameSync(live(), folder.path('log', 'events-2026-01-01T00-00-00.000Z-00000000.jsonl'));
      }
      return undefined;
    });
    const store = openStore({ directory: folder.path('log'), fs });
    store.append('{"n":1}');
    await store.flush();
    store.append('{"n":2}');
    await store.flush();
    expect(linesOf(folder.path('log'))).toEqual(['{"n":1}', '{"n":2}']);
    await store.close();
  });
});

describe('the exit hook', () => {
  it('writes what the turn recorded, and what other exit listeners record after it', async () => {
    const store = openStore({ directory: folder.path('log') });
    store.append('{"n":1}');
    // An exiting process runs no microtask any more: only this listener.
    const isOurs = (listener: object): boolean => Symbol.for('@telemetry/store/exit') in listener;
    process.listeners('exit').find(isOurs)?.(0);
    expect(linesOf(folder.path('log'))).toEqual(['{"n":1}']);
    store.append('{"n":2}');
    expect(linesOf(folder.path('log'))).toEqual(['{"n":1}', '{"n":2}']);
    await store.close();
  });
});

describe('a short write', () => {
  it('goes on with whole lines, since another process may have written in between', async () => {
    for (const taken of [1, 5, 11, 12, 13, 14, 20, 24, 25]) {
      let isFirst = true;
      const fs = createFaultyFileSystem((operation, _at, args) => {
        if (operation !== 'write' || !isFirst) return undefined;
        isFirst = false;
        const [fd, bytes, offset] = args as [number, Uint8Array, number];
        const count = fs.write(fd, bytes, offset, taken);
        appendFileSync(live(), '\n{"other":true}\n');
        return count;
      });
      const store = openStore({ directory: folder.path('log'), fs });
      for (const n of [1, 2, 3]) store.append(`{"n":"${n}"}`);
      await store.flush();
      const whole = linesOf(folder.path('log')).filter((line) => line.endsWith('}'));
      expect({ taken, whole: whole.sort() }).toEqual({
        taken,
        whole: ['{"n":"1"}', '{"n":"2"}', '{"n":"3"}', '{"other":true}'],
      });
      await store.purge();
      await store.close();
    }
  });
});

describe('an exit in the middle of an asynchronous write', () => {
  it('waits for bytes that land, and writes the rest', async () => {
    const real = createFaultyFileSystem(() => undefined);
    const fs = createFaultyFileSystem((operation, _at, args) => {
      if (operation !== 'writeLater') return undefined;
      const [fd, bytes, offset, length] = args as [number, Uint8Array, number, number];
      // The bytes land; the callback never comes, as in a process that ends.
      real.write(fd, bytes, offset, length);
      return null;
    });
    const store = openStore({ directory: folder.path('log'), fs, io: 'async' });
    store.append('{"n":1}');
    await null;
    await null;
    store.append('{"n":2}');
    store.writeOnExit();
    expect(linesOf(folder.path('log'))).toEqual(['{"n":1}', '{"n":2}']);
    expect(store.stats).toMatchObject({ written: 2, pending: 0, dropped: {} });
    await store.close();
  });

  it('counts what does not land, rather than risk writing it twice', async () => {
    const fs = createFaultyFileSystem((operation) => (operation === 'writeLater' ? null : undefined));
    const store = openStore({ directory: folder.path('log'), fs, io: 'async' });
    store.append('{"n":1}');
    await null;
    await null;
    store.append('{"n":2}');
    store.writeOnExit();
    expect(linesOf(folder.path('log'))).toEqual(['{"n":2}']);
    expect(store.stats).toMatchObject({ written: 1, dropped: { unknown_at_exit: 1 } });
    await store.close();
  });
});
