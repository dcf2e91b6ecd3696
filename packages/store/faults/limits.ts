/** Limits of the process: RLIMIT_FSIZE, by which the kernel cuts writes short, and RLIMIT_NOFILE. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { acknowledgedAndFound, startWriter } from '../test/support/processes.ts';
import type { FaultFamily, FaultRun, Finding } from './fault-run.ts';
import { ensureCommand, judge, notShown } from './fault-run.ts';

const WRITERS = 8;

export const limits: FaultFamily = {
  title: 'Limits of the process',
  about:
    'At RLIMIT_FSIZE the kernel takes a part of a write, to the byte: the store goes on in a new file with the first line that was ' +
    'not wholly taken. Without descriptors (RLIMIT_NOFILE) an open store goes on, and one that cannot open its file waits.',
  async run(run) {
    if (!ensureCommand('prlimit', 'util-linux'))
      return [notShown('RLIMIT_FSIZE, RLIMIT_NOFILE', 'prlimit is not installed')];
    return [cutAtEveryByte(run), await writeSmallFiles(run), useUpDescriptors(run)];
  },
};

function runChild(run: FaultRun, ...args: string[]): Record<string, number> {
  const child = join(import.meta.dirname, 'limited-child.ts');
  const command = [
    'bash',
    ...(args[0] === 'files' ? ['-c', 'ulimit -n 64; exec "$@"', 'bash'] : ['-c', 'exec "$@"', 'bash']),
  ];
  const { stdout, stderr, status } = spawnSync(
    command[0] ?? '',
    [...command.slice(1), process.execPath, child, run.folder(), ...args],
    {
      encoding: 'utf8',
      timeout: 300_000,
    },
  );
  if (status !== 0 || stderr !== '') return { failed: 1 };
  return JSON.parse(stdout) as Record<string, number>;
}

function cutAtEveryByte(run: FaultRun): Finding {
  // Twelve lines make a batch of about 450 bytes: some limits lie beyond.
  const bytes = run.isShort ? 120 : 480;
  const { cuts = 0, ...must } = runChild(run, 'size', String(bytes));
  return judge(
    'RLIMIT_FSIZE: a batch cut after each of its bytes, also within a character',
    `${bytes} lengths`,
    { cuts },
    { ...must, 'never cut': Number(cuts === 0) },
  );
}

async function writeSmallFiles(run: FaultRun): Promise<Finding> {
  const directory = run.folder();
  const running = Array.from({ length: WRITERS }, (_, at) =>
    startWriter(
      {
        store: { directory },
        id: `w${at}`,
        seed: run.seed + at,
        turns: run.isShort ? 40 : 200,
        maxLineBytes: 3000,
        end: 'close',
        printsStats: true,
      },
      ['bash', '-c', 'ulimit -f 8; exec "$@"', 'bash'],
    ),
  );
  const { acknowledged, lost, repeated, torn, results } = await acknowledgedAndFound(directory, running);
  const sealed = results.reduce((sum, { stats }) => sum + (stats?.sealed ?? 0), 0);
  run.remove(directory);
  return judge(
    `RLIMIT_FSIZE of 8 KiB, ${WRITERS} processes`,
    `${WRITERS} processes`,
    { acknowledged, sealed, torn },
    { lost: lost.length, repeated, 'ended otherwise': results.filter(({ code }) => code !== 0).length },
  );
}

function useUpDescriptors(run: FaultRun): Finding {
  const { cuts: used = 0, ...must } = runChild(run, 'files', '0');
  return judge('RLIMIT_NOFILE of 64, all in use', '99 lines', { 'descriptors used up': used }, must);
}
