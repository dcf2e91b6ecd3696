/** Disks that take nothing: a tmpfs of 256 KB, a bind mount that is read-only. */
import { join } from 'node:path';
import { openStore, purgeLog, readLog, type Store, verifyLog } from '../src/index.ts';
import { linesOf } from '../test/support/log-text.ts';
import { acknowledgedAndFound, startWriter } from '../test/support/processes.ts';
import type { FaultFamily, FaultRun, Finding } from './fault-run.ts';
import { isRoot, judge, notShown, runCommand } from './fault-run.ts';

const WRITERS = 8;

export const fullDisks: FaultFamily = {
  title: 'Full and read-only disks',
  about:
    'The host sees no exception and is told once; what was not written waits in bounded memory or is counted; once there is room ' +
    'again it is written, each line once.',
  async run(run) {
    if (!isRoot()) return [notShown('a tmpfs of 256 KB, a read-only bind mount', 'mounting needs root')];
    return [await fillOne(run), await fillByMany(run), await turnReadOnly(run)];
  },
};

function mount(run: FaultRun, ...args: string[]): { readonly folder: string; readonly unmount: () => void } {
  const folder = run.folder();
  runCommand('mount', ...args, folder);
  return { folder, unmount: run.defer(() => runCommand('umount', '--lazy', folder)) };
}

function append(store: Store, from: number, to: number): void {
  for (let n = from; n < to; n += 1) store.append(JSON.stringify({ w: 'w', n, pad: 'p'.repeat(480) }));
}

/** Lines of the log that are whole, by number, and how many of them are there twice. */
function numbersIn(directory: string): { readonly numbers: Set<number>; readonly repeated: number } {
  const whole = linesOf(directory).filter((line) => line.endsWith('}'));
  const numbers = new Set(whole.map((line) => (JSON.parse(line) as { n: number }).n));
  return { numbers, repeated: whole.length - numbers.size };
}

async function fillOne(run: FaultRun): Promise<Finding> {
  const { folder, unmount } = mount(run, '-t', 'tmpfs', '-o', 'size=256k,mode=0700', 'none');
  const directory = join(folder, 'log');
  const told: string[] = [];
  const store = openStore({ directory, onError: (error) => told.push(error.message) });
  for (let turn = 0; turn < 100; turn += 1) {
    append(store, turn * 20, turn * 20 + 20);
    await store.flush();
  }
  const full = store.stats;
  const before = numbersIn(directory);
  const readable = verifyLog({ directory }).events;
  runCommand('mount', '-o', 'remount,size=8m', folder);
  await store.flush();
  await store.close();
  const after = numbersIn(directory);
  const { written, dropped } = store.stats;
  unmount();
  return judge(
    'one process, 1 MB of lines into 256 KB; then room is made',
    '2,000 lines',
    { 'written while full': full.written, waited: full.pending, 'written in the end': written },
    {
      'not ENOSPC': Number(full.lastErrorCode !== 'ENOSPC' || full.pending === 0),
      'told more than once': told.length - 1,
      'written and not found': full.written - before.numbers.size,
      'found and not read': before.numbers.size - readable,
      lost: 2000 - after.numbers.size,
      repeated: after.repeated,
      dropped: Object.values(dropped).reduce((sum, count) => sum + count, 0),
    },
  );
}

async function fillByMany(run: FaultRun): Promise<Finding> {
  const { folder, unmount } = mount(run, '-t', 'tmpfs', '-o', 'size=256k,mode=0700', 'none');
  const directory = join(folder, 'log');
  const start = (at: number) =>
    startWriter({
      store: { directory, maxFileBytes: 50_000 },
      id: `w${at}`,
      seed: run.seed + at,
      turns: 60,
      maxLineBytes: 2000,
      end: 'close',
      printsStats: true,
    });
  const running = Array.from({ length: WRITERS }, (_, at) => start(at));
  const { found, repeated, torn, results } = await acknowledgedAndFound(directory, running);
  let written = 0;
  let dropped = 0;
  let mismatched = 0;
  results.forEach(({ stats }, at) => {
    written += stats?.written ?? 0;
    dropped += stats?.dropped.write_failed ?? 0;
    mismatched += Math.abs((stats?.written ?? 0) - (found.get(`w${at}`)?.size ?? 0));
  });
  const events = verifyLog({ directory }).events;
  purgeLog({ directory });
  const after = openStore({ directory });
  append(after, 0, 1);
  await after.close();
  const recovered = after.stats.written;
  unmount();
  return judge(
    `${WRITERS} processes fill 256 KB, then purge makes room`,
    `${WRITERS} processes`,
    { written, 'dropped and counted': dropped, torn },
    {
      'hosts that noticed': results.filter(({ code, stderr }) => code !== 0 || stderr !== '').length,
      'none dropped': Number(dropped === 0),
      'written and not found, or the reverse': mismatched,
      repeated,
      'found and not read': written - events,
      'not written after the purge': 1 - recovered,
    },
  );
}

async function turnReadOnly(run: FaultRun): Promise<Finding> {
  const source = run.folder();
  const { folder, unmount } = mount(run, '--bind', source);
  const directory = join(folder, 'log');
  const told: string[] = [];
  const store = openStore({ directory, onError: (error) => told.push(error.message) });
  append(store, 0, 100);
  await store.flush();
  // An open descriptor would keep the mount writable.
  await store.close();
  runCommand('mount', '-o', 'remount,bind,ro', folder);
  const late = openStore({ directory, onError: (error) => told.push(error.message) });
  append(late, 100, 200);
  await late.flush();
  const readOnly = late.stats;
  let read = 0;
  for await (const _line of readLog({ directory })) read += 1;
  const fold = await late.fold({
    digest: '0123456789abcdef',
    empty: () => 0,
    add: (n) => n + 1,
    merge: (a, b) => a + b,
    encode: String,
    decode: Number,
  });
  const verified = verifyLog({ directory }).events;
  runCommand('mount', '-o', 'remount,bind,rw', folder);
  await late.close();
  const { numbers, repeated } = numbersIn(directory);
  unmount();
  return judge(
    'a bind mount becomes read-only, then writable again',
    '200 lines',
    { 'written before': 100, waited: readOnly.pending },
    {
      'not EROFS': Number(readOnly.lastErrorCode !== 'EROFS' || readOnly.pending !== 100),
      'told more than once': told.length - 1,
      'not read, folded and verified meanwhile': 300 - read - fold.state - verified,
      'lost in the end': 200 - numbers.size,
      repeated,
    },
  );
}
