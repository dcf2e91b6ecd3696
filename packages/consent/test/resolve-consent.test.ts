import { LEVELS, type Level, lowerLevel, TelemetryError } from '@telemetry/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEBUG_CONSENT_MS, DEFAULT_CONFIG, type TelemetryConfig, UPLOAD_MODES } from '../src/config-keys.ts';
import { effectiveLevel, effectiveUploadLevel } from '../src/consent.ts';
import type { ConsentInputs, Reading } from '../src/consent-facts.ts';
import type { HostConfig } from '../src/host-config.ts';
import type { ConsentAnswer, LedgerState } from '../src/ledger.ts';
import { resolveConsent } from '../src/resolve-consent.ts';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const ENDPOINT = 'https://collector.example.com/';
const ABSENT = { state: 'absent' } as const;
const FAILED = { state: 'failed', error: new TelemetryError('CONFIG_SYNTAX', 'x') } as const;

function config(values: Partial<TelemetryConfig>): Reading<TelemetryConfig> {
  const keyOf = (property: string) => property.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const stated = Object.keys(values).map(keyOf) as unknown as TelemetryConfig['stated'];
  return { state: 'read', value: { ...DEFAULT_CONFIG, ...values, stated } };
}

function ledger(answer: Partial<ConsentAnswer>, endpoints: readonly string[] = [ENDPOINT]): Reading<LedgerState> {
  const latest: ConsentAnswer = {
    answeredAt: '2026-11-20T08:00:00.000Z',
    granted: true,
    how: 'prompt',
    level: 'debug',
    upload: 'events',
    uploadLevel: 'debug',
    send: 'auto',
    endpoint: ENDPOINT,
    debugConsentExpires: undefined,
    textDigest: undefined,
    policyDigest: undefined,
    ...answer,
  };
  return { state: 'read', value: { latest, policies: [], endpoints, answers: 1, skipped: 0 } };
}

function resolve(inputs: Partial<ConsentInputs>) {
  return resolveConsent({
    app: 'my-agent',
    env: {},
    isCi: false,
    nowMs: NOW,
    file: ABSENT,
    organisation: ABSENT,
    ledger: ABSENT,
    ...inputs,
  });
}

const on = config({ enabled: true, level: 'standard' });
const codes = (consent: ReturnType<typeof resolve>) => consent.reasons.map(({ code }) => code);

describe('whether telemetry is on', () => {
  it.each<[string, Partial<ConsentInputs>, string, string]>([
    ['nobody said anything', {}, 'default', 'Disabled (nobody has agreed yet)'],
    ['DO_NOT_TRACK', { file: on, env: { DO_NOT_TRACK: '1' } }, 'environment', 'Disabled (set by DO_NOT_TRACK)'],
    [
      "the application's own switch",
      { file: on, env: { MY_AGENT_TELEMETRY_DISABLED: 'true' } },
      'environment',
      'Disabled (set by MY_AGENT_TELEMETRY_DISABLED)',
    ],
    [
      'a level of off',
      { file: on, env: { TELEMETRY_LEVEL: 'off' } },
      'environment',
      'Disabled (set by TELEMETRY_LEVEL)',
    ],
    [
      'a level that is none',
      { file: on, env: { MY_AGENT_TELEMETRY_LEVEL: 'nnoe' } },
      'environment',
      'Disabled (MY_AGENT_TELEMETRY_LEVEL is not a level)',
    ],
    [
      'the organisation',
      { file: on, organisation: config({ enabled: false }) },
      'organisation',
      'Disabled (set by your organisation)',
    ],
    [
      "an organisation's file that cannot be read",
      { file: on, organisation: FAILED },
      'organisation',
      'Disabled (the settings of your organisation cannot be read)',
    ],
    ['continuous integration', { isCi: true }, 'ci', 'Disabled (continuous integration)'],
    ['the host', { file: on, host: { enabled: false } }, 'host', 'Disabled (switched off by the program)'],
    ['the file', { file: config({ enabled: false }) }, 'file', 'Disabled (set in the configuration)'],
    ['a file that cannot be read', { file: FAILED, isCi: true }, 'file', 'Disabled (the configuration cannot be read)'],
    [
      'an answer',
      { file: config({ enabled: false }), ledger: ledger({ granted: false }) },
      'ledger',
      'Disabled (your answer of 2026-11-20)',
    ],
    [
      'an answer against the file',
      { file: on, ledger: ledger({ granted: false }) },
      'ledger',
      'Disabled (your answer of 2026-11-20; the configuration was changed since)',
    ],
    [
      'a ledger that cannot be read',
      { file: on, ledger: FAILED },
      'ledger',
      'Disabled (your answer cannot be read or recorded)',
    ],
    ['a file against an answer', { ledger: ledger({}) }, 'file', 'Disabled (set in the configuration)'],
  ])('is off by %s, and says so', (_who, inputs, cause, explanation) => {
    const consent = resolve(inputs);
    expect(consent).toMatchObject({ enabled: false, level: 'off', upload: 'off', cause, explanation });
  });

  it('is on when the file says yes, and names the answer when there is one', () => {
    expect(resolve({ file: on })).toMatchObject({
      enabled: true,
      cause: 'file',
      explanation: 'Enabled (set in the configuration)',
      isFileUnrecorded: true,
    });
    expect(
      resolve({
        file: on,
        ledger: ledger({ level: 'standard', upload: 'off', uploadLevel: 'minimal', send: 'manual' }),
      }),
    ).toMatchObject({
      enabled: true,
      cause: 'ledger',
      explanation: 'Enabled (your answer of 2026-11-20)',
      isFileUnrecorded: false,
    });
  });

  it('is on in continuous integration when the file says so', () => {
    expect(resolve({ file: on, isCi: true }).enabled).toBe(true);
  });

  it.each(['', '0', 'false', 'No', ' off '])('takes a switch of %j for not set', (value) => {
    expect(resolve({ file: on, env: { DO_NOT_TRACK: value } }).enabled).toBe(true);
  });

  it('cannot be turned on by a host', () => {
    expect(resolve({ host: { enabled: true, level: 'debug' } })).toMatchObject({ enabled: false, cause: 'default' });
    expect(resolve({ file: config({ enabled: false }), host: { enabled: true } }).enabled).toBe(false);
  });

  it('refuses a host that passes nonsense, by name', () => {
    const wrong = { level: 'loud' } as unknown as HostConfig;
    expect(() => resolve({ host: wrong })).toThrow(
      new TypeError('config.level must be one of "off", "minimal", "standard", "debug"'),
    );
    const unknown = { levle: 'off' } as unknown as HostConfig;
    expect(() => resolve({ host: unknown })).toThrow(new TypeError('config.levle is not a setting of a host'));
  });
});

