import { appendFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { followLog, openStore, readLog, verifyLog } from '../src/index.ts';
import { flippedLogs, truncatedLogs } from './support/damaged-logs.ts';
import { createFaultyFileSystem } from './support/faulty-file-system.ts';
import { useTemporaryFolder } from './support/temporary-folder.ts';

const folder = useTemporaryFolder();
const directory = (): string => folder.path('log');
const live = (): string => folder.path('log', 'events.jsonl');

function place(bytes: Uint8Array | string): void {
  mkdirSync(directory(), { recursive: true, mode: 0o700 });
  writeFileSync(live(), bytes, { mode: 0o600 });
}

async function readAll(): Promise<{ lines: string[]; skipped: Record<string, number> }> {
  const reading = readLog({ directory: directory() });
  const lines: string[] = [];
  for await (const { line } of reading) lines.push(line);
  return { lines, skipped: Object.fromEntries(Object.entries(reading.skipped).filter(([, count]) => count > 0)) };
}

const LINES = ['{"n":1,"t":"äöü €"}', '{"n":2}', '{"n":3,"deep":{"list":[1,2,{"x":"y"}]}}'];

describe('reading', () => {
  it('gives all whole lines of a log truncated at every byte', async () => {
    for (const { bytes, whole } of truncatedLogs(LINES)) {
      place(bytes);
      const { lines, skipped } = await readAll();
      expect({ length: bytes.length, lines }).toEqual({ length: bytes.length, lines: whole });
      expect(Object.keys(skipped).every((kind) => kind === 'torn')).toBe(true);
    }
  });

  it('gives all other lines when any one bit is flipped', async () => {
    let hits = 0;
    for (const { bytes, untouched } of flippedLogs(LINES)) {
      place(bytes);
      const { lines } = await readAll();
      for (const line of untouched) expect(lines).toContain(line);
      hits += LINES.length - untouched.length;
    }
    expect(hits).toBeGreaterThan(100);
  });

  it('counts what it skips by kind', async () => {
    place(
      Buffer.concat([
        Buffer.from('{"n":1}\n{"torn":"in mid\n{"n":2}\nnot json\n[1]\n"text"\n'),
        Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d, 0x0a]),
        Buffer.alloc(5000),
        Buffer.from(`\n{"long":"${'x'.repeat(300_000)}"}\n{"n":3}\n{"tail":`),
      ]),
    );
    const { lines, skipped } = await readAll();
    expect(lines).toEqual(['{"n":1}', '{"n":2}', '{"n":3}']);
    expect(skipped).toEqual({ torn: 2, not_json: 1, unknown_schema: 2, invalid_utf8: 1, nul: 1, overlong: 1 });
    const report = verifyLog({ directory: directory() });
    expect(report).toMatchObject({ ok: false, events: 3, skipped });
  });

  it('skips an overlong line at any place of the buffers, and nothing else', async () => {
    for (const length of [262_143, 262_144, 262_145, 524_288, 524_289, 800_000]) {
      place(`{"n":1}\n${'y'.repeat(length)}\n{"n":2}\n`);
      const { lines, skipped } = await readAll();
      expect({ length, lines }).toEqual({ length, lines: ['{"n":1}', '{"n":2}'] });
      expect(skipped).toEqual(length > 262_144 ? { overlong: 1 } : { not_json: 1 });
    }
  });

  it('never throws, on any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        place(bytes);
        await readAll();
        expect(verifyLog({ directory: directory() }).files).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });

  it('finds nothing where there is no folder', async () => {
    expect(await readAll()).toEqual({ lines: [], skipped: {} });
    expect(verifyLog({ directory: directory() })).toMatchObject({ ok: true, files: [] });
  });

  it('takes what its parser makes of a line, and counts what it does not know', async () => {
    place('{"v":1}\n{"v":2}\n');
    const parse = (line: string): number | undefined => {
      const { v } = JSON.parse(line) as { v: number };
      return v === 1 ? v : undefined;
    };
    const reading = readLog({ directory: directory(), parse });
    const values: number[] = [];
    for await (const { value, offset, file } of reading) values.push(value, offset, file.length);
    expect(values).toEqual([1, 0, 'events.jsonl'.length]);
    expect(reading.skipped.unknown_schema).toBe(1);
  });

  it.each(['open', 'readdir'] as const)(
    'hides nothing and shows nothing twice when a seal comes before its %s',
    async (moment) => {
      place('{"n":1}\n');
      let isFirst = true;
      const fs = createFaultyFileSystem((operation) => {
        if (operation === moment && isFirst) {
          isFirst = false;
          renameSync(live(), folder.path('log', 'events-2026-01-01T00-00-00.000Z-00000000.jsonl'));
        }
        return undefined;
      });
      const lines: string[] = [];
      for await (const { line } of readLog({ directory: directory(), fs })) lines.push(line);
      expect(lines).toEqual(['{"n":1}']);
    },
  );

  it.each([1, 2, 3])('closes all files when somebody reads only the first %d lines of a log', async (wanted) => {
    const store = openStore({ directory: directory() });
    for (let n = 1; n <= 3; n += 1) {
      store.append(`{"n":${n}}`);
      if (n < 3) store.seal();
    }
    await store.close();
    const fs = createFaultyFileSystem(() => undefined);
    let read = 0;
    for await (const _line of readLog({ directory: directory(), fs })) {
      read += 1;
      if (read === wanted) break;
    }
    const count = (operation: string): number => fs.calls.filter((call) => call === operation).length;
    expect(count('open')).toBeGreaterThanOrEqual(2);
    expect(count('close')).toBe(count('open'));
  });

  it('shows each line once when the live file is sealed while it is read', async () => {
    const store = openStore({ directory: directory() });
    for (let n = 0; n < 10; n += 1) {
      store.append(`{"n":${n}}`);
      if (n % 3 === 0) store.seal();
    }
    await store.flush();
    const lines: string[] = [];
    for await (const { line } of store.read()) {
      lines.push(line);
      if (lines.length === 1) store.seal();
      if (lines.length === 2) store.append('{"n":"late"}');
    }
    expect(lines.sort()).toEqual(Array.from({ length: 10 }, (_, n) => `{"n":${n}}`).sort());
    await store.close();
  });
});

