import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createNodeFileSystem,
  type Fold,
  foldLog,
  openStore,
  purgeLog,
  type Store,
  type StoreFileSystem,
  sealLog,
} from '../src/index.ts';
import { createFaultyFileSystem, failure } from './support/faulty-file-system.ts';
import { useTemporaryFolder } from './support/temporary-folder.ts';

const folder = useTemporaryFolder();
const directory = (): string => folder.path('log');
const DAY = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00Z');

type Sums = Record<string, number>;

/** Sums by name; counts how many lines it was ever given. */
function sums(): Fold<Sums, Record<string, unknown>> & { added: number } {
  const fold = {
    added: 0,
    digest: 'ab'.repeat(32),
    empty: (): Sums => ({}),
    add: (state: Sums, event: Record<string, unknown>): Sums => {
      fold.added += 1;
      const name = String(event['event']);
      state[name] = (state[name] ?? 0) + Number(event['n']);
      return state;
    },
    merge: (into: Sums, other: Sums): Sums => {
      for (const [name, sum] of Object.entries(other)) into[name] = (into[name] ?? 0) + sum;
      return into;
    },
    encode: (state: Sums): string => JSON.stringify(state),
    decode: (text: string): Sums => JSON.parse(text) as Sums,
  };
  return fold;
}

const line = (timeMs: number, n: number, event = 'a.b'): string =>
  JSON.stringify({ timestamp: new Date(timeMs).toISOString(), event, n });

async function record(store: Store, ...lines: string[]): Promise<void> {
  for (const one of lines) store.append(one);
  await store.flush();
}

