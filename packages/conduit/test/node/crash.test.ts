import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { applyConduit, previewConduit } from '../../src/node/run-conduit.ts';
import { verifyArtifact } from '../../src/verify-artifact.ts';
import { createDisk, type Disk } from '../support/disk.ts';
import { type Moment, stoppingAccess } from '../support/stopping-access.ts';

const CHILD = fileURLToPath(new URL('../support/die-while-applying.ts', import.meta.url));

/** Lets a process apply that kills itself at a step: before or after the n-th file is replaced, or with a half-written one beside it. */
async function dieWhileApplying({ options, folder }: Disk, write: number, when: Moment): Promise<boolean> {
  const { releaseDir, out } = options;
  const child = spawn(process.execPath, [CHILD, folder, releaseDir, out, String(write), when], { stdio: 'inherit' });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect([0, null]).toContain(code);
  return signal === 'SIGKILL';
}

/**
 * Stops at a step without a process of its own, which takes most of the time: every write is synchronous and nothing cleans up behind a
 * failure, so that the disk is as a killed process leaves it.
 */
async function stopWhileApplying({ options }: Disk, write: number, when: Moment): Promise<boolean> {
  const stop = (): never => {
    throw new Error('stopped');
  };
  const outcome = applyConduit({ ...options, files: stoppingAccess(write, when, stop) });
  return outcome.then(
    () => false,
    (error: unknown) => error instanceof Error && error.message === 'stopped',
  );
}

/** What the next apply must come to: private file, store and snapshot, without the name of a temporary file. */
function results(disk: Disk): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(disk.contents()).filter(([path]) => !path.includes('events')));
}

/** Some steps are processes of their own, and machines are slow at times. */
const TIMEOUT_MS = 600_000;

describe('killed while applying', { timeout: TIMEOUT_MS }, () => {
  it('leaves the same files as when it is stopped at that step by a failure', async () => {
    const disk = createDisk(20);
    const kept = disk.contents();
    const afterwards: unknown[] = [];
    for (const stop of [dieWhileApplying, stopWhileApplying]) {
      rmSync(dirname(disk.storePath), { recursive: true, force: true });
      for (const [path, text] of Object.entries(kept)) writeFileSync(`${disk.folder}/${path}`, text);
      expect(await stop(disk, 2, 'half')).toBe(true);
      afterwards.push(disk.contents());
    }
    expect(afterwards[0]).toEqual(afterwards[1]);
  });

  it('leaves, at every step, what the next apply completes to the same bytes, also when more was recorded meanwhile', async () => {
    const disk = createDisk(12);
    await applyConduit(disk.options);
    disk.record(23);
    const kept = disk.contents();
    const restore = (): void => {
      for (const path of [disk.options.out, disk.storePath, disk.streamPath]) {
        for (const name of readdirSync(dirname(path))) if (name.endsWith('.tmp')) rmSync(`${dirname(path)}/${name}`);
      }
      for (const [path, text] of Object.entries(kept)) writeFileSync(`${disk.folder}/${path}`, text);
    };
    const preview = await previewConduit(disk.options);
    await applyConduit(disk.options);
    const expected = results(disk);
    disk.record(11);
    const log = readFileSync(`${disk.telemetryDir}/events.jsonl`, 'utf8');
    await applyConduit(disk.options);
    const expectedWithMore = results(disk);

    let stopped = 0;
    for (const write of [1, 2, 3, 4]) {
      // Before a write is after the one before it.
      for (const when of write === 1 ? (['before', 'half', 'after'] as const) : (['half', 'after'] as const)) {
        restore();
        if (await stopWhileApplying(disk, write, when)) stopped += 1;
        for (const path of [disk.options.out, disk.storePath]) {
          if (existsSync(path)) expect(verifyArtifact(readFileSync(path, 'utf8')).issues).toEqual([]);
        }
        const next = await previewConduit(disk.options);
        expect(next).toMatchObject({ ok: true, text: preview.ok ? preview.text : '' });
        if (when === 'after') {
          // Whoever died comes back only when there is more to take.
          writeFileSync(`${disk.telemetryDir}/events.jsonl`, log);
          await applyConduit(disk.options);
          expect(results(disk)).toEqual(expectedWithMore);
        } else {
          await applyConduit(disk.options);
          expect(results(disk)).toEqual(expected);
        }
        expect(await applyConduit(disk.options)).toMatchObject({ ok: true, isChanged: false });
      }
    }
    expect(stopped).toBe(9);
  });

  it('at the first apply of a stream leaves no half of one', async () => {
    const disk = createDisk(20);
    const kept = disk.contents();
    await applyConduit(disk.options);
    const expected = results(disk);
    for (const write of [1, 2, 3]) {
      rmSync(disk.options.out);
      rmSync(dirname(disk.storePath), { recursive: true });
      for (const [path, text] of Object.entries(kept)) writeFileSync(`${disk.folder}/${path}`, text);
      const stop = write === 2 ? dieWhileApplying : stopWhileApplying;
      expect(await stop(disk, write, 'after')).toBe(true);
      await applyConduit(disk.options);
      expect(results(disk)).toEqual(expected);
      expect(await applyConduit(disk.options)).toMatchObject({ isChanged: false });
    }
  });
});
