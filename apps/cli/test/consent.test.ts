import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHome, recordEvents } from './support/home.ts';
import { enableByFlag, runCli } from './support/run-cli.ts';

const ledgerOf = (folder: string) =>
  readFileSync(join(folder, 'consent.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

describe('enable', () => {
  it('refuses with 3 and writes no byte without a terminal, in CI and under a coding agent', async () => {
    const home = createHome();
    const cases = [
      { env: {}, said: 'no terminal' },
      { env: { CI: '1' }, said: 'continuous integration' },
      { env: { CLAUDECODE: '1' }, said: 'coding agent' },
    ];
    for (const { env, said } of cases) {
      const { code, stdout, stderr } = await runCli(home, ['enable'], { env });
      expect([code, stdout]).toEqual([3, '']);
      expect(stderr).toContain(said);
      expect(stderr).toContain('enable --yes');
    }
    expect(readdirSync(home.home).sort()).toEqual(['elsewhere', 'project']);
  });

  it('says what is agreed to before it records the answer, with how, text and policy', async () => {
    const home = createHome();
    const { code, stdout, stderr } = await runCli(home, ['enable', '--yes', '--level', 'standard']);
    expect(code).toBe(0);
    expect(stdout).toBe(
      'Telemetry of test-agent is on, at level standard. Nothing leaves this machine. Look at it: telemetry status.\n',
    );
    expect(stderr).toContain('at the level standard: 30 kinds of event');
    expect(stderr).toContain('Nothing leaves this machine.');
    expect(stderr).toContain('telemetry status | disable');
    const [answer] = ledgerOf(home.telemetryDir);
    expect(answer).toMatchObject({ granted: true, how: 'flag', level: 'standard', upload: 'off' });
    expect(answer.text_digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(answer.policy_digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(Object.keys(answer.policy.events)).toContain('agent_execution');
  });

  it('takes --yes together with --level debug for the confirmation that debug needs, for 30 days', async () => {
    const home = createHome();
    const { stdout, stderr } = await runCli(home, ['enable', '--yes', '--level', 'debug', '--json']);
    const { level, debug_consent_until: until, how } = JSON.parse(stdout);
    expect([level, how, stderr]).toEqual(['debug', 'flag', '']);
    const days = (Date.parse(until) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(29.9);
    expect(days).toBeLessThanOrEqual(30);
  });

  it('says that it is saved, but disabled by DO_NOT_TRACK', async () => {
    const home = createHome();
    const { code, stdout } = await runCli(home, ['opt-in', '--yes'], { env: { DO_NOT_TRACK: '1' } });
    expect([code, stdout]).toEqual([0, 'Saved, but disabled by DO_NOT_TRACK.\n']);
    const after = await runCli(home, ['status', '--json']);
    expect(JSON.parse(after.stdout)).toMatchObject({ enabled: true, cause: 'ledger' });
  });

  it('asks nobody to agree to what cannot be shown', async () => {
    const home = createHome();
    for (const command of ['enable', 'preview', 'privacy', 'show-payload']) {
      await enableByFlag(home);
      const args = [command, '--app', 'other-agent', ...(command === 'enable' ? ['--yes'] : []), '--json'];
      const { code, stdout, stderr } = await runCli(home, args);
      // Nothing is agreed to for the other application, so that preview has no consent either.
      expect([command, code, stdout]).toEqual([command, command === 'preview' ? 3 : 1, '']);
      const { error } = JSON.parse(stderr);
      expect(error.code).toBe(command === 'preview' ? 'CONSENT_MISSING' : 'CATALOG_UNKNOWN');
      expect(error.hint).toEqual(expect.any(String));
    }
  });

  it('needs an endpoint before it lets anything be agreed to that leaves', async () => {
    const home = createHome();
    const { code, stderr } = await runCli(home, ['enable', '--yes', '--upload', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stderr.split('\n').find((line) => line.startsWith('{')) ?? '{}').error.code).toBe(
      'ENDPOINT_MISSING',
    );
    expect(existsSync(join(home.telemetryDir, 'consent.jsonl'))).toBe(false);
  });
});

describe('disable', () => {
  it('deletes the install id at once, keeps what was recorded, and says both', async () => {
    const home = createHome();
    await enableByFlag(home);
    await recordEvents(home, 3);
    const { code, stdout } = await runCli(home, ['off']);
    expect(code).toBe(0);
    expect(stdout).toContain('Telemetry of test-agent is off. The install id is deleted.');
    expect(stdout).toContain('of events in $TELEMETRY_HOME/.test-agent/telemetry');
    expect(existsSync(join(home.telemetryDir, 'identity.json'))).toBe(false);
    expect((await runCli(home, ['events', '--json'])).stdout.split('\n')).toHaveLength(4);
    expect(ledgerOf(home.telemetryDir).at(-1)).toMatchObject({ granted: false, how: 'flag' });
  });

  it('leaves nothing but the answers with --purge', async () => {
    const home = createHome();
    await enableByFlag(home);
    await recordEvents(home, 3);
    const { stdout } = await runCli(home, ['opt-out', '--purge', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      enabled: false,
      identity_removed: true,
      events_kept_bytes: 0,
      problems: [],
    });
    expect(readdirSync(home.telemetryDir)).toEqual(['consent.jsonl', 'consent.lock']);
  });
});

describe('what needs consent', () => {
  it('ends with 3 and the reason when there is none', async () => {
    const home = createHome();
    for (const args of [['preview'], ['import', 'package.json'], ['rotate-id']]) {
      const { code, stdout, stderr } = await runCli(home, args);
      expect([args[0], code, stdout]).toEqual([args[0], 3, '']);
      expect(stderr).toContain('CONSENT_MISSING');
    }
  });
});
