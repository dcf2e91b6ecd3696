import {
  defineCatalog,
  defineEvent,
  eventLevel,
  extendStandardCatalog,
  flag,
  hashed,
  includesLevel,
  list,
  local,
  millis,
  RECORDING_LEVELS,
  record,
} from '@telemetry/schema';
import { describe, expect, it } from 'vitest';
import { consentText } from '../src/consent-text.ts';
import { CONSENT_WORDS } from '../src/consent-words.ts';

const who = { app: 'my-agent', who: 'Example Ltd' };
const catalog = defineCatalog({
  events: [
    defineEvent('tool.used', 'A tool was used.', {
      minimal: { success: flag() },
      standard: { duration_ms: millis() },
      debug: { notes: list(record({ text: local() })), command: hashed() },
    }),
  ],
});
const all = (text: ReturnType<typeof consentText>) =>
  [...text.lines, ...text.pages.flatMap(({ lines }) => lines)].join('\n');

describe('consentText', () => {
  it('names every field that the level has, and none above it', () => {
    const names = {
      minimal: ['success'],
      standard: ['success', 'duration_ms'],
      debug: ['success', 'duration_ms', 'notes', 'hashed_command'],
    };
    for (const level of RECORDING_LEVELS) {
      const text = consentText(catalog, { ...who, level });
      const named = text.pages.flatMap(({ lines }) => lines.slice(1)).map((line) => line.split(':')[0]);
      expect(named).toEqual(names[level]);
    }
  });

  it('owns up to texts that stay, wherever in a field they stand', () => {
    expect(all(consentText(catalog, { ...who, level: 'standard' }))).not.toContain('short texts');
    expect(all(consentText(catalog, { ...who, level: 'debug' }))).toContain('which never leave: tool.used.notes.');
  });

  it('says what leaves and where to, and that nothing does', () => {
    expect(consentText(catalog, who).lines).toContain('Nothing leaves this machine.');
    const endpoint = 'https://collector.example.com/';
    const text = consentText(catalog, { ...who, upload: 'events', endpoint });
    expect(text.lines.join('\n')).toContain(`Sent to ${endpoint}: these events`);
    expect(text.lines).not.toContain('Nothing leaves this machine.');
    expect(() => consentText(catalog, { ...who, upload: 'summary' })).toThrow(TypeError);
  });

  it('has another digest when anything that is said differs', () => {
    const digests = [
      consentText(catalog, who),
      consentText(catalog, { ...who, level: 'standard' }),
      consentText(catalog, { ...who, who: 'Another Ltd' }),
      consentText(catalog, { ...who, policyUrl: 'https://example.com/privacy' }),
      consentText(catalog, {
        ...who,
        words: { ...CONSENT_WORDS, choices: { ...CONSENT_WORDS.choices, enable: 'Yes' } },
      }),
      consentText(extendStandardCatalog(), who),
    ].map(({ digest }) => digest);
    expect(new Set(digests).size).toBe(6);
    expect(digests[0]).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(consentText(catalog, who).digest).toBe(digests[0]);
  });

  it('fits a screen of 25 lines for the whole standard catalog, and has a page for each of its events', () => {
    for (const level of RECORDING_LEVELS) {
      const standard = extendStandardCatalog();
      const { lines, pages } = consentText(standard, { ...who, level, policyUrl: 'https://example.com/privacy' });
      expect(lines.length).toBeLessThanOrEqual(20);
      const recorded = standard.events.filter((event) => includesLevel(level, eventLevel(event)));
      expect(pages.map(({ title }) => title)).toEqual(recorded.map(({ name }) => name));
    }
  });
});