describe('following', () => {
  it('goes on across seals and purges, and shows each line once', async () => {
    const store = openStore({ directory: directory() });
    const stop = new AbortController();
    const seen: string[] = [];
    const write = async (n: number): Promise<void> => {
      store.append(`{"n":${n}}`);
      await store.flush();
    };
    await write(0);
    for await (const { line } of followLog({
      directory: directory(),
      start: 'start',
      pollMs: 1,
      signal: stop.signal,
    })) {
      seen.push(line);
      const n = seen.length;
      if (n === 8) stop.abort();
      if (n % 3 === 1) store.seal();
      if (n % 4 === 3) await store.purge();
      await write(n);
    }
    expect(seen).toEqual(Array.from({ length: 8 }, (_, n) => `{"n":${n}}`));
    await store.close();
  });

  it('gives the first line of a long file before it has read the rest', async () => {
    place('{"n":1}\n'.repeat(400_000));
    const fs = createFaultyFileSystem(() => undefined);
    const following = followLog({ directory: directory(), start: 'start', fs })[Symbol.asyncIterator]();
    expect((await following.next()).value).toMatchObject({ line: '{"n":1}', offset: 0 });
    expect(fs.calls.filter((operation) => operation === 'read').length).toBeLessThan(4);
    await following.return?.();
  });

  it('reads damage at the end of a file once, not at every round', async () => {
    place(Buffer.concat([Buffer.from('{"n":1}\n'), Buffer.alloc(100_000), Buffer.from('\n{"n":')]));
    const stop = new AbortController();
    const fs = createFaultyFileSystem((operation) => {
      if (operation === 'readdir' && fs.calls.filter((call) => call === 'readdir').length === 5) stop.abort();
      return undefined;
    });
    const seen: string[] = [];
    const options = { start: 'start', pollMs: 1, signal: stop.signal } as const;
    for await (const { line } of followLog({ directory: directory(), fs, ...options })) seen.push(line);
    expect(seen).toEqual(['{"n":1}']);
    expect(fs.calls.filter((operation) => operation === 'read').length).toBeLessThan(4);
  });

  it('starts with what is written from now on, and waits for the end of a line', async () => {
    place('{"n":"old"}\n{"n":');
    const stop = new AbortController();
    const seen: string[] = [];
    let rounds = 0;
    const parse = (line: string): string => line;
    const following = followLog({ directory: directory(), pollMs: 1, signal: stop.signal, parse })[
      Symbol.asyncIterator
    ]();
    const next = following.next();
    const writing = setInterval(() => {
      rounds += 1;
      if (rounds === 5) appendFileSync(live(), '"ha');
      if (rounds === 10) renameSync(live(), folder.path('log', 'events-2026-01-01T00-00-00.000Z-00000000.jsonl'));
      if (rounds === 15) {
        appendFileSync(folder.path('log', 'events-2026-01-01T00-00-00.000Z-00000000.jsonl'), 'lf"}\n');
        clearInterval(writing);
      }
    }, 5);
    const first = await next;
    if (!first.done) seen.push(first.value.line);
    stop.abort();
    expect(seen).toEqual(['{"n":"half"}']);
    expect((await following.next()).done).toBe(true);
  });
});