describe('the level', () => {
  it('is the lowest that file, organisation, environment, host and answer allow', () => {
    const level = fc.constantFrom<Level>('minimal', 'standard', 'debug');
    fc.assert(
      fc.property(
        fc.record({ file: level, organisation: level, host: level, answer: level, one: level, two: level }),
        (all) => {
          const consent = resolve({
            file: config({
              enabled: true,
              level: all.file,
              debugConsentGiven: true,
              debugConsentExpires: new Date(NOW + 1).toISOString(),
            }),
            organisation: config({ level: all.organisation }),
            host: { level: all.host },
            ledger: ledger({ level: all.answer }),
            env: { MY_AGENT_TELEMETRY_LEVEL: all.one, TELEMETRY_LEVEL: all.two },
          });
          expect(consent.level).toBe(Object.values(all).reduce(lowerLevel));
          const lowered = codes(consent).filter((code) => code.endsWith('_level'));
          expect(lowered.length > 0).toBe(consent.level !== all.file);
        },
      ),
    );
  });

  it('is never raised by an organisation that only states something else', () => {
    expect(resolve({ file: on, organisation: config({ retentionDays: 7 }) }).level).toBe('standard');
  });

  it.each([
    ['no consent', {}, 'debug_consent_missing'],
    ['no end', { debugConsentGiven: true }, 'debug_consent_missing'],
    [
      'an end that has come',
      { debugConsentGiven: true, debugConsentExpires: new Date(NOW).toISOString() },
      'debug_consent_expired',
    ],
    [
      'an end in the far future',
      { debugConsentGiven: true, debugConsentExpires: new Date(NOW + 2 * DEBUG_CONSENT_MS).toISOString() },
      'debug_consent_too_long',
    ],
  ])('debug is standard with %s, and says why', (_what, values, code) => {
    const consent = resolve({ file: config({ enabled: true, level: 'debug', ...values }) });
    expect(consent).toMatchObject({ enabled: true, level: 'standard', debugConsentUntil: undefined });
    expect(codes(consent)).toContain(code);
  });

  it('debug ends at its instant while a process runs, and with it what may leave', () => {
    const until = NOW + 1000;
    const consent = resolve({
      file: config({
        enabled: true,
        level: 'debug',
        upload: 'events',
        uploadLevel: 'debug',
        endpoint: ENDPOINT,
        debugConsentGiven: true,
        debugConsentExpires: new Date(until).toISOString(),
      }),
      ledger: ledger({}),
    });
    expect(consent).toMatchObject({ level: 'debug', uploadLevel: 'debug' });
    expect([until - 1, until, until + 1].map((at) => effectiveLevel(consent, at))).toEqual([
      'debug',
      'standard',
      'standard',
    ]);
    expect([until - 1, until].map((at) => effectiveUploadLevel(consent, at))).toEqual(['debug', 'standard']);
    expect(effectiveLevel({ enabled: true, level: 'debug', debugConsentUntil: 'x' }, NOW)).toBe('standard');
  });
});