describe('folding', () => {
  it('gives each line to the fold once in its life, across seals and restarts', async () => {
    const fold = sums();
    const store = openStore({ directory: directory(), maxFileBytes: 400 });
    let sum = 0;
    for (let n = 1; n <= 60; n += 1) {
      await record(store, line(START + n, n));
      sum += n;
      if (n % 7 === 0) expect((await foldLog({ directory: directory() }, fold)).state).toEqual({ 'a.b': sum });
    }
    const last = await store.fold(fold);
    expect(last).toMatchObject({ state: { 'a.b': sum }, events: 60, skipped: 0, rawFrom: '2026-01-01' });
    expect(fold.added).toBe(60);
    expect(await store.fold(fold)).toMatchObject({ state: { 'a.b': sum }, bytesRead: 0 });
    await store.close();
  });

  it('takes from a scan what it reads of the bytes, and parses the lines that it leaves', async () => {
    const store = openStore({ directory: directory(), maxFileBytes: 400 });
    const days = [START, START + DAY, START, START + 3 * DAY];
    await record(
      store,
      ...days.map((time, n) => line(time, n + 1, n % 2 === 0 ? 'even' : 'odd')),
      '{"torn',
      line(START, 10, 'é'),
    );
    const parsed: string[] = [];
    const parse = (text: string): Record<string, unknown> => {
      parsed.push(text);
      return JSON.parse(text) as Record<string, unknown>;
    };
    const scan = (bytes: Buffer, from: number, to: number) => {
      const text = bytes.toString('utf8', from, to);
      if (!text.includes('"even"')) return undefined;
      const { n, timestamp } = JSON.parse(text) as { readonly n: number; readonly timestamp: string };
      return { event: 'even', n, timeMs: Date.parse(timestamp) };
    };
    const range = { from: new Date(START + 3_600_000), to: new Date(START + 2 * DAY) };
    const plain = await foldLog({ directory: directory(), ...range }, { ...sums(), digest: 'cd'.repeat(32) });
    expect(await foldLog({ directory: directory(), ...range, parse, scan }, sums())).toEqual(plain);
    expect(parsed.filter((text) => text.includes('"even"'))).toEqual([]);
    expect(plain).toMatchObject({ events: 5, skipped: 1 });
    const whole = await store.fold(sums());
    expect(whole).toMatchObject({ state: { even: 4, odd: 6, é: 10 }, bytesRead: 0 });
    await store.close();
  });

  it('leaves a line in mid-write for the next time', async () => {
    const fold = sums();
    mkdirSync(directory(), { mode: 0o700 });
    const live = folder.path('log', 'events.jsonl');
    const bytes = `\n${line(START, 1)}\n\n${line(START, 2)}\n`;
    for (let length = 0; length <= bytes.length; length += 1) {
      const fd = length === 0 ? 'w' : 'a';
      writeFileSync(live, bytes.slice(Math.max(0, length - 1), length), { flag: fd, mode: 0o600 });
      await foldLog({ directory: directory() }, fold);
    }
    expect((await foldLog({ directory: directory() }, fold)).state).toEqual({ 'a.b': 3 });
    expect(fold.added).toBe(2);
  });

  it('takes up what lands in a segment after its seal', async () => {
    const fold = sums();
    const store = openStore({ directory: directory() });
    await record(store, line(START, 1));
    store.seal();
    await foldLog({ directory: directory() }, fold);
    const segment = readdirSync(directory()).find((name) => name.startsWith('events-')) ?? '';
    writeFileSync(folder.path('log', segment), `\n${line(START, 5)}\n`, { flag: 'a' });
    expect((await foldLog({ directory: directory() }, fold)).state).toEqual({ 'a.b': 6 });
    expect(fold.added).toBe(2);
    await store.close();
  });

  it('cuts windows at days by merging, and within days by reading', async () => {
    const store = openStore({ directory: directory() });
    for (let day = 0; day < 4; day += 1)
      for (let hour = 0; hour < 24; hour += 1) store.append(line(START + day * DAY + hour * 3_600_000, 1));
    await store.flush();
    const access = { directory: directory() };
    await foldLog(access, sums());
    const whole = sums();
    const days = await foldLog({ ...access, from: new Date(START + DAY), to: new Date(START + 3 * DAY - 1) }, whole);
    expect(days).toMatchObject({ state: { 'a.b': 48 }, bytesRead: 0 });
    expect(whole.added).toBe(0);
    const cut = await foldLog(
      { ...access, from: new Date(START + 12 * 3_600_000), to: new Date(START + 2 * DAY) },
      sums(),
    );
    expect(cut.state).toEqual({ 'a.b': 12 + 24 + 1 });
    await store.close();
  });

  it('gives the same for any window as a plain count does', async () => {
    const store = openStore({ directory: directory(), maxFileBytes: 2000 });
    const times = Array.from({ length: 120 }, (_, n) => START + ((n * 7_919_000_017) % (6 * DAY)));
    for (const [n, time] of times.entries()) await record(store, line(time, 1, n % 3 === 0 ? 'a.b' : 'c.d'));
    await fc.assert(
      fc.asyncProperty(fc.nat(6 * DAY), fc.nat(6 * DAY), async (a, b) => {
        const [from, to] = [START + Math.min(a, b), START + Math.max(a, b)];
        const { state } = await foldLog({ directory: directory(), from: new Date(from), to: new Date(to) }, sums());
        const expected = times.filter((time) => time >= from && time <= to).length;
        expect(Object.values(state).reduce((sum, count) => sum + count, 0)).toBe(expected);
      }),
      { numRuns: 60 },
    );
    await store.close();
  });

  it('computes again what is damaged, foreign or no prefix of the log', async () => {
    const store = openStore({ directory: directory() });
    await record(store, line(START, 1));
    const access = { directory: directory() };
    await foldLog(access, sums());
    const state = folder.path('log', 'folds', readdirSync(folder.path('log', 'folds'))[0] ?? '');
    const good = readFileSync(state);
    for (let at = 0; at < good.length; at += 1) {
      const bad = Buffer.from(good);
      bad[at] = (bad[at] ?? 0) ^ 1;
      writeFileSync(state, bad);
      expect((await foldLog(access, sums())).state).toEqual({ 'a.b': 1 });
    }
    writeFileSync(state, good);
    const live = folder.path('log', 'events.jsonl');
    writeFileSync(live, readFileSync(live, 'utf8').replace('"n":1', '"n":7'));
    expect((await foldLog(access, sums())).state).toEqual({ 'a.b': 7 });
    copyFileSync(live, `${live}.copy`);
    renameSync(`${live}.copy`, live);
    const again = sums();
    expect((await foldLog(access, again)).state).toEqual({ 'a.b': 7 });
    expect(again.added).toBe(1);
    await store.close();
  });

  it('gives a fold its states as it wrote them, whatever characters are in them', async () => {
    const store = openStore({ directory: directory() });
    await record(store, line(START, 1), line(START + DAY, 1));
    const given = new Set<string>();
    const strange = (): ReturnType<typeof sums> => {
      const plain = sums();
      return {
        ...plain,
        encode: (state) => `\n\u20ac\n${plain.encode(state)}\n`,
        decode: (text) => {
          given.add(text);
          return plain.decode(text.slice(3));
        },
      };
    };
    const access = { directory: directory() };
    const first = await foldLog(access, strange());
    expect(given.size).toBe(0);
    expect(await foldLog(access, strange())).toEqual({ ...first, bytesRead: 0 });
    expect([...given]).toEqual([`\n\u20ac\n{"a.b":1}\n`]);
    await store.close();
  });

  it('keeps the states of removed segments, reduced, for two years', async () => {
    const store = openStore({ directory: directory() });
    await record(store, line(START, 1), line(START, 1, 'secret.name'));
    store.seal();
    await record(store, line(START + DAY, 1));
    const access = { directory: directory(), now: () => START + DAY };
    const fold = { ...sums(), reduce: (state: Sums): Sums => ({ 'a.b': state['a.b'] ?? 0 }) };
    await foldLog(access, fold);
    for (const name of readdirSync(directory())) if (name.startsWith('events-')) unlinkSync(folder.path('log', name));
    expect(await foldLog(access, fold)).toMatchObject({ state: { 'a.b': 2 }, rawFrom: '2026-01-02' });
    // A clock that is two years ahead by mistake deletes nothing: only two days with events, one after the other, do.
    expect((await foldLog({ ...access, now: () => START + 732 * DAY }, fold)).state).toEqual({ 'a.b': 2 });
    await record(store, line(START + 731 * DAY, 1));
    store.seal();
    expect((await foldLog({ ...access, now: () => START + 732 * DAY }, fold)).state).toEqual({ 'a.b': 2 });
    await store.close();
  });

  it('keeps the state of a live file that is sealed and deleted for its age before the next fold', async () => {
    const store = openStore({ directory: directory(), now: () => START });
    await record(store, line(START, 3));
    const access = { directory: directory(), now: () => START + 9 * DAY };
    const fold = sums();
    expect((await foldLog(access, fold)).state).toEqual({ 'a.b': 3 });
    expect(purgeLog({ ...access, olderThan: new Date(START + 8 * DAY) }).files).toBe(1);
    expect((await foldLog(access, fold)).state).toEqual({ 'a.b': 3 });
    await record(store, line(START + 9 * DAY, 4));
    expect(await foldLog(access, fold)).toMatchObject({ state: { 'a.b': 7 }, rawFrom: '2026-01-10' });
    expect(fold.added).toBe(2);
    await store.close();
    purgeLog(access);
    expect((await foldLog(access, fold)).state).toEqual({});
  });

  it('keeps no state of a live file that is purged in the moment of its sealing', async () => {
    const store = openStore({ directory: directory() });
    await record(store, line(START, 3));
    await foldLog({ directory: directory() }, sums());
    const real = createNodeFileSystem();
    const fs: StoreFileSystem = {
      ...real,
      rename(from, to) {
        real.rename(from, to);
        if (from.endsWith('events.jsonl')) unlinkSync(to);
      },
    };
    expect(sealLog({ directory: directory(), fs })).toBe(true);
    expect(readdirSync(folder.path('log', 'folds'))).toEqual([]);
    await store.close();
  });

  it('keeps no state of a removed segment beyond that, of whatever fold or version, nor a part of one', async () => {
    const store = openStore({ directory: directory() });
    await record(store, line(START + 740 * DAY, 1));
    store.seal();
    const segment = 'events-2026-01-01T00-00-00.000Z-0123abcd';
    const [former, part] = [`${segment}.0123456789abcdef.json`, `${segment}.0123456789abcdef.json.0123abcd.tmp`];
    mkdirSync(folder.path('log', 'folds'), { mode: 0o700 });
    for (const name of [former, part]) writeFileSync(folder.path('log', 'folds', name), '{"v":0}\n', { mode: 0o600 });
    const states = (): string[] => readdirSync(folder.path('log', 'folds'));
    await foldLog({ directory: directory(), now: () => START + 730 * DAY }, sums());
    expect(states()).toEqual(expect.arrayContaining([former, part]));
    await foldLog({ directory: directory(), now: () => START + 741 * DAY }, sums());
    expect(states()).toHaveLength(1);
    await store.close();
  });

  it('counts no segment twice that is sealed, and folded by another process, while it is read as the live file', async () => {
    const access = { directory: directory() };
    const store = openStore(access);
    for (let n = 0; n < 10; n += 1) {
      await record(store, line(START + n, 1));
      store.seal();
    }
    await record(store, line(START + DAY, 1));
    let other: Promise<unknown> | undefined;
    const fs = createFaultyFileSystem((operation) => {
      if (operation !== 'read' || other !== undefined) return undefined;
      // The live file is open and the folder is listed.
      sealLog(access);
      other = foldLog(access, sums());
      return undefined;
    });
    // Cut, the first day is read line by line, which takes longer than all that the other process does.
    const { state } = await foldLog({ ...access, fs, from: new Date(START + 1) }, sums());
    expect(state).toEqual({ 'a.b': 10 });
    expect(await other).toMatchObject({ state: { 'a.b': 11 } });
    await store.close();
  });

  it('reads the log again where another version of the fold encoded the states otherwise', async () => {
    const store = openStore({ directory: directory() });
    await record(store, line(START, 1));
    await store.fold({ ...sums(), encode: () => 'of another version' });
    const fold = sums();
    expect(await store.fold(fold)).toMatchObject({ state: { 'a.b': 1 }, events: 1, skipped: 0 });
    store.seal();
    for (const name of readdirSync(directory())) if (name.startsWith('events-')) unlinkSync(folder.path('log', name));
    const unreadable = { ...sums(), decode: () => JSON.parse('{') as Sums };
    expect(await store.fold(unreadable)).toMatchObject({ state: {}, events: 0 });
    await store.close();
  });

  it('leaves no state behind a purge', async () => {
    const store = openStore({ directory: directory() });
    await record(store, line(START, 1));
    store.seal();
    await record(store, line(START, 1));
    await store.fold(sums());
    expect(readdirSync(folder.path('log', 'folds'))).toHaveLength(2);
    await store.purge();
    expect(readdirSync(folder.path('log', 'folds'))).toEqual([]);
    expect((await store.fold(sums())).state).toEqual({});
    await store.close();
  });

  it.each(['EACCES', 'EIO'])('gives the same where the states cannot be listed, and records on (%s)', async (code) => {
    const fs = createFaultyFileSystem((operation, _at, args) => {
      if (operation === 'readdir' && String(args[0]).endsWith('folds')) throw failure(code);
      return undefined;
    });
    const store = openStore({ directory: directory(), fs, maxFileBytes: 100 });
    mkdirSync(folder.path('log', 'folds'), { recursive: true, mode: 0o700 });
    for (let n = 0; n < 5; n += 1) await record(store, line(START, 1));
    expect((await store.fold(sums())).state).toEqual({ 'a.b': 5 });
    expect(store.stats).toMatchObject({ written: 5, lastErrorCode: undefined });
    expect(store.stats.sealed).toBeGreaterThan(0);
    await store.close();
  });

  it('neither writes nor deletes states where a link leads', async () => {
    const store = openStore({ directory: directory() });
    await record(store, line(START, 1));
    mkdirSync(folder.path('elsewhere'), { mode: 0o700 });
    writeFileSync(folder.path('elsewhere', 'events.0123456789abcdef.json'), '{}');
    symlinkSync(folder.path('elsewhere'), folder.path('log', 'folds'));
    expect((await store.fold(sums())).state).toEqual({ 'a.b': 1 });
    await store.purge();
    expect(readdirSync(folder.path('elsewhere'))).toEqual(['events.0123456789abcdef.json']);
    await store.close();
  });

  it('gives the same where no state can be kept', async () => {
    const store = openStore({ directory: directory() });
    await record(store, line(START, 1));
    const fs = createFaultyFileSystem((operation) => {
      if (operation === 'mkdir' || operation === 'rename') throw failure('EROFS');
      return undefined;
    });
    expect((await foldLog({ directory: directory(), fs }, sums())).state).toEqual({ 'a.b': 1 });
    expect(existsSync(folder.path('log', 'folds'))).toBe(false);
    rmSync(folder.path('log', 'folds'), { recursive: true, force: true });
    await store.close();
  });
});
