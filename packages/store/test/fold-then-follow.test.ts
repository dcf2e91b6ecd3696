import { describe, expect, it } from 'vitest';
import { type Fold, foldLog, followLog, openStore, sealLog } from '../src/index.ts';
import { useTemporaryFolder } from './support/temporary-folder.ts';

const folder = useTemporaryFolder();
const directory = (): string => folder.path('log');

const names: Fold<string[], Record<string, unknown>> = {
  digest: 'cd'.repeat(32),
  empty: () => [],
  add: (state, event) => [...state, String(event['n'])],
  merge: (into, other) => [...into, ...other],
  encode: (state) => JSON.stringify(state),
  decode: (text) => JSON.parse(text) as string[],
};

describe('following from where a fold ended', () => {
  it('gives every line once: those before to the fold, those after to the one who follows, across a seal', async () => {
    const store = openStore({ directory: directory() });
    const record = async (...numbers: number[]) => {
      for (const n of numbers) store.append(JSON.stringify({ timestamp: '2026-01-01T00:00:00.000Z', event: 'a', n }));
      await store.flush();
    };
    await record(1, 2);
    sealLog({ directory: directory() });
    await record(3);
    const { state, covered } = await foldLog({ directory: directory() }, names);
    await record(4);
    sealLog({ directory: directory() });
    await record(5, 6);
    const followed: string[] = [];
    const stop = new AbortController();
    for await (const { value } of followLog({
      directory: directory(),
      start: covered,
      signal: stop.signal,
      pollMs: 1,
    })) {
      followed.push(String(value['n']));
      if (followed.length === 3) await record(7);
      if (followed.length === 4) stop.abort();
    }
    expect([state.toSorted(), followed.toSorted()]).toEqual([
      ['1', '2', '3'],
      ['4', '5', '6', '7'],
    ]);
    await store.close();
  });

  it('reads nothing twice when nothing came after', async () => {
    const store = openStore({ directory: directory() });
    store.append(JSON.stringify({ timestamp: '2026-01-01T00:00:00.000Z', event: 'a', n: 1 }));
    await store.flush();
    const { covered } = await foldLog({ directory: directory() }, names);
    const stop = new AbortController();
    const seen: unknown[] = [];
    setImmediate(() => store.append(JSON.stringify({ timestamp: '2026-01-01T00:00:00.000Z', event: 'a', n: 2 })));
    for await (const { value } of followLog({
      directory: directory(),
      start: covered,
      signal: stop.signal,
      pollMs: 1,
    })) {
      seen.push(value['n']);
      stop.abort();
    }
    expect(seen).toEqual([2]);
    await store.close();
  });
});
