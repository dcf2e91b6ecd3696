import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { telemetryPaths } from '@telemetry/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStreamSecret, removeStreams, tryCreateStreamSecret } from '../src/stream-secret.ts';

describe('the secret of the conduit', () => {
  let home = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'telemetry-streams-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('is made once, at random, for its owner alone, and never replaced', () => {
    const paths = telemetryPaths('weftend', { home, env: {} });
    const file = join(paths.streamsDir, 'conduit.json');
    expect(createStreamSecret(paths)).toBe(true);
    const first = readFileSync(file, 'utf8');
    expect(JSON.parse(first)).toEqual({ version: 1, secret: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(createStreamSecret(paths)).toBe(false);
    expect(readFileSync(file, 'utf8')).toBe(first);
    expect(readdirSync(paths.streamsDir)).toEqual(['conduit.json']);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('does not stand in the way of a yes where it cannot be made', () => {
    const paths = telemetryPaths('weftend', { home, env: {} });
    createStreamSecret(paths);
    rmSync(paths.streamsDir, { recursive: true });
    symlinkSync(home, paths.streamsDir);
    expect(() => createStreamSecret(paths)).toThrow(expect.objectContaining({ code: 'STORE_FOLDER_REFUSED' }));
    expect(() => tryCreateStreamSecret(paths)).not.toThrow();
    expect(readdirSync(home)).toEqual(['.weftend']);
  });

  it('is deleted with all that stands beside it, also where nothing is', () => {
    const paths = telemetryPaths('weftend', { home, env: {} });
    removeStreams(paths);
    createStreamSecret(paths);
    removeStreams(paths);
    expect(readdirSync(paths.telemetryDir)).toEqual([]);
  });
});
