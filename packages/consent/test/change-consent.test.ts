import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEBUG_CONSENT_MS } from '../src/config-keys.ts';
import { confirmErasure } from '../src/confirm-erasure.ts';
import { disableTelemetry } from '../src/disable-telemetry.ts';
import { type EnableOptions, enableTelemetry } from '../src/enable-telemetry.ts';
import { readIdentity } from '../src/identity.ts';
import { loadConsent } from '../src/load-consent.ts';
import { openConsent } from '../src/open-consent.ts';
import { readPendingErasures } from '../src/pending-erasures.ts';
import { readLedger } from '../src/read-ledger.ts';
import { rotateIdentity } from '../src/rotate-identity.ts';
import { uploadVerdict } from '../src/upload-verdict.ts';
import { type Home, makeHome, policyWith } from './home.ts';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const now = () => NOW;

let home: Home;
beforeEach(() => {
  home = makeHome();
});
afterEach(() => home.remove());

const enable = (options: Partial<EnableOptions> = {}) =>
  enableTelemetry({ ...home.location, now, how: 'flag', policy: policyWith(), ...options });
const disable = () => disableTelemetry({ ...home.location, now, how: 'flag' });
const configText = () => readFileSync(home.paths.configFile, 'utf8');
/** Puts a file into the telemetry folder, as a part that sends would. */
function put(folder: 'outbox' | 'sent', name: string, text = '{}'): string {
  const path = join(home.paths.telemetryDir, folder, name);
  mkdirSync(join(home.paths.telemetryDir, folder), { recursive: true, mode: 0o700 });
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

describe('enableTelemetry', () => {
  it('gives the least unless more is named: minimal, nothing leaves', async () => {
    const done = await enable();
    expect(done).toMatchObject({
      isConfigChanged: true,
      configFile: '~/.my-agent/config.toml',
      identity: 'created',
      log: 'no_log',
    });
    expect(done.consent).toMatchObject({
      enabled: true,
      level: 'minimal',
      upload: 'off',
      cause: 'ledger',
      explanation: 'Enabled (your answer of 2026-11-21)',
      isFileUnrecorded: false,
      problems: [],
    });
    expect(readLedger(home.paths.consentFile)).toMatchObject({
      answers: 1,
      latest: { granted: true, how: 'flag', level: 'minimal' },
    });
    expect(readIdentity(home.paths)).toBeDefined();
    expect(readdirSync(home.paths.telemetryDir).sort()).toEqual([
      'consent.jsonl',
      'consent.lock',
      'identity.json',
      'streams',
    ]);
    expect(statSync(home.paths.telemetryDir).mode & 0o777).toBe(0o700);
  });

  it('keeps what was agreed before unless it is named', async () => {
    await enable({ level: 'standard', upload: 'summary', endpoint: 'https://a.example', send: 'auto' });
    const { consent } = await enable({ uploadLevel: 'standard' });
    expect(consent).toMatchObject({
      level: 'standard',
      upload: 'summary',
      uploadLevel: 'standard',
      send: 'auto',
      endpoint: 'https://a.example/',
      reasons: [],
    });
    expect((await enable({ level: 'minimal' })).consent.level).toBe('minimal');
  });

  it('starts from the least again after a withdrawal', async () => {
    await enable({ level: 'standard', upload: 'summary', endpoint: 'https://a.example/' });
    await disable();
    expect((await enable()).consent).toMatchObject({ level: 'minimal', upload: 'off' });
  });

  it('takes debug only when it was confirmed, and for 30 days', async () => {
    await expect(enable({ level: 'debug' })).rejects.toMatchObject({ code: 'DEBUG_UNCONFIRMED' });
    expect(existsSync(home.paths.configFile)).toBe(false);
    const done = await enable({ level: 'debug', isDebugConfirmed: true });
    const until = new Date(NOW + DEBUG_CONSENT_MS).toISOString();
    expect(done).toMatchObject({ debugConsentUntil: until, consent: { level: 'debug', debugConsentUntil: until } });
    expect((await enable({ send: 'auto' })).debugConsentUntil).toBe(until);
    const later = () => NOW + DEBUG_CONSENT_MS;
    expect(await loadConsent({ ...home.location, now: later })).toMatchObject({ enabled: true, level: 'standard' });
    expect((await enable({ now: later })).consent.level).toBe('standard');
    expect(configText()).not.toContain('debug_consent_expires');
  });

  it('needs an endpoint to send to, and takes the one of the host', async () => {
    await expect(enable({ upload: 'summary' })).rejects.toMatchObject({ code: 'ENDPOINT_MISSING' });
    await expect(enable({ upload: 'summary', endpoint: 'http://a.example' })).rejects.toMatchObject({
      code: 'CONFIG_RANGE',
    });
    expect(existsSync(home.paths.consentFile)).toBe(false);
    const host = { endpoint: 'https://host.example/' };
    const { consent } = await enable({ upload: 'summary', host });
    expect(consent).toMatchObject({ upload: 'summary', endpoint: host.endpoint });
    expect(configText()).not.toContain('endpoint');
    const moved = { endpoint: 'https://other.example/' };
    expect((await loadConsent({ ...home.location, host: moved })).upload).toBe('off');
  });

  it('says that it is saved, but not in force, under DO_NOT_TRACK', async () => {
    const { consent } = await enable({ env: { DO_NOT_TRACK: '1' } });
    expect(consent).toMatchObject({ enabled: false, explanation: 'Disabled (set by DO_NOT_TRACK)' });
    expect((await loadConsent(home.location)).enabled).toBe(true);
  });

  it('changes nothing at all when the configuration is broken', async () => {
    home.writeConfig('[telemetry]\nlevle = "x"\n');
    await expect(enable()).rejects.toMatchObject({ code: 'CONFIG_UNKNOWN_KEY' });
    expect(configText()).toBe('[telemetry]\nlevle = "x"\n');
    expect(existsSync(home.paths.consentFile)).toBe(false);
    expect(existsSync(home.paths.identityFile)).toBe(false);
  });

  it('leaves the rest of the configuration byte for byte', async () => {
    home.writeConfig('# my file\r\n[other]\r\nx = 1\r\n');
    await enable();
    expect(configText().startsWith('# my file\r\n[other]\r\nx = 1\r\n\r\n[telemetry]\r\nenabled = true\r\n')).toBe(
      true,
    );
  });

  it('is off when it died between the ledger and the configuration', async () => {
    await enable();
    rmSync(home.paths.configFile);
    expect(await loadConsent(home.location)).toMatchObject({ enabled: false, cause: 'file' });
  });
});

describe('disableTelemetry', () => {
  it('turns off, deletes the identity, keeps the events and says so', async () => {
    await enable();
    writeFileSync(home.paths.eventsFile, '\n{"event":"kept"}\n', { mode: 0o600 });
    const done = await disable();
    expect(done).toMatchObject({
      isConfigChanged: true,
      isIdentityRemoved: true,
      isEraseKeyKept: false,
      outboxRemoved: 0,
      receiptsCleaned: 0,
      log: 'sealed',
      problems: [],
      consent: { enabled: false, cause: 'ledger', explanation: 'Disabled (your answer of 2026-11-21)' },
    });
    const left = readdirSync(home.paths.telemetryDir).sort();
    expect(left).toEqual([
      'consent.jsonl',
      'consent.lock',
      expect.stringMatching(/^events-2026-11-21T.*\.jsonl$/),
      'streams',
    ]);
    expect(readFileSync(join(home.paths.telemetryDir, left[2] ?? ''), 'utf8')).toContain('kept');
  });

  it('empties the outbox, takes the ids out of the receipts, and keeps the erase key apart', async () => {
    await enable({ upload: 'events', endpoint: 'https://a.example/' });
    const identity = readIdentity(home.paths);
    const id = identity?.installId ?? '';
    put('outbox', 'spool.jsonl', id);
    put('outbox', 'b1.json.gz', id);
    put(
      'sent',
      'b0.json',
      JSON.stringify({ batch_id: 'b0', digest: 'd', install_id: id, events: [{ anonymous_install_id: id, n: 1 }] }),
    );
    put('sent', 'b0.payload.gz', id);
    expect(await disable()).toMatchObject({
      isIdentityRemoved: true,
      isEraseKeyKept: true,
      outboxRemoved: 2,
      receiptsCleaned: 2,
    });
    expect(readdirSync(home.paths.outboxDir)).toEqual(['erasure-pending.json']);
    expect(statSync(home.paths.erasureFile).mode & 0o777).toBe(0o600);
    expect(readPendingErasures(home.paths)).toEqual([
      {
        installId: id,
        eraseKey: identity?.eraseKey,
        endpoints: ['https://a.example/'],
        since: '2026-11-21T12:00:00.000Z',
        reason: 'withdrawn',
      },
    ]);
    expect(readdirSync(home.paths.sentDir)).toEqual(['b0.json']);
    const receipt = JSON.parse(readFileSync(join(home.paths.sentDir, 'b0.json'), 'utf8'));
    expect(receipt).toEqual({ batch_id: 'b0', digest: 'd', events: [{ n: 1 }] });
    expect(readFileSync(home.paths.consentFile, 'utf8')).not.toContain(id);
  });

  it('adds to the erase keys that wait already', async () => {
    for (const round of [1, 2]) {
      await enable();
      put('sent', `${round}.json`);
      await disable();
    }
    expect(readPendingErasures(home.paths)).toHaveLength(2);
  });

  it('works although the configuration is broken', async () => {
    await enable();
    home.writeConfig('[telemetry]\nenabled = true\nlevle = 1\n');
    const done = await disable();
    expect(done).toMatchObject({
      isConfigChanged: false,
      isIdentityRemoved: true,
      problems: [{ code: 'CONFIG_UNKNOWN_KEY' }],
    });
    home.writeConfig('[telemetry]\nenabled = true\n');
    expect(await loadConsent(home.location)).toMatchObject({ enabled: false, cause: 'ledger' });
  });

  it('records the no of somebody who never agreed, and makes no configuration for it', async () => {
    expect(await disable()).toMatchObject({
      isConfigChanged: false,
      isIdentityRemoved: false,
      consent: { cause: 'ledger' },
    });
    expect(existsSync(home.paths.configFile)).toBe(false);
    expect(readdirSync(home.paths.telemetryDir).sort()).toEqual(['consent.jsonl', 'consent.lock']);
  });

  it('can be repeated', async () => {
    await enable();
    await disable();
    expect(await disable()).toMatchObject({ isConfigChanged: false, isIdentityRemoved: false, problems: [] });
    expect(readLedger(home.paths.consentFile).answers).toBe(3);
  });

  it('removes a damaged identity, and one that was set aside', async () => {
    await enable();
    writeFileSync(home.paths.identityFile, '{');
    expect(await disable()).toMatchObject({ isIdentityRemoved: true, problems: [] });
    expect(existsSync(home.paths.identityFile)).toBe(false);
  });
});

describe('rotateIdentity', () => {
  it('makes everything new, and keeps the erase key of what was sent', async () => {
    await enable();
    const before = readIdentity(home.paths);
    const { identity, isEraseKeyKept } = await rotateIdentity({ ...home.location, now });
    expect(isEraseKeyKept).toBe(false);
    expect(readIdentity(home.paths)).toEqual(identity);
    expect(identity.installId).not.toBe(before?.installId);
    expect(Buffer.from(identity.salt).equals(Buffer.from(before?.salt ?? []))).toBe(false);
    expect(identity.eraseKey).not.toBe(before?.eraseKey);
    put('sent', 'b.json');
    expect((await rotateIdentity({ ...home.location, now })).isEraseKeyKept).toBe(true);
    expect(readPendingErasures(home.paths)).toMatchObject([{ installId: identity.installId, reason: 'rotated' }]);
  });

  it('makes none where there is none', async () => {
    await expect(rotateIdentity(home.location)).rejects.toMatchObject({ code: 'IDENTITY_ABSENT' });
    expect(existsSync(home.paths.identityFile)).toBe(false);
  });
});

describe('a home in which no folder can be made', () => {
  it.each(['/dev/null', '/dev/null/below', '/proc/nowhere'])('is told by a code, at once: %s', async (place) => {
    const location = { ...home.location, env: { TELEMETRY_HOME: place } };
    await expect(enable({ ...location })).rejects.toMatchObject({ code: 'TELEMETRY_FOLDER_UNUSABLE' });
    await expect(disableTelemetry({ ...location, now, how: 'flag' })).rejects.toMatchObject({
      code: 'TELEMETRY_FOLDER_UNUSABLE',
    });
  });
});

describe('what waits in the outbox', () => {
  const sending = { upload: 'events', endpoint: 'https://a.example/', level: 'standard' } as const;
  const waits = () => readdirSync(join(home.paths.telemetryDir, 'outbox')).length > 0;

  it.each<[string, Partial<EnableOptions>, Partial<EnableOptions>]>([
    ['sending ends', sending, { upload: 'off' }],
    ['sending begins', {}, sending],
    ['another form is agreed to', sending, { upload: 'summary' }],
    ['it is to go elsewhere', sending, { upload: 'events', endpoint: 'https://b.example/' }],
    ['less of each event may leave', { ...sending, uploadLevel: 'standard' }, { uploadLevel: 'minimal' }],
    ['less is recorded', { ...sending, uploadLevel: 'standard' }, { level: 'minimal' }],
  ])('is deleted when %s', async (_what, before, after) => {
    await enable(before);
    put('outbox', 'spool.jsonl');
    put('outbox', 'rejected-batch.json.gz');
    expect((await enable(after)).outboxRemoved).toBe(2);
    expect(waits()).toBe(false);
  });

  it('stays when the same or more is agreed to', async () => {
    await enable(sending);
    put('outbox', 'spool.jsonl');
    expect((await enable({})).outboxRemoved).toBe(0);
    expect((await enable({ send: 'auto', uploadLevel: 'standard' })).outboxRemoved).toBe(0);
    expect(waits()).toBe(true);
  });

  it('is deleted when the user has stopped sending by hand', async () => {
    await enable(sending);
    put('outbox', 'spool.jsonl');
    writeFileSync(home.paths.configFile, configText().replace('upload = "events"', 'upload = "off"'));
    await openConsent({ ...home.location, now, policy: policyWith });
    expect(waits()).toBe(false);
  });

  it('never takes the erase keys along, which are forgotten one by one as their erasure is confirmed', async () => {
    await enable(sending);
    put('sent', 'a.json');
    const first = readIdentity(home.paths)?.installId ?? '';
    await disable();
    await enable(sending);
    put('sent', 'b.json');
    await disable();
    await enable({ ...sending, upload: 'off' });
    const [one, other, ...more] = readPendingErasures(home.paths);
    expect([one?.installId, more]).toEqual([first, []]);
    await confirmErasure(home.location, [first]);
    expect(readPendingErasures(home.paths)).toEqual([other]);
    await confirmErasure(home.location, [other?.installId ?? '']);
    expect(existsSync(home.paths.erasureFile)).toBe(false);
  });
});

describe('uploadVerdict', () => {
  const terms = { upload: 'events', endpoint: 'https://a.example/' } as const;
  const judge = async (options: Parameters<typeof loadConsent>[0] = home.location) =>
    uploadVerdict(await loadConsent({ ...options, now }), terms);

  it('allows exactly what was agreed to', async () => {
    await enable(terms);
    expect(await judge()).toBe('allowed');
    expect(uploadVerdict(await loadConsent(home.location), { ...terms, upload: 'summary' })).toBe('withdrawn');
    expect(uploadVerdict(await loadConsent(home.location), { ...terms, endpoint: 'https://b.example/' })).toBe(
      'withdrawn',
    );
    expect(uploadVerdict(await loadConsent(home.location), { ...terms, upload: 'off' })).toBe('withdrawn');
  });

  it('holds up, and deletes nothing, at the word of anybody else or when it cannot read', async () => {
    await enable(terms);
    expect(await judge({ ...home.location, env: { DO_NOT_TRACK: '1' } })).toBe('paused');
    expect(await judge({ ...home.location, host: { upload: 'off' } })).toBe('paused');
    home.writeConfig('[telemetry\n');
    expect(await judge()).toBe('paused');
  });

  it('is a withdrawal when the user has said so, by command or by hand', async () => {
    await enable(terms);
    writeFileSync(home.paths.configFile, configText().replace('upload = "events"', 'upload = "off"'));
    expect(await judge()).toBe('withdrawn');
    await enable(terms);
    await disable();
    expect(await judge()).toBe('withdrawn');
  });
});
