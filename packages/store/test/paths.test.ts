import { describe, expect, it } from 'vitest';
import { environmentPrefix, runLogFile, telemetryPaths } from '../src/index.ts';

describe('the paths of an application', () => {
  it('stand in the home folder, and are frozen', () => {
    const paths = telemetryPaths('my-agent', { home: '/home/u', env: {} });
    expect(paths.eventsFile).toBe('/home/u/.my-agent/telemetry/events.jsonl');
    expect(paths.configFile).toBe('/home/u/.my-agent/config.toml');
    expect(paths.organisationFile).toBe('/etc/my-agent/telemetry.toml');
    expect(paths.erasureFile).toBe('/home/u/.my-agent/telemetry/outbox/erasure-pending.json');
    expect(Object.isFrozen(paths)).toBe(true);
  });

  it('move with TELEMETRY_HOME, which must not be empty', () => {
    expect(telemetryPaths('a', { home: '/home/u', env: { TELEMETRY_HOME: '/tmp/x' } }).root).toBe('/tmp/x/.a');
    expect(telemetryPaths('a', { home: '/home/u', env: { TELEMETRY_HOME: '' } }).root).toBe('/home/u/.a');
  });

  it('give the environment its prefix', () => {
    expect(environmentPrefix('my-agent')).toBe('MY_AGENT');
  });

  it('give each run a file of its own within the folder', () => {
    expect(runLogFile('/logs/telemetry', '2025-10-06T12-30-00Z/refactor-loader')).toEqual({
      directory: '/logs/telemetry/2025-10-06T12-30-00Z',
      file: 'refactor-loader.jsonl',
    });
  });
});
