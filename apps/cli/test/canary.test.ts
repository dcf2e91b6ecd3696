import { readdirSync } from 'node:fs';
import { extendStandardCatalog } from '@telemetry/schema';
import { describe, expect, it } from 'vitest';
import { runCanary } from '../src/canary.ts';
import { createHome } from './support/home.ts';
import { runCli } from './support/run-cli.ts';

describe('doctor --canary', () => {
  it('finds no secret in what the recorder wrote, under DO_NOT_TRACK as well, and leaves no file', async () => {
    const home = createHome();
    const before = readdirSync(home.home);
    for (const env of [{}, { DO_NOT_TRACK: '1' }]) {
      const { code, stdout } = await runCli(home, ['doctor', '--canary', '--json'], {
        env: { ...env, TMPDIR: home.elsewhere },
      });
      const { canary } = JSON.parse(stdout);
      expect([code, canary.ok, canary.found]).toEqual([0, true, []]);
      expect(canary.lines).toBeGreaterThan(100);
      expect(canary.planted).toBeGreaterThan(100);
    }
    expect(readdirSync(home.elsewhere)).toEqual([]);
    expect(readdirSync(home.home)).toEqual(before);
  });

  it('can fail: what no rule knows for a secret is found, plain or within a sentence', async () => {
    const unknown = { kind: 'plain_word', value: 'wordsthatarenosecret' };
    const report = await runCanary(extendStandardCatalog(), {}, [unknown]);
    expect(report).toMatchObject({ ok: false, found: ['plain_word'] });
  });

  it('finds no secret of a host that names its own pattern', async () => {
    const own = { kind: 'own', value: 'wordsthatarenosecret' };
    const redaction = { patterns: [{ kind: 'own', pattern: /wordsthatare[a-z]{1,20}/u }] };
    expect(await runCanary(extendStandardCatalog(), redaction, [own])).toMatchObject({ ok: true, found: [] });
  });
});
