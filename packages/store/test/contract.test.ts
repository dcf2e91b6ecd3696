import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, readLog } from '../src/index.ts';
import { linesOf } from './support/log-text.ts';

let home: string;
let directory: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'store-'));
  directory = join(home, '.app', 'telemetry');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const event = (n: number): string => JSON.stringify({ timestamp: new Date().toISOString(), event: 'test.made', n });

describe.each(['sync', 'async'] as const)('a store with %s writes', (io) => {
  it('touches no disk before the first append', async () => {
    const store = openStore({ directory, io });
    await store.flush();
    expect(store.seal()).toBe(false);
    await store.close();
    expect(readdirSync(home)).toEqual([]);
  });

  it('keeps every line in order, in a folder 0700 and a file 0600', async () => {
    const store = openStore({ directory, io });
    const lines = Array.from({ length: 1000 }, (_, n) => event(n));
    for (const line of lines) store.append(line);
    await store.flush();
    expect(linesOf(directory)).toEqual(lines);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(join(directory, 'events.jsonl')).mode & 0o777).toBe(0o600);
    expect(store.stats).toMatchObject({ accepted: 1000, written: 1000, pending: 0, dropped: {} });
    expect(store.stats.bytes).toBe(statSync(join(directory, 'events.jsonl')).size);
    await store.close();
  });

  it('starts each batch with LF and ends each line with one', async () => {
    const store = openStore({ directory, io });
    store.append('{"n":1}');
    await store.flush();
    store.append('{"n":2}');
    await store.flush();
    expect(readFileSync(join(directory, 'events.jsonl'), 'utf8')).toBe('\n{"n":1}\n\n{"n":2}\n');
    await store.close();
  });

  it('drops and counts what is no line', async () => {
    const store = openStore({ directory, io });
    store.append('');
    store.append('{"a":1}\n{"b":2}');
    store.append('x'.repeat(262_145));
    store.append(undefined as unknown as string);
    await store.close();
    store.append('{}');
    expect(store.stats.dropped).toEqual({ invalid_line: 3, too_long: 1, closed: 1 });
    expect(readdirSync(home)).toEqual([]);
  });

  it('seals at the size limit and reads across segments', async () => {
    const store = openStore({ directory, io, maxFileBytes: 2000 });
    const lines = Array.from({ length: 200 }, (_, n) => event(n));
    for (const line of lines) {
      store.append(line);
      await store.flush();
    }
    expect(readdirSync(directory).length).toBeGreaterThan(3);
    expect(linesOf(directory).sort()).toEqual([...lines].sort());
    const read = [];
    for await (const { line } of store.read()) read.push(line);
    expect(read.sort()).toEqual([...lines].sort());
    await store.close();
    await store.close();
  });

  it('keeps what is appended while it closes', async () => {
    const store = openStore({ directory, io });
    store.append(event(1));
    const closing = store.close();
    store.append(event(2));
    await Promise.all([closing, store.close()]);
    expect(linesOf(directory)).toHaveLength(2);
    expect(store.stats).toMatchObject({ written: 2, dropped: {} });
  });

  it('deletes all on purge and starts afresh', async () => {
    const store = openStore({ directory, io, maxFileBytes: 500 });
    for (let n = 0; n < 50; n += 1) {
      store.append(event(n));
      await store.flush();
    }
    const report = await store.purge();
    expect(report.files).toBeGreaterThan(3);
    expect(readdirSync(directory)).toEqual([]);
    store.append(event(99));
    await store.flush();
    expect(linesOf(directory)).toHaveLength(1);
    await store.close();
  });
});

it('filters by time, name and actor', async () => {
  const store = openStore({ directory });
  const make = (day: number, name: string, actor: string): string =>
    JSON.stringify({ timestamp: `2026-01-0${day}T00:00:00.000Z`, event: name, actor: { kind: 'agent', id: actor } });
  for (const day of [1, 2, 3])
    for (const name of ['a.b', 'c.d']) for (const id of ['x', 'y']) store.append(make(day, name, id));
  await store.close();
  const found = [];
  const filter = {
    from: new Date('2026-01-02T00:00:00Z'),
    to: new Date('2026-01-03T00:00:00Z'),
    event: 'a.b',
    actor: 'y',
  };
  for await (const { line } of readLog({ directory, ...filter })) found.push(line);
  expect(found).toEqual([make(2, 'a.b', 'y'), make(3, 'a.b', 'y')]);
});
