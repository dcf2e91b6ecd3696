/** When a live file becomes a segment, and what that is called. */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listLogFiles, openStore, sealLog } from '../src/index.ts';
import { createFaultyFileSystem, failure } from './support/faulty-file-system.ts';
import { linesOf } from './support/log-text.ts';
import { useTemporaryFolder } from './support/temporary-folder.ts';

const folder = useTemporaryFolder();
const live = (): string => folder.path('log', 'events.jsonl');
const at = (day: string, n = 0): string => JSON.stringify({ timestamp: `${day}T12:00:00.000Z`, n });

describe('sealing', () => {
  it('never chooses a name twice, whatever the clock says', async () => {
    const store = openStore({ directory: folder.path('log'), now: () => 1_790_000_000_000 });
    for (let n = 0; n < 50; n += 1) {
      store.append(`{"n":${n}}`);
      expect(store.seal()).toBe(true);
    }
    expect(readdirSync(folder.path('log'))).toHaveLength(50);
    expect(linesOf(folder.path('log'))).toHaveLength(50);
    await store.close();
  });

  it('loses no line that another process writes to an empty file while it is sealed', async () => {
    mkdirSync(folder.path('log'), { mode: 0o700 });
    writeFileSync(live(), '', { mode: 0o600 });
    let isFirst = true;
    const fs = createFaultyFileSystem((operation) => {
      if (operation !== 'open' && operation !== 'fstat' && isFirst) {
        isFirst = false;
        appendFileSync(live(), '\n{"n":1}\n');
      }
      return undefined;
    });
    expect(sealLog({ directory: folder.path('log'), fs })).toBe(true);
    expect(linesOf(folder.path('log'))).toEqual(['{"n":1}']);
  });

  it('names a segment for its newest event, not for the hour of the seal', async () => {
    const store = openStore({ directory: folder.path('log') });
    store.append(at('2026-01-05'));
    store.seal();
    expect(readdirSync(folder.path('log'))[0]).toMatch(/^events-2026-01-05T12-00-00\.000Z-[0-9a-f]{8}\.jsonl$/);
    await store.close();
  });

  it.each(['time', 'timestamp', 'ts'])(
    'does not take a %s within a payload for the day of an event',
    async (member) => {
      const store = openStore({ directory: folder.path('log') });
      store.append(`{"timestamp":"2026-01-05T12:00:00.000Z","payload":{"${member}":"1999-01-01T00:00:00.000Z"}}`);
      store.seal();
      expect(readdirSync(folder.path('log'))[0]).toMatch(/^events-2026-01-05T/);
      // Of a line whose beginning lies beyond what is looked at, the payload says nothing either.
      const long = `{"timestamp":"2026-01-05T12:00:00.000Z","pad":"${'p'.repeat(70_000)}","payload":{"${member}":"1999-01-01T00:00:00.000Z"}}`;
      store.append(long);
      store.seal();
      expect(readdirSync(folder.path('log')).filter((name) => name.startsWith('events-1999'))).toEqual([]);
      await store.close();
    },
  );

  it.each([8e15, -8e15])('gives a segment a name that is found again, whatever the clock says (%d)', async (now) => {
    const store = openStore({ directory: folder.path('log'), now: () => now });
    store.append('{"n":1}');
    expect(store.seal()).toBe(true);
    expect(listLogFiles({ directory: folder.path('log') }).map(({ sealed }) => sealed)).toEqual([true]);
    expect(await store.purge()).toMatchObject({ files: 1 });
    await store.close();
  });

  it('begins a new file with each new UTC day, also after a restart', async () => {
    let now = Date.parse('2026-03-01T10:00:00Z');
    const first = openStore({ directory: folder.path('log'), now: () => now });
    first.append(at('2026-03-01'));
    await first.flush();
    now += 86_400_000;
    first.append(at('2026-03-02'));
    await first.close();
    expect(readdirSync(folder.path('log'))).toHaveLength(2);
    now += 86_400_000;
    const second = openStore({ directory: folder.path('log'), now: () => now });
    second.append(at('2026-03-03'));
    await second.close();
    expect(readdirSync(folder.path('log'))).toHaveLength(3);
    expect(readFileSync(live(), 'utf8')).toBe(`\n${at('2026-03-03')}\n`);
  });

  it('does not seal for a clock that jumps back, nor twice for two clocks', async () => {
    const [early, late] = ['2026-03-01', '2027-06-01'].map((day) =>
      openStore({ directory: folder.path('log'), now: () => Date.parse(`${day}T10:00:00Z`) }),
    );
    for (let n = 0; n < 10; n += 1) {
      early?.append(at('2026-03-01', n));
      await early?.flush();
      late?.append(at('2027-06-01', n));
      await late?.flush();
    }
    expect(linesOf(folder.path('log'))).toHaveLength(20);
    expect(readdirSync(folder.path('log'))).toHaveLength(2);
    await early?.close();
    await late?.close();
  });

  it('goes on with a file that cannot be renamed', async () => {
    const fs = createFaultyFileSystem((operation) => {
      if (operation === 'rename') throw failure('EBUSY');
      return undefined;
    });
    const store = openStore({ directory: folder.path('log'), fs, maxFileBytes: 50 });
    for (let n = 0; n < 20; n += 1) {
      store.append(`{"n":${n},"pad":"${'p'.repeat(30)}"}`);
      await store.flush();
    }
    expect(readdirSync(folder.path('log'))).toEqual(['events.jsonl']);
    expect(linesOf(folder.path('log'))).toHaveLength(20);
    await store.close();
  });
});
