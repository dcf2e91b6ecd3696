/** System calls that strace fails, each at every one of the first calls. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { acknowledgedAndFound, startWriter } from '../test/support/processes.ts';
import type { FaultFamily, FaultRun, Finding } from './fault-run.ts';
import { ensureCommand, inLanes, judge, notShown } from './fault-run.ts';

interface Injection {
  readonly call: string;
  readonly codes: readonly string[];
  readonly io: 'sync' | 'async';
  readonly durability: 'os' | 'disk';
}

const INJECTIONS: readonly Injection[] = [
  { call: 'write', codes: ['EIO', 'ENOSPC', 'EAGAIN', 'EDQUOT'], io: 'sync', durability: 'os' },
  { call: 'write', codes: ['EIO', 'ENOSPC', 'EAGAIN', 'EDQUOT'], io: 'async', durability: 'os' },
  { call: 'fdatasync', codes: ['EIO', 'ENOSPC'], io: 'async', durability: 'disk' },
  { call: 'openat', codes: ['EMFILE', 'EACCES', 'EROFS'], io: 'sync', durability: 'os' },
  { call: 'rename', codes: ['EBUSY', 'EACCES'], io: 'sync', durability: 'os' },
  { call: 'fstat,newfstatat,statx', codes: ['EIO'], io: 'sync', durability: 'os' },
];

export const injectedCalls: FaultFamily = {
  title: 'Failed system calls',
  about:
    'strace fails the call on the live file, once at each of its first calls. The store tries again; nothing may be lost or ' +
    'repeated, the process must not notice. strace cannot cut a write short: that is done by RLIMIT_FSIZE below.',
  async run(run) {
    if (!ensureCommand('strace', 'strace')) return [notShown('injected errors', 'strace is not installed')];
    const findings: Finding[] = [];
    for (const injection of INJECTIONS) findings.push(await inject(run, injection));
    return findings;
  },
};

async function inject(run: FaultRun, { call, codes, io, durability }: Injection): Promise<Finding> {
  const ordinals = Array.from({ length: run.isShort ? 2 : 20 }, (_, at) => at + 1);
  const cases = codes.flatMap((code) => ordinals.map((ordinal) => ({ code, ordinal })));
  const total = { injected: 0, shorter: 0, notFailed: 0, lost: 0, repeated: 0, noticed: 0, unsealed: 0 };
  await inLanes(3, cases, async ({ code, ordinal }) => {
    const folder = run.folder();
    const directory = join(folder, 'log');
    const trace = join(folder, 'trace');
    const live = join(directory, 'events.jsonl');
    mkdirSync(directory, { mode: 0o700 });
    writeFileSync(live, '', { mode: 0o600 });
    const options = ['-f', '-qq', '-o', trace, '-P', live, '-e', `trace=${call}`];
    // strace counts the calls of each thread by itself.
    const thread = ['-E', 'UV_THREADPOOL_SIZE=1', '-e', `inject=${call}:error=${code}:when=${ordinal}`];
    const child = startWriter(
      {
        // Small files, so that there are enough opens and renames.
        store: { directory, io, durability, maxFileBytes: 1000 },
        id: 'w',
        seed: run.seed + ordinal,
        turns: 60,
        maxLineBytes: 1000,
        end: 'close',
        printsStats: true,
      },
      ['strace', ...options, ...thread],
    );
    const { found, repeated, results } = await acknowledgedAndFound(directory, [child]);
    const result = results[0];
    const calls = existsSync(trace)
      ? readFileSync(trace, 'utf8')
          .split('\n')
          .filter((line) => line.includes('('))
      : [];
    const wasInjected = calls.some((line) => line.includes('(INJECTED)'));
    // Which turns fill a file is a matter of the seed: a run may be through before the call that it was to fail.
    if (wasInjected) total.injected += 1;
    else if (calls.length < ordinal) total.shorter += 1;
    else total.notFailed += 1;
    total.lost += (result?.acknowledged ?? 0) + 5 - (found.get('w')?.size ?? 0);
    total.repeated += repeated;
    if (result?.code !== 0 || result.stderr !== '') total.noticed += 1;
    // A file whose sync failed must not stay the live one.
    if (call === 'fdatasync' && wasInjected && (result?.stats?.syncFailures !== 1 || readdirSync(directory).length < 2))
      total.unsealed += 1;
    rmSync(folder, { recursive: true });
  });
  const { injected, shorter, notFailed, lost, repeated, noticed, unsealed } = total;
  return judge(
    `\`${call.split(',')[0]}\`: ${codes.join(', ')}${io === 'async' ? ' (`io: async`)' : ''}`,
    `${cases.length} runs, first ${ordinals.length} calls`,
    { injected, 'runs with fewer calls': shorter },
    {
      'calls made and not failed': notFailed,
      'fewer than half of the runs hit': Number(injected * 2 < cases.length),
      lost,
      repeated,
      'noticed by the host': noticed,
      ...(call === 'fdatasync' ? { 'files synced again': unsealed } : {}),
    },
  );
}
