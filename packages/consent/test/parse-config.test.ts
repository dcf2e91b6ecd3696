import { isTelemetryError } from '@telemetry/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONFIG_KEYS, DEFAULT_CONFIG } from '../src/config-keys.ts';
import { parseConfig } from '../src/parse-config.ts';

const FILE = '~/.my-agent/config.toml';

async function failure(text: string) {
  try {
    await parseConfig(text, FILE);
  } catch (error) {
    if (isTelemetryError(error)) return error;
    throw error;
  }
  throw new Error('the text was accepted');
}

describe('parseConfig', () => {
  it('gives the defaults for an empty text, and for one without our table', async () => {
    expect(await parseConfig('', FILE)).toEqual(DEFAULT_CONFIG);
    expect(await parseConfig('[other]\nenabled = true\n', FILE)).toEqual(DEFAULT_CONFIG);
  });

  it('reads every key of the table', async () => {
    const config = await parseConfig(
      `[telemetry]
enabled = true
level = "debug"
upload = "summary"
upload_level = "standard"
send = "auto"
endpoint = "https://collector.example.com/v1"
local_file = "~/logs/<run_id>.jsonl"
debug_consent_given = true
debug_consent_expires = 2026-12-01T00:00:00+01:00
retention_days = 30
summary_retention_days = 60
max_file_bytes = 1_000_000
max_total_bytes = 2_000_000
[telemetry.redaction]
banned_keys = ["x_internal"]
patterns = ["ACME-[0-9]+"]
max_string_length = 100
`,
      FILE,
    );
    expect(config).toEqual({
      enabled: true,
      level: 'debug',
      upload: 'summary',
      uploadLevel: 'standard',
      send: 'auto',
      endpoint: 'https://collector.example.com/v1',
      localFile: '~/logs/<run_id>.jsonl',
      debugConsentGiven: true,
      debugConsentExpires: '2026-11-30T23:00:00.000Z',
      retentionDays: 30,
      summaryRetentionDays: 60,
      maxFileBytes: 1_000_000,
      maxTotalBytes: 2_000_000,
      redaction: { bannedKeys: ['x_internal'], patterns: ['ACME-[0-9]+'], maxStringLength: 100 },
      stated: [...Object.keys(CONFIG_KEYS), 'redaction'],
    });
  });

  it('is frozen at every depth', async () => {
    const config = await parseConfig('[telemetry]\nredaction.banned_keys = ["a"]', FILE);
    for (const value of [config, config.redaction, config.redaction.bannedKeys, config.stated]) {
      expect(Object.isFrozen(value)).toBe(true);
    }
  });

  it('suggests the key that was meant', async () => {
    const error = await failure('\n[telemetry]\nenabled = true\nlevle = "debug"\n');
    expect(error.code).toBe('CONFIG_UNKNOWN_KEY');
    expect(error.message).toBe(`${FILE}:4: telemetry.levle is not a key that is known here.`);
    expect(error.hint).toBe('Did you mean level?');
    expect((await failure('telemetry.max-file-bytes = 1')).hint).toBe('Did you mean max_file_bytes?');
  });

  it.each([
    ['[telemetry]\nenabled = "yes"', 'CONFIG_TYPE', 2],
    ['[telemetry]\n\n\nlevel = "verbose"', 'CONFIG_RANGE', 4],
    ['telemetry = { enabled = true, level = 3 }', 'CONFIG_TYPE', 1],
    ['a = """\n[telemetry]\nenabled = 5\n"""\ntelemetry.enabled = 5', 'CONFIG_TYPE', 5],
    ['telemetry = true', 'CONFIG_TYPE', 1],
    ['[[telemetry]]\nenabled = true', 'CONFIG_TYPE', 1],
    ['[telemetry]\nretention_days = 0', 'CONFIG_RANGE', 2],
    ['[telemetry]\nretention_days = 1.5', 'CONFIG_TYPE', 2],
    ['[telemetry]\nmax_total_bytes = 9223372036854775807', 'CONFIG_RANGE', 2],
    ['[telemetry]\nmax_file_bytes = 70000\nmax_total_bytes = 65536', 'CONFIG_RANGE', 3],
    ['[telemetry]\nendpoint = "http://collector.example.com"', 'CONFIG_RANGE', 2],
    ['[telemetry]\nendpoint = "https://user:word@collector.example.com"', 'CONFIG_RANGE', 2],
    ['[telemetry]\nendpoint = "collector"', 'CONFIG_RANGE', 2],
    ['[telemetry]\ndebug_consent_expires = 2026-12-01T00:00:00', 'CONFIG_RANGE', 2],
    ['[telemetry]\ndebug_consent_expires = 2026-12-01', 'CONFIG_RANGE', 2],
    ['[telemetry]\nredaction = true', 'CONFIG_TYPE', 2],
    ['[telemetry.redaction]\nbanned = []', 'CONFIG_UNKNOWN_KEY', 2],
    ['[telemetry.redaction]\npatterns = ["("]', 'CONFIG_RANGE', 2],
    ['[telemetry]\nenabled = true\nenabled = false', 'CONFIG_SYNTAX', 3],
    ['[telemetry]\nenabled = ', 'CONFIG_SYNTAX', 2],
  ])('says file, line and code for %j', async (text, code, line) => {
    const error = await failure(text);
    expect(error.code).toBe(code);
    expect(error.message.startsWith(`${FILE}:${line}: `)).toBe(true);
  });

  it('takes http for loopback alone', async () => {
    for (const host of ['localhost:8080', '127.0.0.1', '127.1', '[::1]:1']) {
      const { endpoint } = await parseConfig(`[telemetry]\nendpoint = "http://${host}/"`, FILE);
      expect(endpoint).toMatch(/^http:/);
    }
    for (const host of ['localhost.example.com', '128.0.0.1', '[::2]', '0.0.0.0']) {
      expect((await failure(`[telemetry]\nendpoint = "http://${host}/"`)).code).toBe('CONFIG_RANGE');
    }
  });

  it('reports the first fault of the file', async () => {
    const error = await failure('[telemetry]\nlevel = 1\nunknown = 2\n[telemetry.redaction]\nx = 1');
    expect(error.message).toContain(':2: telemetry.level ');
  });

  it('never minds what other tables hold', async () => {
    const text = '[owner]\nbig = 9223372036854775807\n__proto__ = { enabled = true }\n[telemetry]\nenabled = true\n';
    expect((await parseConfig(text, FILE)).enabled).toBe(true);
  });

  it('never repeats a value in an error', async () => {
    const secretOf = fc.string({
      unit: fc.constantFrom(...'ABCDEFGHJKMNPQRSTUVWXYZ23456789'),
      minLength: 16,
      maxLength: 40,
    });
    const place = fc.constantFrom(
      (secret: string) => `[telemetry]\nlevel = "${secret}"`,
      (secret: string) => `[telemetry]\nenabled = "${secret}"`,
      (secret: string) => `[telemetry]\nendpoint = "http://${secret}.example.com"`,
      (secret: string) => `[telemetry]\nendpoint = "https://${secret}@example.com"`,
      (secret: string) => `[telemetry]\n"${secret} x" = 1`,
      (secret: string) => `[telemetry]\nenabled = ${secret}`,
      (secret: string) => `[telemetry]\nlevel = "${secret}`,
      (secret: string) => `token = ${secret}\n[telemetry]\n`,
      (secret: string) => `[telemetry.redaction]\npatterns = ["(${secret}"]`,
      (secret: string) => `[telemetry]\ndebug_consent_expires = "${secret}"`,
    );
    await fc.assert(
      fc.asyncProperty(secretOf, place, async (secret, write) => {
        const error = await failure(write(secret));
        let text = '';
        for (let at: unknown = error; at instanceof Error; at = at.cause) {
          text += `${at.message} ${at.stack} ${JSON.stringify(at)} ${error.hint}`;
        }
        expect(text.includes(secret)).toBe(false);
      }),
    );
  });
});
