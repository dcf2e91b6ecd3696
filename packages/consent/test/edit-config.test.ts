import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editTelemetryTable, type TelemetryChanges } from '../src/edit-config.ts';
import { parseConfig } from '../src/parse-config.ts';
import { isTomlTable, readToml } from '../src/read-toml.ts';
import { isSameToml } from '../src/same-toml.ts';
import { scanToml } from '../src/scan-toml.ts';
import { nastyToml } from './nasty-toml.ts';

const edit = (text: string, changes: TelemetryChanges) => editTelemetryTable(text, changes, 'config.toml');

const changes: fc.Arbitrary<TelemetryChanges> = fc.record(
  {
    enabled: fc.constantFrom(true, false, null),
    level: fc.constantFrom('minimal', 'standard', null),
    upload: fc.constantFrom('off', 'summary', null),
    endpoint: fc.constantFrom('https://a.example/\u00e9?q="\\', null),
    local_file: fc.string({
      minLength: 1,
      unit: fc.constantFrom('~', '/', 'a', '"', '\\', '\u007f', '\n', '#', '\u2028', '\u00e9'),
    }),
    debug_consent_given: fc.constantFrom(true, false, null),
    debug_consent_expires: fc.constantFrom('2026-12-21T00:00:00.000Z', null),
    retention_days: fc.constantFrom(1, 365, null),
  },
  { requiredKeys: [] },
);

describe('editTelemetryTable', () => {
  it.each([
    ['an empty file', '', '[telemetry]\nenabled = true\n'],
    ['a file of others', 'a = 1\n', 'a = 1\n\n[telemetry]\nenabled = true\n'],
    ['a file without a last line end', 'a = 1 # x', 'a = 1 # x\n\n[telemetry]\nenabled = true\n'],
    ['CRLF', '[a]\r\nb = 1\r\n', '[a]\r\nb = 1\r\n\r\n[telemetry]\r\nenabled = true\r\n'],
    ['a byte order mark', '\ufeff', '\ufeff[telemetry]\nenabled = true\n'],
    ['a value with a comment', '[telemetry]\nenabled = false # mine\n', '[telemetry]\nenabled = true # mine\n'],
    ['an empty table', '[telemetry]\n\n[b]\n', '[telemetry]\nenabled = true\n\n[b]\n'],
    [
      'an indented table',
      '[telemetry]\n  level = "off" # c\n[b]\n',
      '[telemetry]\n  level = "off" # c\n  enabled = true\n[b]\n',
    ],
    ['a dotted key', 'telemetry.level = "off"\nb = 1', 'telemetry.level = "off"\ntelemetry.enabled = true\nb = 1'],
    ['a dotted value', 'telemetry.enabled=false', 'telemetry.enabled=true'],
    ['braces', 'telemetry = { level = "off" } # c\n', 'telemetry = { level = "off", enabled = true } # c\n'],
    ['empty braces', 'telemetry = {}', 'telemetry = { enabled = true }'],
    ['a quoted header', '["telemetry"]\nenabled = false', '["telemetry"]\nenabled = true'],
    ['a table below only', '[telemetry.redaction]\n', '[telemetry.redaction]\n\n[telemetry]\nenabled = true\n'],
    [
      'a string that looks like it',
      'a = """\n[telemetry]\nenabled = false\n"""\n[telemetry]\nenabled = false',
      'a = """\n[telemetry]\nenabled = false\n"""\n[telemetry]\nenabled = true',
    ],
  ])('turns telemetry on in %s', async (_what, before, after) => {
    expect(await edit(before, { enabled: true })).toBe(after);
  });

  it.each([
    ['a line', '[telemetry]\na = 1\nlevel = "off"\nb = 2\n', '[telemetry]\na = 1\nb = 2\n'],
    ['a line but for its comment', 'telemetry.level = "off" # why\n', '# why\n'],
    ['the last line without an end', 'x = 1\ntelemetry.level = "off"', 'x = 1\n'],
    ['the first in braces', 'telemetry = { level = "off", send = "auto" }', 'telemetry = { send = "auto" }'],
    ['the last in braces', 'telemetry = { send = "auto", level = "off" }', 'telemetry = { send = "auto" }'],
  ])('removes %s', async (_what, before, after) => {
    const known = before.replace('a = 1\n', 'send = "auto"\n').replace('b = 2\n', 'upload = "off"\n');
    const expected = after.replace('a = 1\n', 'send = "auto"\n').replace('b = 2\n', 'upload = "off"\n');
    expect(await edit(known, { level: null })).toBe(expected);
  });

  it('returns the very text when it says so already, however it is written', async () => {
    const text = "telemetry . enabled  =  true\ntelemetry.level = '''minimal'''";
    expect(await edit(text, { enabled: true, level: 'minimal', upload: null })).toBe(text);
  });

  it('says exactly what was intended, and leaves every other byte, in any TOML', async () => {
    await fc.assert(
      fc.asyncProperty(nastyToml, changes, async (text, wanted) => {
        const before = await readToml(text, 'x');
        const edited = await edit(text, wanted);
        const after = await readToml(edited, 'x');
        const table = isTomlTable(after['telemetry']) ? after['telemetry'] : {};
        const old = isTomlTable(before['telemetry']) ? before['telemetry'] : {};
        for (const key of new Set([...Object.keys(old), ...Object.keys(wanted)])) {
          const value = wanted[key as keyof TelemetryChanges];
          const expected = value === undefined ? old[key] : (value ?? undefined);
          expect(isSameToml(table[key], expected)).toBe(true);
        }
        expect(outside(edited)).toEqual(outside(text));
        expect(comments(edited)).toEqual(comments(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('is undone by the opposite edit where it only changed values', async () => {
    await fc.assert(
      fc.asyncProperty(nastyToml, async (text) => {
        const { stated } = await parseConfig(text, 'x');
        fc.pre(stated.includes('enabled'));
        const { enabled } = await parseConfig(text, 'x');
        expect(await edit(await edit(text, { enabled: !enabled }), { enabled })).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses what it cannot read, before it touches anything', async () => {
    await expect(edit('[telemetry\n', { enabled: true })).rejects.toMatchObject({ code: 'CONFIG_SYNTAX' });
    await expect(edit('[[telemetry]]\n', { enabled: true })).rejects.toMatchObject({ code: 'CONFIG_TYPE' });
    await expect(edit('[telemetry]\nlevle = 1', { enabled: true })).rejects.toMatchObject({
      code: 'CONFIG_UNKNOWN_KEY',
    });
    await expect(edit('', { retention_days: 0 })).rejects.toMatchObject({ code: 'CONFIG_RANGE' });
  });
});

/** The text of everything that is not in our table: the pieces from one foreign item to its end. */
function outside(text: string): readonly string[] {
  return scanToml(text)
    .filter((item) => (item.kind === 'pair' ? [...item.table, ...item.key] : item.path)[0] !== 'telemetry')
    .map((item) => text.slice(item.start, item.end));
}

/** Everything that stands outside of headers and pairs, without the line ends, of which edits add some: the comments. */
function comments(text: string): string {
  let rest = '';
  let at = 0;
  for (const item of scanToml(text)) {
    rest += text.slice(at, item.start);
    at = item.end;
  }
  return (rest + text.slice(at)).replaceAll(/[\r\n \t]+/g, ' ').trim();
}
