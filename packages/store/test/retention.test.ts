/** Which segments go, and that a clock that is wrong takes none. */
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openStore } from '../src/index.ts';
import { linesOf } from './support/log-text.ts';
import { useTemporaryFolder } from './support/temporary-folder.ts';

const folder = useTemporaryFolder();
const live = (): string => folder.path('log', 'events.jsonl');
const at = (day: string, n = 0): string => JSON.stringify({ timestamp: `${day}T12:00:00.000Z`, n });

describe('retention', () => {
  const DAY = 86_400_000;
  const segments = (): string[] =>
    readdirSync(folder.path('log'))
      .filter((name) => name !== 'events.jsonl')
      .sort();

  async function record(store: ReturnType<typeof openStore>, timeMs: number): Promise<void> {
    store.append(JSON.stringify({ timestamp: new Date(timeMs).toISOString() }));
    await store.flush();
  }

  it('removes a day once two later days beyond the limit have events', async () => {
    let now = Date.parse('2026-01-01T10:00:00Z');
    const store = openStore({ directory: folder.path('log'), now: () => now, retentionDays: 10 });
    await record(store, now);
    now += 11 * DAY;
    await record(store, now);
    expect(segments().map((name) => name.slice(7, 17))).toEqual(['2026-01-01']);
    now += DAY;
    await record(store, now);
    expect(segments().map((name) => name.slice(7, 17))).toEqual(['2026-01-12']);
    await store.close();
  });

  it('holds also where the host seals each file itself, long before it is full', async () => {
    let now = Date.parse('2026-01-01T10:00:00Z');
    const store = openStore({ directory: folder.path('log'), now: () => now, retentionDays: 10, maxTotalBytes: 400 });
    for (let day = 0; day < 20; day += 1) {
      await record(store, now);
      expect(store.seal()).toBe(true);
      now += DAY;
    }
    const names = segments().map((name) => name.slice(7, 17));
    expect(names.at(-1)).toBe('2026-01-20');
    expect(names.length).toBeLessThan(12);
    await store.close();
  });

  it('deletes nothing for one day far in the future', async () => {
    let now = Date.parse('2026-01-01T10:00:00Z');
    const store = openStore({ directory: folder.path('log'), now: () => now, retentionDays: 10 });
    for (let day = 0; day < 5; day += 1) await record(store, now + day * DAY);
    const right = now;
    now += 40 * 365 * DAY;
    await record(store, now);
    await record(store, now + 1000);
    now = right + DAY;
    await record(store, now);
    expect(linesOf(folder.path('log'))).toHaveLength(8);
    await store.close();
  });

  it('keeps the whole log below its limit, oldest days first, wrong ones in the future before them', async () => {
    let now = Date.parse('2026-01-01T10:00:00Z');
    const store = openStore({ directory: folder.path('log'), now: () => now, maxTotalBytes: 400 });
    mkdirSync(folder.path('log'), { mode: 0o700 });
    writeFileSync(
      folder.path('log', 'events-2099-01-01T00-00-00.000Z-00000000.jsonl'),
      `${at('2099-01-01')}\n`.repeat(5),
    );
    for (let day = 0; day < 12; day += 1) {
      await record(store, now);
      now += DAY;
    }
    const names = segments().map((name) => name.slice(7, 17));
    expect(names).not.toContain('2099-01-01');
    expect(names.at(-1)).toBe('2026-01-11');
    const total = readdirSync(folder.path('log')).reduce(
      (sum, name) => sum + statSync(folder.path('log', name)).size,
      0,
    );
    expect(total).toBeLessThanOrEqual(450);
    await store.close();
  });

  it('takes the day of a live file without times from its last change', async () => {
    mkdirSync(folder.path('log'), { mode: 0o700 });
    writeFileSync(live(), '{"n":0}\n');
    utimesSync(live(), new Date('2026-01-01'), new Date('2026-01-01'));
    const store = openStore({ directory: folder.path('log') });
    store.append('{"n":1}');
    await store.close();
    expect(readFileSync(live(), 'utf8')).toBe('\n{"n":1}\n');
  });
});
