/** Power loss: an ext4 on a loop device is shut down without its journal being written, in the middle of the work of eight writers. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyLog } from '../src/index.ts';
import { acknowledgedAndFound, startWriter } from '../test/support/processes.ts';
import { createRandom } from '../test/support/random.ts';
import type { FaultFamily, FaultRun, Finding } from './fault-run.ts';
import { ensureCommand, isRoot, judge, notShown, runCommand } from './fault-run.ts';

const WRITERS = 8;
/**
 * EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH (linux/fs/ext4/ext4.h): from that moment nothing reaches the device,
 * neither pages nor the journal, as when the power goes.
 */
const SHUT_DOWN = `import fcntl, os, struct, sys
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587d, struct.pack('I', 2))`;

export const powerLoss: FaultFamily = {
  title: 'Power loss',
  about:
    'An ext4 on a loop device is shut down at a random moment, so that neither dirty pages nor the journal reach it any more (the ' +
    'call that xfstests uses), mounted again, and read. With `durability: disk` everything that a `flush` resolved for is there. ' +
    'Not shown: a disk that loses its own cache, or lies about flushing it.',
  async run(run) {
    if (!isRoot()) return [notShown('a shut down file system', 'loop devices and mounting need root')];
    for (const [command, debianPackage] of [
      ['losetup', 'mount'],
      ['mkfs.ext4', 'e2fsprogs'],
      ['python3', 'python3'],
    ] as const)
      if (!ensureCommand(command, debianPackage))
        return [notShown('a shut down file system', `${command} is not installed`)];
    let device: string;
    try {
      device = makeDevice(run);
    } catch (error) {
      return [notShown('a shut down file system', `no loop device here: ${(error as Error).message}`)];
    }
    return [
      await cutPower(run, device, 'disk', run.isShort ? 4 : 60),
      await cutPower(run, device, 'os', run.isShort ? 1 : 10),
    ];
  },
};

function makeDevice(run: FaultRun): string {
  const image = join(run.folder(), 'image');
  runCommand('truncate', '--size=256M', image);
  const device = runCommand('losetup', '--find', '--show', image);
  run.defer(() => runCommand('losetup', '--detach', device));
  runCommand('mkfs.ext4', '-q', '-F', device);
  return device;
}

/**
 * Mounts what was shut down. As long as another mount namespace of the machine holds the former mount, the kernel hands out that one
 * again, on which every open fails: then it is given up and asked for again.
 */
async function mountAgain(device: string, folder: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    runCommand('mount', device, folder);
    const probe = join(folder, 'probe');
    try {
      writeFileSync(probe, '');
      rmSync(probe);
      return;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EIO') throw error;
    }
    runCommand('umount', folder);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the file system stays shut down');
}

async function cutPower(run: FaultRun, device: string, durability: 'disk' | 'os', rounds: number): Promise<Finding> {
  const random = createRandom(run.seed);
  const total = { acknowledged: 0, lost: 0, repeated: 0, torn: 0, holes: 0, unread: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const folder = run.folder();
    // Without a flush the journal is written once in five seconds: here once in one, so that something is there.
    runCommand('mount', '-o', 'commit=1', device, folder);
    const unmount = run.defer(() => runCommand('umount', folder));
    const directory = join(folder, `${durability}-${round}`);
    if (durability === 'os') {
      mkdirSync(directory, { mode: 0o700 });
      runCommand('sync', '--file-system', folder);
    }
    const running = Array.from({ length: WRITERS }, (_, at) =>
      startWriter({
        store: { directory, durability, io: at % 2 === 0 ? 'sync' : 'async', maxFileBytes: 100_000 },
        id: `w${at}`,
        seed: random(1e9),
        turns: -1,
        maxLineBytes: 20_000,
        end: 'natural',
        acknowledgesOnDisk: durability === 'disk',
      }),
    );
    await Promise.all(running.map((one) => one.reached(1 + random(durability === 'os' ? 1000 : 50))));
    runCommand('python3', '-c', SHUT_DOWN, folder);
    for (const one of running) one.kill();
    await Promise.all(running.map(({ ended }) => ended));
    unmount();
    await mountAgain(device, folder);
    const unmountAgain = run.defer(() => runCommand('umount', folder));
    const { acknowledged, lost, repeated, torn, found } = await acknowledgedAndFound(directory, running);
    const lines = [...found.values()].reduce((sum, numbers) => sum + numbers.size, 0);
    const report = verifyLog({ directory });
    total.acknowledged += acknowledged;
    total.lost += lost.length;
    total.repeated += repeated;
    total.torn += torn;
    total.holes += report.skipped.nul;
    total.unread += lines - report.events;
    runCommand('rm', '-r', directory);
    unmountAgain();
  }
  const { acknowledged, lost, repeated, torn, holes, unread } = total;
  const what = `\`durability: ${durability}\`, ${WRITERS} writers`;
  const amount = `${rounds} power losses`;
  const seen = { acknowledged, 'torn or damaged': torn, 'lines of zeros': holes };
  const must = { repeated, 'found and not read': unread };
  if (durability === 'disk') return judge(what, amount, seen, { 'acknowledged and lost': lost, ...must });
  const finding = judge(what, amount, { ...seen, 'acknowledged and lost': lost }, must);
  return finding.outcome === 'held' ? { ...finding, outcome: 'no promise' } : finding;
}
