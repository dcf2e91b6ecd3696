import { existsSync } from 'node:fs';
import { extendStandardCatalog } from '@telemetry/schema';
import { policyDigest, policyOf } from '@telemetry/schema/policy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AskOptions, askForConsent, type ConsentChoice } from '../src/ask-for-consent.ts';
import { consentText } from '../src/consent-text.ts';
import { disableTelemetry } from '../src/disable-telemetry.ts';
import { readLedger } from '../src/read-ledger.ts';
import { CODING_AGENT_VARIABLES } from '../src/why-not-ask.ts';
import { type Home, makeHome } from './home.ts';

const catalog = extendStandardCatalog();
let home: Home;
beforeEach(() => {
  home = makeHome();
});
afterEach(() => home.remove());

/** Asks somebody who makes these choices, and says how often the question and the pages were shown. */
async function ask(choices: readonly ConsentChoice[], options: Partial<AskOptions> = {}) {
  const shown: string[] = [];
  const left = [...choices];
  const dialogue = {
    choose: async () => {
      shown.push('question');
      return left.shift();
    },
    learnMore: async () => void shown.push('pages'),
  };
  const asked = await askForConsent({
    ...home.location,
    catalog,
    who: 'Example Ltd',
    isTerminal: true,
    dialogue,
    ...options,
  });
  return { ...asked, shown };
}

describe('askForConsent', () => {
  it('gives minimal, and nothing leaves, when somebody agrees; the record says to what', async () => {
    const { outcome, consent } = await ask(['enable']);
    expect(outcome).toBe('enabled');
    expect(consent).toMatchObject({ enabled: true, level: 'minimal', upload: 'off', cause: 'ledger' });
    expect(readLedger(home.paths.consentFile).latest).toMatchObject({
      how: 'prompt',
      textDigest: consentText(catalog, { app: 'my-agent', who: 'Example Ltd' }).digest,
      policyDigest: policyDigest(policyOf(catalog)),
    });
  });

  it('never asks again, whatever was answered', async () => {
    expect((await ask(['refuse'])).outcome).toBe('refused');
    expect(await ask(['enable'])).toMatchObject({ outcome: 'not_asked', because: 'answered', shown: [] });
    expect(existsSync(home.paths.identityFile)).toBe(false);
  });

  it('shows the pages and asks again', async () => {
    expect((await ask(['more', 'more', 'refuse'])).shown).toEqual([
      'question',
      'pages',
      'question',
      'pages',
      'question',
    ]);
  });

  it('writes no byte when somebody goes away, and asks another time', async () => {
    expect(await ask([undefined])).toMatchObject({ outcome: 'no_answer', shown: ['question'] });
    expect(existsSync(home.paths.root)).toBe(false);
    expect((await ask(['enable'])).outcome).toBe('enabled');
  });

  it.each<[string, Partial<AskOptions>, string]>([
    ['DO_NOT_TRACK', { env: { DO_NOT_TRACK: '1' } }, 'environment'],
    ['continuous integration', { isCi: true }, 'ci'],
    ['a pipe', { isTerminal: false }, 'no_terminal'],
    ['a host that is off', { host: { enabled: false } }, 'decided'],
    ...CODING_AGENT_VARIABLES.map((name): [string, Partial<AskOptions>, string] => [
      name,
      { env: { [name]: '1' } },
      'coding_agent',
    ]),
  ])('neither asks nor writes under %s', async (_where, options, because) => {
    expect(await ask(['enable'], options)).toMatchObject({ outcome: 'not_asked', because, shown: [] });
    expect(existsSync(home.paths.root)).toBe(false);
  });

  it('does not ask whom the file has answered for, nor over a file that it cannot read', async () => {
    home.writeConfig('telemetry.enabled = false');
    expect((await ask(['enable'])).because).toBe('decided');
    home.writeConfig('telemetry.enabled = tru');
    expect((await ask(['enable'])).because).toBe('unreadable');
  });

  it('does not ask again after a withdrawal', async () => {
    await ask(['enable']);
    await disableTelemetry({ ...home.location, how: 'flag' });
    expect((await ask(['enable'])).because).toBe('answered');
  });
});
