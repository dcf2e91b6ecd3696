import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { disableTelemetry } from '../src/disable-telemetry.ts';
import { enableTelemetry } from '../src/enable-telemetry.ts';
import { readIdentity } from '../src/identity.ts';
import { loadConsent } from '../src/load-consent.ts';
import { readLedger } from '../src/read-ledger.ts';
import { type Home, makeHome, policyWith } from './home.ts';
import { finish, start } from './run-process.ts';

const FOREIGN = '# of the application\n[other]\ntext = """\n[telemetry]\nenabled = true\n"""\n';

let home: Home;
beforeEach(() => {
  home = makeHome();
  home.writeConfig(FOREIGN);
});
afterEach(() => home.remove());

/** Lets a process change consent until it has said `steps` times that it goes on, then spins a little and kills it. */
async function killAfter(steps: number, spins: number): Promise<void> {
  const child = start('change-consent.ts', [home.home, home.location.organisationFile]);
  const ended = finish(child);
  let said = 0;
  while (said < steps) said += String((await once(child.stdout ?? child, 'data'))[0]).length;
  for (let spin = 0; spin < spins; spin++) await new Promise((resolve) => setImmediate(resolve));
  child.kill('SIGKILL');
  expect((await ended).stderr).toBe('');
}

describe('killed at any moment', () => {
  it('leaves whole files, a consent that is on only when both say so, and no way that is blocked', async () => {
    const moment = fc.record({ steps: fc.integer({ min: 1, max: 12 }), spins: fc.integer({ min: 0, max: 400 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(moment, { minLength: 2, maxLength: 2 }), async (moments) => {
        // Two at once: each may die with the lock that the other waits for.
        await Promise.all(moments.map(({ steps, spins }) => killAfter(steps, spins)));
        const consent = await loadConsent(home.location);
        expect(consent.problems).toEqual([]);
        expect(readFileSync(home.paths.configFile, 'utf8').startsWith(FOREIGN)).toBe(true);
        const ledger = readLedger(home.paths.consentFile);
        expect(ledger.skipped).toBe(0);
        if (consent.enabled) {
          expect(ledger.latest?.granted).toBe(true);
          expect(readIdentity(home.paths)).toBeDefined();
        }
        // One that changes something, so that what the dead left is cleared away.
        await disableTelemetry({ ...home.location, how: 'flag' });
        const after = await enableTelemetry({ ...home.location, how: 'flag', policy: policyWith(), level: 'standard' });
        expect(after.consent).toMatchObject({ enabled: true, level: 'standard' });
      }),
      { numRuns: 15, endOnFailure: true },
    );
    expect(readdirSync(home.paths.telemetryDir).sort()).toEqual([
      'consent.jsonl',
      'consent.lock',
      'identity.json',
      'streams',
    ]);
    expect(readdirSync(home.paths.root).sort()).toEqual(['config.toml', 'telemetry']);
  });
});
