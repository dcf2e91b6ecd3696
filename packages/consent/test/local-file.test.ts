import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localFilePath } from '../src/local-file.ts';

const context = { env: {}, home: '/home/u', cwd: '/srv/project', runId: '2026-11-21T12-00-00Z/fix-tests' };

describe('localFilePath', () => {
  it.each([
    ['~/logs/t.jsonl', '/home/u/logs', 't.jsonl'],
    ['logs/telemetry/<run_id>.jsonl', '/srv/project/logs/telemetry/2026-11-21T12-00-00Z', 'fix-tests.jsonl'],
    ['/home/u/../u/x.jsonl', '/home/u', 'x.jsonl'],
  ])('expands %s', (path, directory, file) => {
    expect(localFilePath(path, context)).toEqual({ directory, file });
  });

  it.each(['/etc/x.jsonl', '~root/x.jsonl', '../x.jsonl', '~/../v/x.jsonl', '~', '.', '~/x.txt', '/home/u2/x.jsonl'])(
    'refuses %s',
    (path) => {
      expect(() => localFilePath(path, context)).toThrow(expect.objectContaining({ code: 'LOCAL_FILE_REFUSED' }));
    },
  );

  it('refuses a run id that would lead elsewhere', () => {
    for (const runId of ['../x', '/x', 'a/../../x', '.x', '']) {
      expect(() => localFilePath('~/<run_id>.jsonl', { ...context, runId })).toThrow(
        expect.objectContaining({ code: 'RUN_ID_INVALID' }),
      );
    }
    const none = { env: {}, home: context.home, cwd: context.cwd };
    expect(() => localFilePath('~/<run_id>.jsonl', none)).toThrow(
      expect.objectContaining({ code: 'LOCAL_FILE_REFUSED' }),
    );
  });

  it('takes TELEMETRY_HOME for the home', () => {
    const moved = { ...context, env: { TELEMETRY_HOME: '/elsewhere' } };
    expect(localFilePath('~/x.jsonl', moved).directory).toBe('/elsewhere');
    expect(() => localFilePath('/home/u/x.jsonl', moved)).toThrow(
      expect.objectContaining({ code: 'LOCAL_FILE_REFUSED' }),
    );
  });

  it('never leads out of the home and the working directory', () => {
    const part = fc.constantFrom('..', '.', '', '~', 'a', '<run_id>', '/', '\\', 'x.jsonl');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        let found: { directory: string; file: string };
        try {
          found = localFilePath(parts.join('/'), context);
        } catch (error) {
          expect(error).toHaveProperty('code');
          return;
        }
        expect(join(found.directory, found.file)).toMatch(/^(\/home\/u|\/srv\/project)\//);
      }),
      { numRuns: 1000 },
    );
  });
});
