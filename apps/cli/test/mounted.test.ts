import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineCatalog, defineEvent, flag, millis } from '@telemetry/schema';
import { describe, expect, it } from 'vitest';
import { createHome } from './support/home.ts';
import { runCli, runHere } from './support/run-cli.ts';

const hosts = {
  commander: fileURLToPath(new URL('./support/commander-host.ts', import.meta.url)),
  citty: fileURLToPath(new URL('./support/citty-host.ts', import.meta.url)),
};

const narrow = defineCatalog({ events: [defineEvent('tool.run', 'The tool ran.', { minimal: { success: flag() } })] });
const wide = defineCatalog({
  events: [defineEvent('tool.run', 'The tool ran.', { minimal: { success: flag(), duration_ms: millis() } })],
});

describe('the commands under a host', () => {
  it.each(Object.entries(hosts))(
    'are the same under %s: results, exit codes, messages, options',
    async (_name, main) => {
      const home = createHome();
      const cwd = home.elsewhere;
      const status = await runCli(home, ['telemetry', 'status', '--json'], { main, cwd });
      expect(status.code).toBe(0);
      expect(JSON.parse(status.stdout)).toMatchObject({ app: 'my-tool', enabled: false });
      const refused = await runCli(home, ['telemetry', 'enable'], { main, cwd });
      expect([refused.code, refused.stdout]).toEqual([3, '']);
      expect(refused.stderr).toContain('my-tool telemetry enable --yes');
      expect((await runCli(home, ['telemetry', 'on', '--yes', '--level', 'standard'], { main, cwd })).code).toBe(0);
      const sample = await runCli(home, ['telemetry', 'show-payload', 'tool.run', '--json'], { main, cwd });
      expect(JSON.parse(sample.stdout)).toMatchObject({
        level: 'standard',
        samples: [{ recorded: { success: true } }],
      });
      const wrong = await runCli(home, ['telemetry', 'stauts'], { main, cwd });
      expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('Did you mean status?')]);
      const help = await runCli(home, ['telemetry', 'help', 'events'], { main, cwd });
      expect(help.stdout).toContain('my-tool telemetry events --json');
    },
  );

  it('shows the commands of the generic CLI without --app, since the host has named it', async () => {
    const home = createHome();
    const host = { app: 'my-tool', catalog: narrow, program: 'my-tool telemetry' };
    expect((await runHere(home, ['status', '--help'], { host })).stdout).not.toContain('--app');
    expect((await runHere(home, ['status', '--app', 'other'], { host })).code).toBe(2);
  });
});

describe('the lock file', () => {
  it('is written from the catalog, and fails the check as soon as more is collected', async () => {
    const home = createHome();
    const cwd = home.elsewhere;
    const host = { app: 'my-tool', catalog: narrow };
    expect((await runHere(home, ['privacy', '--check', '--json'], { cwd, host })).stderr).toContain('LOCK_ABSENT');
    const locked = await runHere(home, ['privacy', '--lock', '--json'], { cwd, host });
    const { digest, file } = JSON.parse(locked.stdout);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ app: 'my-tool', digest });
    const same = await runHere(home, ['privacy', '--check', '--json'], { cwd, host });
    expect([same.code, JSON.parse(same.stdout)]).toEqual([0, expect.objectContaining({ ok: true, digest })]);
    const wider = await runHere(home, ['privacy', '--check', '--json'], { cwd, host: { ...host, catalog: wide } });
    expect(wider.code).toBe(1);
    expect(JSON.parse(wider.stdout)).toMatchObject({
      ok: false,
      widenings: [{ kind: 'field', event: 'tool.run', field: 'duration_ms' }],
      narrowings: [],
    });
    await runHere(home, ['privacy', '--lock'], { cwd, host: { ...host, catalog: wide } });
    const narrower = await runHere(home, ['schema', '--check'], { cwd, host });
    expect([narrower.code, narrower.stdout]).toEqual([0, expect.stringContaining('narrower')]);
  });

  it('cannot be written by the generic CLI, which knows no more than it says', async () => {
    const home = createHome();
    const { code, stderr } = await runHere(home, ['privacy', '--lock', '--json']);
    expect([code, JSON.parse(stderr).error.code]).toEqual([1, 'CATALOG_UNKNOWN']);
  });

  it('is taken for no lock of another application', async () => {
    const home = createHome();
    writeFileSync(join(home.project, 'package.json'), '{"telemetry":{"app":"renamed","lock":"telemetry.lock.json"}}');
    const { code, stderr } = await runHere(home, ['privacy', '--json']);
    expect([code, JSON.parse(stderr).error.code]).toEqual([1, 'CATALOG_UNKNOWN']);
  });
});
