import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openStore, readLog, runLogFile, telemetryPaths, verifyLog } from '../src/index.ts';
import { createFaultyFileSystem, failure } from './support/faulty-file-system.ts';
import { useTemporaryFolder } from './support/temporary-folder.ts';

const folder = useTemporaryFolder();
const log = (): string => folder.path('log');
const live = (): string => folder.path('log', 'events.jsonl');

async function writeOne(): Promise<{ code: string | undefined; told: string[]; written: number; dropped: object }> {
  const told: string[] = [];
  const store = openStore({ directory: log(), onError: (error) => told.push(error.code) });
  store.append('{"n":1}');
  await store.flush();
  store.append('{"n":2}');
  await store.close();
  return { code: store.stats.lastErrorCode, told, written: store.stats.written, dropped: store.stats.dropped };
}

const refused = (code: string) => ({ code, told: [code], written: 0, dropped: { write_failed: 2 } });

describe('a hostile place', () => {
  it('does not hang where no folder can be made, and counts what it loses', async () => {
    const store = openStore({ directory: '/proc/nowhere/log' });
    store.append('{}');
    await store.close();
    expect(store.stats).toMatchObject({ written: 0, dropped: { write_failed: 1 } });
  });

  it('is not written through a symbolic link', async () => {
    mkdirSync(log(), { mode: 0o700 });
    writeFileSync(folder.path('victim'), 'mine');
    symlinkSync(folder.path('victim'), live());
    expect(await writeOne()).toEqual(refused('STORE_FILE_REFUSED'));
    expect(readFileSync(folder.path('victim'), 'utf8')).toBe('mine');
  });

  it('is not written through a dangling link', async () => {
    mkdirSync(log(), { mode: 0o700 });
    symlinkSync(folder.path('victim'), live());
    expect(await writeOne()).toEqual(refused('STORE_FILE_REFUSED'));
    expect(existsSync(folder.path('victim'))).toBe(false);
  });

  it('is not written through a hard link', async () => {
    mkdirSync(log(), { mode: 0o700 });
    writeFileSync(folder.path('victim'), 'mine');
    linkSync(folder.path('victim'), live());
    expect(await writeOne()).toEqual(refused('STORE_FILE_REFUSED'));
    expect(readFileSync(folder.path('victim'), 'utf8')).toBe('mine');
  });

  it('does not hang at a FIFO, to write or to read', async () => {
    mkdirSync(log(), { mode: 0o700 });
    expect(spawnSync('mkfifo', [live()]).status).toBe(0);
    expect(await writeOne()).toEqual(refused('STORE_FILE_REFUSED'));
    for await (const { line } of readLog({ directory: log() })) expect(line).toBe('never');
  });

  it('is refused where a folder stands in the place of the file', async () => {
    mkdirSync(live(), { recursive: true, mode: 0o700 });
    expect(await writeOne()).toEqual(refused('STORE_FILE_REFUSED'));
  });

  it.each([0o777, 0o770, 0o722])('is refused when others may write to the folder (%o)', async (mode) => {
    mkdirSync(log());
    chmodSync(log(), mode);
    expect(await writeOne()).toEqual(refused('STORE_FOLDER_REFUSED'));
    expect(existsSync(live())).toBe(false);
  });

  it('is refused when anybody may replace the folder', async () => {
    mkdirSync(log(), { mode: 0o700 });
    chmodSync(folder.path(), 0o777);
    expect(await writeOne()).toEqual(refused('STORE_FOLDER_REFUSED'));
  });

  it('is refused when the folder is a link', async () => {
    mkdirSync(folder.path('elsewhere'), { mode: 0o700 });
    symlinkSync(folder.path('elsewhere'), log());
    expect(await writeOne()).toEqual(refused('STORE_FOLDER_REFUSED'));
  });

  it('makes a file and a folder that others may read private', async () => {
    mkdirSync(log());
    chmodSync(log(), 0o755);
    writeFileSync(live(), '', { mode: 0o644 });
    expect((await writeOne()).written).toBe(2);
    expect(statSync(live()).mode & 0o777).toBe(0o600);
    expect(statSync(log()).mode & 0o777).toBe(0o700);
  });

  it('is not changed by those who only read it, so that a log on a read-only disk can be read', async () => {
    mkdirSync(log(), { mode: 0o700 });
    writeFileSync(live(), '{"n":1}\n', { mode: 0o644 });
    const fs = createFaultyFileSystem((operation) => {
      if (operation === 'fchmod' || operation === 'chmod') throw failure('EROFS');
      return undefined;
    });
    expect(verifyLog({ directory: log(), fs })).toMatchObject({ events: 1, problems: [{ code: 'mode_too_open' }] });
    let events = 0;
    for await (const _line of readLog({ directory: log(), fs })) events += 1;
    expect(events).toBe(1);
    expect(statSync(live()).mode & 0o777).toBe(0o644);
  });

  if (process.geteuid?.() === 0) {
    it('is refused when file or folder belong to another user', async () => {
      mkdirSync(log(), { mode: 0o700 });
      writeFileSync(live(), '', { mode: 0o600 });
      chownSync(live(), 12345, 12345);
      expect(await writeOne()).toEqual(refused('STORE_FILE_REFUSED'));
      chownSync(log(), 12345, 12345);
      expect((await writeOne()).code).toBe('STORE_FOLDER_REFUSED');
    });
  }

  it('recovers by itself once the obstacle is gone', async () => {
    mkdirSync(log());
    chmodSync(log(), 0o777);
    const store = openStore({ directory: log() });
    store.append('{"n":1}');
    await store.flush();
    expect(store.stats).toMatchObject({ written: 0, pending: 1 });
    chmodSync(log(), 0o700);
    await store.flush();
    expect(store.stats).toMatchObject({ written: 1, pending: 0, dropped: {} });
    await store.close();
  });
});

describe('a hostile name', () => {
  it.each(['', '.', '..', 'A', '1a', 'a/b', 'a.b', '../a', 'a'.repeat(65), 'a\u0000', 'ä'])(
    'is no application: %j',
    (app) => {
      expect(() => telemetryPaths(app, { home: '/home/u', env: {} })).toThrow(
        expect.objectContaining({ code: 'APP_NAME_INVALID' }),
      );
    },
  );

  it.each(['', '..', '../a', '/etc/passwd', 'a/../b', 'a//b', '.hidden', 'a\u0000b', 'a\\b', 'C:\\x', 'a\nb'])(
    'is no run: %j',
    (runId) => {
      expect(() => runLogFile('/logs', runId)).toThrow(expect.objectContaining({ code: 'RUN_ID_INVALID' }));
    },
  );

  it('of a log cannot lead out of its folder', () => {
    for (const file of ['../events.jsonl', 'a/b.jsonl', '.jsonl', 'events.txt', '']) {
      expect(() => openStore({ directory: log(), file })).toThrow(TypeError);
    }
  });
});
