import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agreedPolicy } from '../src/agreed-policy.ts';
import { disableTelemetry } from '../src/disable-telemetry.ts';
import { enableTelemetry } from '../src/enable-telemetry.ts';
import { readIdentity } from '../src/identity.ts';
import { type OpenConsentOptions, openConsent } from '../src/open-consent.ts';
import { readLedger } from '../src/read-ledger.ts';
import { type Home, makeHome, policyWith } from './home.ts';

let home: Home;
beforeEach(() => {
  home = makeHome();
});
afterEach(() => home.remove());

const open = (options: Partial<OpenConsentOptions> = {}) =>
  openConsent({ ...home.location, policy: () => policyWith(), ...options });

describe('openConsent', () => {
  it.each([
    ['nobody agreed', '', {}],
    ['the file says no', 'telemetry.enabled = false', {}],
    ['the environment says no', 'telemetry.enabled = true', { env: { DO_NOT_TRACK: '1' } }],
    ['the host says no', 'telemetry.enabled = true', { host: { enabled: false } }],
    ['the file is broken', 'telemetry.enabled = true\nx', {}],
  ])('writes no byte when %s', async (_why, text, options) => {
    if (text !== '') home.writeConfig(text);
    expect(await open(options)).toMatchObject({ consent: { enabled: false }, identity: undefined });
    expect(existsSync(home.paths.telemetryDir)).toBe(false);
  });

  it('writes no byte when the organisation says no', async () => {
    home.writeConfig('telemetry.enabled = true');
    mkdirSync(dirname(home.location.organisationFile), { recursive: true });
    writeFileSync(home.location.organisationFile, 'telemetry.enabled = false');
    expect((await open()).consent.cause).toBe('organisation');
    expect(existsSync(home.paths.telemetryDir)).toBe(false);
  });

  it('takes a yes in the file for an answer: records it once, and makes the identity', async () => {
    home.writeConfig('[telemetry]\nenabled = true\nlevel = "standard"\n');
    const first = await open();
    expect(first).toMatchObject({
      consent: { enabled: true, level: 'standard', cause: 'ledger' },
      identity: { state: 'created' },
    });
    expect(readLedger(home.paths.consentFile)).toMatchObject({
      answers: 1,
      latest: { how: 'file', level: 'standard', granted: true },
    });
    expect(await agreedPolicy(first.consent.ledger)).toEqual(policyWith());
    expect(await open()).toMatchObject({ identity: { state: 'found', identity: first.identity?.identity } });
    expect(readLedger(home.paths.consentFile).answers).toBe(1);
  });

  it('records one answer when it is opened many times at once', async () => {
    home.writeConfig('telemetry.enabled = true');
    const opened = await Promise.all(Array.from({ length: 10 }, () => open()));
    expect(new Set(opened.map(({ identity }) => identity?.identity.installId)).size).toBe(1);
    expect(readLedger(home.paths.consentFile).answers).toBe(1);
  });

  it('does not widen what was agreed to because a later version collects more', async () => {
    await enableTelemetry({ ...home.location, how: 'prompt', policy: policyWith() });
    const { consent } = await open({ policy: () => policyWith(true) });
    expect(consent.ledger.answers).toBe(1);
    expect(await agreedPolicy(consent.ledger)).toEqual(policyWith());
  });

  it('takes an edit by hand after a withdrawal for a new answer', async () => {
    await enableTelemetry({ ...home.location, how: 'prompt', policy: policyWith() });
    await disableTelemetry({ ...home.location, how: 'flag' });
    expect(await open()).toMatchObject({ consent: { enabled: false }, identity: undefined });
    expect(readIdentity(home.paths)).toBeUndefined();
    home.writeConfig('telemetry.enabled = true');
    expect(await open({ policy: () => policyWith(true) })).toMatchObject({
      consent: { enabled: true },
      identity: { state: 'created' },
    });
    expect(readLedger(home.paths.consentFile)).toMatchObject({ answers: 3, latest: { how: 'file' } });
  });

  it('records an edit that lowers, too', async () => {
    await enableTelemetry({ ...home.location, how: 'prompt', level: 'standard', policy: policyWith() });
    home.writeConfig('telemetry = { enabled = true, level = "minimal" }');
    expect((await open()).consent.level).toBe('minimal');
    expect(readLedger(home.paths.consentFile).latest).toMatchObject({ how: 'file', level: 'minimal' });
  });

  it('agrees to nothing new by an edit that lowers', async () => {
    await enableTelemetry({ ...home.location, how: 'prompt', level: 'standard', policy: policyWith() });
    home.writeConfig('telemetry = { enabled = true, level = "minimal" }');
    const { consent } = await open({ policy: () => policyWith(true) });
    expect(await agreedPolicy(consent.ledger)).toEqual(policyWith());
  });

  it('does not let a host move the endpoint that was agreed to, nor by an edit of something else', async () => {
    const agreed = { endpoint: 'https://a.example/' };
    const moved = { endpoint: 'https://b.example/' };
    await enableTelemetry({ ...home.location, how: 'prompt', upload: 'summary', host: agreed, policy: policyWith() });
    expect((await open({ host: agreed })).consent.upload).toBe('summary');
    const after = await open({ host: moved });
    expect(after.consent).toMatchObject({ upload: 'off', ledger: { answers: 1, endpoints: [agreed.endpoint] } });
    expect(after.consent.reasons.map(({ code }) => code)).toContain('ledger_endpoint');
    home.writeConfig('[telemetry]\nenabled = true\nlevel = "standard"\nupload = "summary"\n');
    const edited = await open({ host: moved });
    expect(edited.consent).toMatchObject({
      level: 'standard',
      upload: 'off',
      ledger: { answers: 2, endpoints: [agreed.endpoint] },
    });
    await enableTelemetry({ ...home.location, how: 'flag', level: 'minimal', host: moved, policy: policyWith() });
    expect((await open({ host: moved })).consent.upload).toBe('off');
    await enableTelemetry({ ...home.location, how: 'flag', upload: 'summary', host: moved, policy: policyWith() });
    expect((await open({ host: moved })).consent).toMatchObject({ upload: 'summary', endpoint: moved.endpoint });
  });

  it('takes an endpoint that the user writes for agreed to', async () => {
    home.writeConfig('[telemetry]\nenabled = true\nupload = "events"\nendpoint = "https://a.example"\n');
    expect((await open()).consent).toMatchObject({ upload: 'events', endpoint: 'https://a.example/' });
    home.writeConfig('[telemetry]\nenabled = true\nupload = "events"\nendpoint = "https://b.example"\n');
    expect((await open()).consent).toMatchObject({
      upload: 'events',
      endpoint: 'https://b.example/',
      ledger: { answers: 2 },
    });
    await open();
    expect(readLedger(home.paths.consentFile).answers).toBe(2);
  });

  it('seals the log when it records an answer, so that other processes look again', async () => {
    home.writeConfig('telemetry.enabled = true');
    mkdirSync(home.paths.telemetryDir, { mode: 0o700 });
    writeFileSync(home.paths.eventsFile, '\n', { mode: 0o600 });
    await open();
    expect(readdirSync(home.paths.telemetryDir).filter((name) => name.startsWith('events-'))).toHaveLength(1);
    await open();
    expect(readdirSync(home.paths.telemetryDir).filter((name) => name.startsWith('events'))).toHaveLength(1);
  });

  it('is off, and tells, when the answer cannot be recorded', async () => {
    home.writeConfig('telemetry.enabled = true');
    writeFileSync(home.paths.telemetryDir, 'a file in its place');
    const { consent, identity } = await open();
    expect(consent).toMatchObject({ enabled: false, cause: 'ledger' });
    expect(consent.problems).toHaveLength(1);
    expect(identity).toBeUndefined();
  });
});
