import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withChangeLock } from '../src/change-lock.ts';
import { finish, runTogether, start } from './run-process.ts';

let folder = '';
let lock = '';
let counter = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  lock = join(folder, 'consent.lock');
  counter = join(folder, 'counter');
  writeFileSync(counter, '0');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('withChangeLock', () => {
  it('lets 8 processes count to 400 together without losing one', async () => {
    await runTogether('count-up.ts', Array(8).fill([counter, lock, '50']));
    expect(readFileSync(counter, 'utf8')).toBe('400');
    expect(readdirSync(folder).sort()).toEqual(['consent.lock', 'counter']);
    expect(readdirSync(lock)).toEqual(['free']);
  });

  it('is taken over at once from a process that was killed with it', async () => {
    const dying = start('count-up.ts', [counter, lock, '9', '3']);
    dying.stdin?.end('go\n');
    expect((await finish(dying)).signal).toBe('SIGKILL');
    expect(readdirSync(lock)[0]).toMatch(/^held-/);
    await runTogether('count-up.ts', Array(8).fill([counter, lock, '10']));
    expect(readFileSync(counter, 'utf8')).toBe('83');
    expect(readdirSync(lock)).toEqual(['free']);
  });

  it('is taken over from a holder of another machine only after 30 s, and tells that one', async () => {
    const elsewhere = `held-1-00000000-${Date.now()}-aaaaaaaa`;
    await withChangeLock(lock, () => undefined);
    renameSync(join(lock, 'free'), join(lock, elsewhere));
    await expect(withChangeLock(lock, () => 1, { patienceMs: 50 })).rejects.toMatchObject({
      code: 'CONSENT_BUSY',
      retryable: true,
    });
    expect(await withChangeLock(lock, () => 2, { now: () => Date.now() + 30_001 })).toBe(2);
    expect(readdirSync(lock)).toEqual(['free']);

    await withChangeLock(lock, async (mine) => {
      mine.assertHeld();
      await withChangeLock(lock, () => undefined, { now: () => Date.now() + 30_001 });
      expect(() => mine.assertHeld()).toThrow(expect.objectContaining({ code: 'CONSENT_BUSY' }));
    });
    expect(readdirSync(lock)).toEqual(['free']);
  });

  it('gives the baton back when the change fails, and passes the failure on', async () => {
    const failure = new Error('of the change');
    await expect(withChangeLock(lock, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(readdirSync(lock)).toEqual(['free']);
  });

  it('makes the baton again when somebody has emptied the folder', async () => {
    mkdirSync(lock);
    expect(await withChangeLock(lock, () => 'done')).toBe('done');
    expect(readdirSync(lock)).toEqual(['free']);
  });

  it('fails with the reason when its folder cannot be made', async () => {
    await expect(withChangeLock(join(folder, 'absent', 'lock'), () => 1)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
