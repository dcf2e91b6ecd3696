import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleLines, visibleText } from '../src/visible-text.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 200 });

describe('visible text', () => {
  it('holds no character that a terminal obeys or hides', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(visibleText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(visibleLines(text).replaceAll('\r\n', '\n')).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('is the same value within JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) }), (text) => {
        expect(JSON.parse(visibleText(JSON.stringify({ text })))).toEqual({ text });
      }),
    );
  });

  it('changes no letter, sign or space of any script', () => {
    const text = 'Grüße, 東京, नमस्ते, Ελλάδα 👍 a\u00a0b — 1 < 2';
    expect(visibleText(text)).toBe(text);
  });
});
