import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConsent, prepareConsentReader } from '../src/load-consent.ts';
import { type Home, makeHome } from './home.ts';
import { finish, start } from './run-process.ts';

let home: Home;
beforeEach(() => {
  home = makeHome();
});
afterEach(() => home.remove());

describe('loadConsent', () => {
  it('writes no byte, whatever it finds', async () => {
    await loadConsent(home.location);
    expect(readdirSync(home.home)).toEqual([]);
    home.writeConfig('telemetry.enabled = true');
    await loadConsent(home.location);
    expect(readdirSync(home.paths.root)).toEqual(['config.toml']);
  });

  it('fails closed and tells, without throwing, for every unreadable file', async () => {
    home.writeConfig('[telemetry]\nenabled = tru');
    expect(await loadConsent(home.location)).toMatchObject({
      enabled: false,
      cause: 'file',
      problems: [{ code: 'CONFIG_SYNTAX' }],
    });
    home.writeConfig(`telemetry.enabled = true\n#${'x'.repeat(1_048_576)}`);
    expect(await loadConsent(home.location)).toMatchObject({
      enabled: false,
      problems: [{ code: 'CONFIG_UNREADABLE' }],
    });
    home.writeConfig('telemetry.enabled = true');
    mkdirSync(dirname(home.location.organisationFile), { recursive: true });
    writeFileSync(home.location.organisationFile, 'telemetry.level = "minmal"');
    const consent = await loadConsent(home.location);
    expect(consent).toMatchObject({ enabled: false, cause: 'organisation', problems: [{ code: 'CONFIG_RANGE' }] });
    rmSync(home.location.organisationFile);
    mkdirSync(home.paths.consentFile, { recursive: true });
    expect(await loadConsent(home.location)).toMatchObject({
      enabled: false,
      cause: 'ledger',
      problems: [{ code: 'LEDGER_UNREADABLE' }],
    });
  });

  it('does not hang on a FIFO in place of the configuration', async () => {
    mkdirSync(home.paths.root);
    execFileSync('mkfifo', [home.paths.configFile]);
    expect(await loadConsent(home.location)).toMatchObject({
      enabled: false,
      problems: [{ code: 'CONFIG_UNREADABLE' }],
    });
  });

  it('names files as people know them', async () => {
    home.writeConfig('[telemetry]\nx = 1');
    const { problems } = await loadConsent(home.location);
    expect(problems[0]?.message).toBe('~/.my-agent/config.toml:2: telemetry.x is not a key that is known here.');
  });

  it('moves its root with TELEMETRY_HOME, and reads a file that the host names', async () => {
    const moved = join(home.home, 'moved');
    mkdirSync(join(moved, '.my-agent'), { recursive: true });
    writeFileSync(join(moved, '.my-agent', 'config.toml'), 'telemetry.enabled = true');
    expect((await loadConsent({ ...home.location, env: { TELEMETRY_HOME: moved } })).enabled).toBe(true);
    const configFile = join(home.home, 'own.toml');
    writeFileSync(configFile, '[telemetry]\nenabled = true');
    expect((await loadConsent({ ...home.location, configFile })).enabled).toBe(true);
    expect((await loadConsent(home.location)).enabled).toBe(false);
  });

  it('takes CI=0 and CI=false for not CI, any other CI for CI', async () => {
    const { isCi: _found, ...location } = home.location;
    const causeWith = async (CI: string) => (await loadConsent({ ...location, env: { CI } })).cause;
    expect(await Promise.all(['0', 'false', '1', 'true', 'woodpecker'].map(causeWith))).toEqual([
      'default',
      'default',
      'ci',
      'ci',
      'ci',
    ]);
  });

  it('loads neither the parser nor ci-info, and opens no file, when the environment says no', async () => {
    home.writeConfig('telemetry.enabled = true');
    chmodSync(home.paths.configFile, 0o600);
    const env = { HOME: home.home };
    const off = await finish(start('loaded-modules.ts', ['my-agent'], { ...env, DO_NOT_TRACK: '1' }));
    expect(JSON.parse(off.stdout)).toEqual({ enabled: false, loaded: [] });
    const on = await finish(start('loaded-modules.ts', ['my-agent'], env));
    expect(JSON.parse(on.stdout)).toEqual({ enabled: true, loaded: ['ci-info', 'smol-toml'] });
    expect(existsSync(home.paths.telemetryDir)).toBe(false);
  });
});

describe('prepareConsentReader', () => {
  it('reads again at once, as often as it is called', async () => {
    home.writeConfig('telemetry.enabled = true');
    const read = await prepareConsentReader(home.location);
    expect(read()).toMatchObject({ enabled: true, level: 'minimal' });
    home.writeConfig('[telemetry]\nenabled = true\nlevel = "standard"');
    expect(read()).toMatchObject({ enabled: true, level: 'standard' });
    home.writeConfig('[telemetry]\nenabled = false');
    expect(read().enabled).toBe(false);
    rmSync(home.paths.configFile);
    expect(read()).toMatchObject({ enabled: false, cause: 'default' });
  });

  it('takes a file for unreadable that was made after it was prepared', async () => {
    const read = await prepareConsentReader(home.location);
    expect(read().cause).toBe('default');
    home.writeConfig('telemetry.enabled = true');
    expect(read()).toMatchObject({ enabled: false, problems: [{ code: 'CONFIG_UNREADABLE' }] });
  });

  it('sees the time go by: debug ends while it is in use', async () => {
    let nowMs = Date.parse('2026-11-21T12:00:00Z');
    home.writeConfig(
      '[telemetry]\nenabled = true\nlevel = "debug"\ndebug_consent_given = true\ndebug_consent_expires = 2026-11-22T00:00:00Z',
    );
    const read = await prepareConsentReader({ ...home.location, now: () => nowMs });
    expect(read().level).toBe('debug');
    nowMs = Date.parse('2026-11-22T00:00:00Z');
    expect(read().level).toBe('standard');
  });
});
