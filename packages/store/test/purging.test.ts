import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  openStore,
  purgeLog,
  purgeTelemetry,
  TELEMETRY_TREE,
  type TelemetryPaths,
  telemetryPaths,
} from '../src/index.ts';
import { createFaultyFileSystem, failure } from './support/faulty-file-system.ts';
import { useTemporaryFolder } from './support/temporary-folder.ts';

const folder = useTemporaryFolder();

function put(path: string, text = 'x'): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, text, { mode: 0o600 });
}

/** A folder with every kind of file that may be there. */
function placeEverything(): TelemetryPaths {
  const paths = telemetryPaths('demo', { home: folder.path(), env: {} });
  put(paths.eventsFile);
  for (const day of ['01', '02', '03'])
    put(join(paths.telemetryDir, `events-2026-01-${day}T00-00-00.000Z-0123abcd.jsonl`));
  put(join(paths.foldsDir, 'events.0123456789abcdef.json'));
  put(paths.lossesFile);
  put(paths.identityFile);
  put(join(paths.streamsDir, 'stream.json'));
  put(paths.consentFile);
  put(paths.spoolFile);
  put(join(paths.outboxDir, 'batch.json.gz'));
  put(join(paths.rejectedDir, 'deep', 'batch.json.gz'));
  put(paths.erasureFile);
  put(join(paths.sentDir, 'receipt.json'));
  put(join(paths.baselinesDir, 'baseline.json'));
  put(`${paths.identityFile}.0123abcd.tmp`);
  put(paths.configFile, '[telemetry]\n');
  return paths;
}

describe('purge', () => {
  it('deletes every path that may be created, but identity, pending erasure, streams and ledger', () => {
    const paths = placeEverything();
    const report = purgeTelemetry(paths);
    expect(readdirSync(paths.telemetryDir).sort()).toEqual(['consent.jsonl', 'identity.json', 'outbox', 'streams']);
    expect(readdirSync(paths.outboxDir)).toEqual(['erasure-pending.json']);
    expect(report).toMatchObject({ files: 12, foreign: [], restarted: false });
    expect(readFileSync(paths.configFile, 'utf8')).toBe('[telemetry]\n');
  });

  it('knows every path of the application', () => {
    const paths = telemetryPaths('demo', { home: folder.path(), env: {} });
    const names = new Set(TELEMETRY_TREE.map((entry) => entry.name));
    for (const path of Object.values(paths)) {
      if (!path.startsWith(`${paths.telemetryDir}/`)) continue;
      expect(names).toContain(path.slice(paths.telemetryDir.length + 1).split('/')[0]);
    }
  });

  it('leaves and names what is not ours, and follows no link', () => {
    const paths = placeEverything();
    put(join(paths.telemetryDir, 'notes.txt'));
    put(folder.path('victim', 'file'));
    rmSync(paths.sentDir, { recursive: true });
    symlinkSync(folder.path('victim'), paths.sentDir);
    expect(purgeTelemetry(paths).foreign).toEqual(['notes.txt']);
    expect(existsSync(paths.sentDir)).toBe(false);
    expect(existsSync(folder.path('victim', 'file'))).toBe(true);
  });

  it('refuses a folder that is a link', () => {
    put(folder.path('victim', 'events.jsonl'));
    const paths = telemetryPaths('demo', { home: folder.path(), env: {} });
    mkdirSync(paths.root);
    symlinkSync(folder.path('victim'), paths.telemetryDir);
    expect(() => purgeTelemetry(paths)).toThrow(expect.objectContaining({ code: 'STORE_FOLDER_REFUSED' }));
    expect(existsSync(folder.path('victim', 'events.jsonl'))).toBe(true);
  });

  it('says so when a writer has begun again', async () => {
    const paths = telemetryPaths('demo', { home: folder.path(), env: {} });
    const store = openStore({ directory: paths.telemetryDir });
    store.append('{"n":1}');
    await store.flush();
    const fs = createFaultyFileSystem((operation) => {
      if (operation === 'readdir') {
        store.append('{"n":2}');
        store.writeOnExit();
      }
      return undefined;
    });
    expect(purgeTelemetry(paths, { fs })).toMatchObject({ files: 1, restarted: true });
    expect(readFileSync(paths.eventsFile, 'utf8')).toContain('{"n":2}');
    await store.close();
  });

  it('throws when anything of ours is left', () => {
    const paths = placeEverything();
    const fs = createFaultyFileSystem((operation, _at, args) => {
      if (operation === 'unlink' && String(args[0]).includes('receipt')) throw failure('EACCES');
      return undefined;
    });
    expect(() => purgeTelemetry(paths, { fs })).toThrow(expect.objectContaining({ code: 'PURGE_INCOMPLETE' }));
    const blind = createFaultyFileSystem((operation) => (operation === 'unlink' ? null : undefined));
    put(paths.lossesFile);
    expect(() => purgeTelemetry(paths, { fs: blind })).toThrow(expect.objectContaining({ code: 'PURGE_INCOMPLETE' }));
  });

  it.each(['losses.jsonl', 'folds/events.0123456789abcdef.json', 'events-2026-02-01T00-00-00.000Z-0123abcd.jsonl'])(
    'is not put off by a file that a program makes meanwhile, as it was before: %s',
    (name) => {
      const paths = placeEverything();
      const fs = createFaultyFileSystem((operation, _at, args) => {
        // After the last removal of what is asked for, and before the proof.
        if (operation === 'rmdir' && String(args[0]).endsWith('sent')) put(join(paths.telemetryDir, name));
        return undefined;
      });
      expect(purgeTelemetry(paths, { fs }).restarted).toBe(name.startsWith('events'));
      expect(readdirSync(paths.telemetryDir, { recursive: true })).toContain(name);
    },
  );

  it('of older days deletes whole segments before that day, the live one included when it is old', () => {
    const paths = placeEverything();
    writeFileSync(paths.eventsFile, '\n{"timestamp":"2026-01-02T10:00:00.000Z"}\n');
    const report = purgeTelemetry(paths, { olderThan: new Date('2026-01-03T18:00:00Z') });
    expect(report.files).toBe(3);
    const left = readdirSync(paths.telemetryDir).filter((name) => name.startsWith('events'));
    expect(left).toEqual(['events-2026-01-03T00-00-00.000Z-0123abcd.jsonl']);
    // What was folded of the live file stays, by the name of the segment that it was for a moment.
    const [state, ...others] = readdirSync(paths.foldsDir).filter((name) => name.endsWith('.0123456789abcdef.json'));
    expect(state).toMatch(/^events-2026-01-02T10-00-00\.000Z-[0-9a-f]{8}\.0123456789abcdef\.json$/);
    expect(others).toEqual([]);
  });

  it('of a log touches no other log of the folder', () => {
    const paths = placeEverything();
    put(join(paths.outboxDir, 'spool-2026-01-01T00-00-00.000Z-0123abcd.jsonl'));
    expect(purgeLog({ directory: paths.outboxDir, file: 'spool.jsonl' })).toMatchObject({ files: 2 });
    expect(readdirSync(paths.outboxDir).sort()).toEqual(['batch.json.gz', 'erasure-pending.json', 'rejected']);
    unlinkSync(paths.erasureFile);
  });

  it('does nothing where nothing was', () => {
    const paths = telemetryPaths('demo', { home: folder.path(), env: {} });
    expect(purgeTelemetry(paths)).toEqual({ files: 0, bytes: 0, foreign: [], restarted: false });
    expect(readdirSync(folder.path())).toEqual([]);
  });
});
