import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { extendStandardCatalog } from '@telemetry/schema';
import { describe, expect, it } from 'vitest';
import { createHome, recordEvents, type TestHome } from './support/home.ts';
import { enableByFlag, runCli, runHere } from './support/run-cli.ts';

/** A home with 40 events and a release beside the project. */
async function prepare(): Promise<{ readonly home: TestHome; readonly args: readonly string[]; readonly out: string }> {
  const home = createHome();
  await enableByFlag(home);
  await recordEvents(home, 40);
  mkdirSync(join(home.project, 'release'));
  writeFileSync(join(home.project, 'release', 'app.js'), 'export {};\n');
  const args = ['conduit', 'release', '--out', 'out.json', '--k', '5', '--window', '20'];
  return { home, args, out: join(home.project, 'out.json') };
}

describe('conduit', () => {
  it('previews to the byte what it applies, and changes no byte when applied again', async () => {
    const { home, args, out } = await prepare();
    const preview = await runHere(home, args);
    expect(preview).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(join(home.project, 'release'))).toEqual(['app.js']);
    const applied = await runHere(home, [...args, '--apply', '--json']);
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(applied.stdout)).toMatchObject({
      app: 'test-agent',
      chunks: 2,
      new_chunks: 2,
      changed: true,
      out,
    });
    expect(readFileSync(out, 'utf8')).toBe(preview.stdout);
    expect(JSON.parse((await runHere(home, [...args, '--apply', '--json'])).stdout)).toMatchObject({
      new_chunks: 0,
      changed: false,
    });
    expect((await runHere(home, ['conduit', 'release', '--json'])).stdout).toBe(preview.stdout);
  });

  it('checks snapshot and store, also as telemetry-conduit, and ends with 1 when a bit is wrong', async () => {
    const { home, args, out } = await prepare();
    await runHere(home, [...args, '--apply']);
    const main = fileURLToPath(new URL('../src/conduit-main.ts', import.meta.url));
    const sound = await runCli(home, ['verify', 'out.json'], { main });
    expect(sound).toMatchObject({
      code: 0,
      stdout: 'Everything is in order: conduitSnapshot of test-agent, 2 chunks.\n',
    });
    const store = join('release', 'receipts', 'telemetry_conduit.json');
    expect(await runHere(home, ['conduit', 'verify', store])).toMatchObject({ code: 0 });
    writeFileSync(out, readFileSync(out, 'utf8').replace(/"blind":"./, '"blind":"f'));
    writeFileSync(out, readFileSync(out, 'utf8').replace(/"coverage":1/, '"coverage":0.5'));
    const broken = await runHere(home, ['conduit', 'verify', 'out.json', '--json']);
    expect(broken.code).toBe(1);
    expect(JSON.parse(broken.stdout)).toMatchObject({ ok: false, kind: 'conduitSnapshot' });
    expect(await runHere(home, ['conduit', 'verify', 'nothing.json'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('FILE_ABSENT'),
    });
  });

  it('writes nothing and ends with 1 when the store is damaged, with the codes of what is wrong', async () => {
    const { home, args, out } = await prepare();
    await runHere(home, [...args, '--apply']);
    const store = join(home.project, 'release', 'receipts', 'telemetry_conduit.json');
    const damaged = readFileSync(store, 'utf8').slice(0, -2);
    writeFileSync(store, damaged);
    rmSync(out);
    const { code, stdout } = await runHere(home, [...args, '--apply', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      issues: [{ code: 'TELEMETRY_SCHEMA_INVALID', place: 'artifact.schema' }],
    });
    expect(readFileSync(store, 'utf8')).toBe(damaged);
    expect(existsSync(out)).toBe(false);
    const told = await runHere(home, args);
    expect(told).toMatchObject({ code: 1, stderr: expect.stringContaining('[TELEMETRY_SCHEMA_INVALID]') });
  });

  it('refuses what cannot be meant with 2: an --out within the release, another floor, contradicting options', async () => {
    const { home, args } = await prepare();
    await runHere(home, [...args, '--apply']);
    symlinkSync(join(home.project, 'release'), join(home.project, 'link'));
    for (const [wrong, code] of [
      [['conduit', 'release', '--out', 'release/x.json', '--apply'], 'CONDUIT_OUT_REFUSED'],
      [['conduit', 'release', '--out', 'link/x.json', '--apply'], 'CONDUIT_OUT_REFUSED'],
      [['conduit', 'release', '--out', 'no/such/folder.json', '--apply'], 'CONDUIT_OUT_REFUSED'],
      [['conduit', 'release', '--k', '6'], 'CONDUIT_OPTION_FIXED'],
      [['conduit', 'release', '--window', '21'], 'CONDUIT_OPTION_FIXED'],
      [['conduit', 'release', '--k', '4'], 'CONDUIT_OPTION_INVALID'],
      [['conduit', 'release', '--k', '1e3'], 'USAGE_INVALID'],
      [['conduit', 'release', '--apply'], 'USAGE_INVALID'],
      [['conduit', 'release', '--apply', '--preview', '--out', 'x'], 'USAGE_INVALID'],
      [['conduit', 'verify'], 'USAGE_INVALID'],
      [['conduit'], 'USAGE_INVALID'],
    ] as const) {
      const result = await runHere(home, wrong);
      expect([wrong, result.code, result.stderr]).toEqual([wrong, 2, expect.stringContaining(`[${code}]`)]);
    }
    expect(await runHere(home, ['conduit', 'nothing'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('USAGE_INVALID'),
    });
  });

  it('needs a consent that is there: without one it ends with 3 and makes nothing', async () => {
    const home = createHome();
    mkdirSync(join(home.project, 'release'));
    for (const args of [
      ['conduit', 'release'],
      ['conduit', 'release', '--out', 'x.json', '--apply'],
    ]) {
      expect(await runHere(home, args)).toMatchObject({ code: 3, stderr: expect.stringContaining('CONSENT_MISSING') });
    }
    expect(existsSync(home.telemetryDir)).toBe(false);
    expect(readdirSync(home.project)).not.toContain('x.json');
  });

  it('makes the secret at the first apply where consent was given to an older version', async () => {
    const { home, args, out } = await prepare();
    rmSync(join(home.telemetryDir, 'streams'), { recursive: true });
    expect(await runHere(home, args)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('CONDUIT_STREAM_ABSENT'),
    });
    expect(await runHere(home, [...args, '--apply'])).toMatchObject({ code: 0 });
    expect(existsSync(out)).toBe(true);
  });

  it('counts by the maps of a host, and lets one apply at a time', async () => {
    const { home, args, out } = await prepare();
    const rules = [{ map: 'featureActions', events: ['feature_usage'], fields: ['action'] }];
    const host = { app: 'test-agent', catalog: extendStandardCatalog(), conduitMaps: rules };
    const both = await Promise.all([0, 1].map(() => runHere(home, [...args, '--apply'], { host })));
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const [chunk] = (JSON.parse(readFileSync(out, 'utf8')) as { chunks: { payload: { aggregates: object } }[] }).chunks;
    expect(Object.keys(chunk?.payload.aggregates ?? {})).toContain('featureActions');
    expect(await runHere(home, ['conduit', 'verify', 'out.json'])).toMatchObject({ code: 0 });
  });
});
