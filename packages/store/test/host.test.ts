/** What a host feels of a store: no warning, no handle that keeps it alive, no growth. */
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { useTemporaryFolder } from './support/temporary-folder.ts';

const folder = useTemporaryFolder();
const INDEX = pathToFileURL(new URL('../src/index.ts', import.meta.url).pathname).href;

function run(body: string): { stdout: string; stderr: string; status: number | null } {
  const program = `
    import { openStore } from ${JSON.stringify(INDEX)};
    const open = (n, more = {}) => openStore({ directory: ${JSON.stringify(folder.path())} + '/log' + n, ...more });
    ${body}`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--expose-gc', '--input-type=module', '-e', program],
    {
      encoding: 'utf8',
      timeout: 60_000,
    },
  );
  return { stdout, stderr, status };
}

it('ends by itself with an open store, whatever its mode, and during an outage', () => {
  const body = `
    for (const io of ['sync', 'async']) for (const durability of ['os', 'disk']) {
      const store = open(io + durability, { io, durability });
      store.append('{"n":1}');
      await store.flush();
      store.append('{"n":2}');
    }
    const broken = openStore({ directory: '/dev/null/nowhere' });
    broken.append('{"n":1}');
    await broken.flush();
    console.log(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length);`;
  expect(run(body)).toEqual({ stdout: '0\n', stderr: '', status: 0 });
});

it('adds one exit listener for any number of stores', () => {
  const body = `
    const stores = Array.from({ length: 30 }, (_, n) => open(n));
    for (const store of stores) store.append('{"n":1}');
    console.log(process.listenerCount('exit'));`;
  expect(run(body)).toEqual({ stdout: '1\n', stderr: '', status: 0 });
});

it('holds no more memory after 300,000 events than after 30,000, but for 2 MB', () => {
  const body = `
    const store = open(1, { maxTotalBytes: 16e6 });
    const line = JSON.stringify({ pad: 'p'.repeat(300) });
    const record = async (count) => {
      for (let n = 0; n < count; n += 1) { store.append(line); if (n % 50 === 0) await null; }
      await store.flush();
      gc(); gc();
      return process.memoryUsage().heapUsed;
    };
    const before = await record(30_000);
    const after = await record(270_000);
    console.log(after - before < 2e6 ? 'flat' : after - before);`;
  expect(run(body)).toEqual({ stdout: 'flat\n', stderr: '', status: 0 });
});