describe('what may leave', () => {
  const wants = {
    enabled: true,
    level: 'standard',
    upload: 'events',
    uploadLevel: 'standard',
    endpoint: ENDPOINT,
  } as const;

  it('is what file and answer agree on', () => {
    expect(resolve({ file: config(wants), ledger: ledger({}) })).toMatchObject({
      upload: 'events',
      uploadLevel: 'standard',
      send: 'manual',
      endpoint: ENDPOINT,
    });
  });

  it.each<[string, Partial<ConsentInputs>, string]>([
    ['no answer is recorded', { file: config(wants), ledger: ABSENT }, 'ledger_upload'],
    ['the answer said no to it', { file: config(wants), ledger: ledger({ upload: 'off' }) }, 'ledger_upload'],
    [
      'the answer was about another endpoint',
      { file: config(wants), ledger: ledger({}, ['https://x.example/']) },
      'ledger_endpoint',
    ],
    [
      'there is no endpoint',
      { file: config({ ...wants, endpoint: undefined }), ledger: ledger({}) },
      'endpoint_missing',
    ],
    ['the host says no', { file: config(wants), ledger: ledger({}), host: { upload: 'off' } }, 'host_upload'],
    [
      'the organisation says no',
      { file: config(wants), ledger: ledger({}), organisation: config({ upload: 'off' }) },
      'organisation_upload',
    ],
    [
      'the organisation allows another endpoint only',
      { file: config(wants), ledger: ledger({}), organisation: config({ endpoint: 'https://x.example/' }) },
      'organisation_endpoint',
    ],
    ['its level is off', { file: config({ ...wants, uploadLevel: 'off' }), ledger: ledger({}) }, 'upload_level_off'],
  ])('is nothing when %s', (_what, inputs, code) => {
    const consent = resolve(inputs);
    expect(consent).toMatchObject({ enabled: true, upload: 'off', uploadLevel: 'off' });
    expect(codes(consent)).toContain(code);
  });

  it("goes to the user's endpoint, not to the host's", () => {
    const host = { endpoint: 'https://host.example/' };
    expect(resolve({ file: config(wants), ledger: ledger({}), host }).endpoint).toBe(ENDPOINT);
    const { endpoint: _none, ...rest } = wants;
    const agreed = ledger({}, ['https://host.example/']);
    expect(resolve({ file: config(rest), ledger: agreed, host })).toMatchObject({
      upload: 'events',
      endpoint: host.endpoint,
    });
  });

  it('never exceeds any source, whatever they say', () => {
    const level = fc.constantFrom(...LEVELS);
    const upload = fc.constantFrom(...UPLOAD_MODES);
    const source = fc.record({ enabled: fc.boolean(), level, upload, uploadLevel: level });
    fc.assert(
      fc.property(source, source, source, source, (file, organisation, host, answer) => {
        const consent = resolve({
          file: config({ ...file, endpoint: ENDPOINT }),
          organisation: config(organisation),
          host,
          ledger: ledger({ ...answer, granted: answer.enabled }),
        });
        for (const { enabled, level, upload, uploadLevel } of [file, organisation, host, answer]) {
          if (!enabled || level === 'off') expect(consent.enabled).toBe(false);
          expect(lowerLevel(consent.level, level)).toBe(consent.level);
          expect(UPLOAD_MODES.indexOf(consent.upload)).toBeLessThanOrEqual(UPLOAD_MODES.indexOf(upload));
          expect(lowerLevel(consent.uploadLevel, uploadLevel)).toBe(consent.uploadLevel);
        }
        expect(lowerLevel(consent.uploadLevel, consent.level)).toBe(consent.uploadLevel);
        expect(consent.enabled ? consent.level !== 'off' : consent.level === 'off').toBe(true);
        expect(consent.enabled || consent.reasons.length > 0).toBe(true);
        expect(Object.isFrozen(consent) && Object.isFrozen(consent.config) && Object.isFrozen(consent.reasons)).toBe(
          true,
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the other settings', () => {
  it('are the lowest number that anybody stated, and the sum of all rules', () => {
    const consent = resolve({
      file: config({
        enabled: true,
        retentionDays: 60,
        redaction: { bannedKeys: ['a'], patterns: [], maxStringLength: 90 },
      }),
      organisation: config({
        retentionDays: 30,
        redaction: { bannedKeys: ['b'], patterns: ['x'], maxStringLength: undefined },
      }),
      host: { retentionDays: 300, maxTotalBytes: 70_000, redaction: { bannedKeys: ['a', 'c'], maxStringLength: 80 } },
    });
    expect(consent.config).toMatchObject({
      retentionDays: 30,
      summaryRetentionDays: 730,
      maxFileBytes: 70_000,
      maxTotalBytes: 70_000,
      redaction: { bannedKeys: ['b', 'a', 'c'], patterns: ['x'], maxStringLength: 80 },
    });
  });
});
