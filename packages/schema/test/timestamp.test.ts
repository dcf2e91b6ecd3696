import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTimestamp } from '../src/parse.ts';

describe('parseTimestamp', () => {
  it('answers every instant of the written form as it is', () => {
    const date = fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, (instant) => {
        expect(parseTimestamp(instant.toISOString())).toBe(instant.toISOString());
      }),
    );
  });

  it.each([
    ['2026-11-20T12:34:56Z', '2026-11-20T12:34:56.000Z'],
    ['2026-11-20T12:34:56.7Z', '2026-11-20T12:34:56.700Z'],
    ['2026-11-20T12:34:56.789999999Z', '2026-11-20T12:34:56.789Z'],
    ['2026-11-20t12:34:56z', '2026-11-20T12:34:56.000Z'],
    ['2026-11-20 12:34:56Z', '2026-11-20T12:34:56.000Z'],
    ['2026-11-20T00:34:56+02:30', '2026-11-19T22:04:56.000Z'],
    ['2026-12-31T23:30:00-01:00', '2027-01-01T00:30:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000Z'],
    ['2400-02-29T00:00:00Z', '2400-02-29T00:00:00.000Z'],
  ])('reads %s as %s', (text, expected) => {
    expect(parseTimestamp(text)).toBe(expected);
  });

  it('takes a time without a zone as UTC only where it is told to', () => {
    expect(parseTimestamp('2025-10-06T12:30:00.123456', true)).toBe('2025-10-06T12:30:00.123Z');
    expect(parseTimestamp('2025-10-06T12:30:00.123456')).toBeUndefined();
  });

  it.each([
    '2026-02-29T00:00:00.000Z',
    '1900-02-29T00:00:00.000Z',
    '2026-04-31T00:00:00.000Z',
    '2026-00-10T00:00:00.000Z',
    '2026-13-10T00:00:00.000Z',
    '2026-01-00T00:00:00.000Z',
    '2026-01-01T24:00:00.000Z',
    '2026-01-01T00:60:00.000Z',
    '2026-01-01T00:00:60.000Z',
    '2026-01-01T00:00:00.000+24:00',
    '2026-01-01T00:00:00.000+00:60',
    '0000-01-01T00:00:00.000+01:00',
    '9999-12-31T23:59:59.999-00:01',
    '2026-01-01',
    '2026-01-01T00:00Z',
    ' 2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00.000Zx',
    '2026-01-01T00:00:00.0000000000Z',
    '２026-01-01T00:00:00.000Z',
    '',
    1_760_000_000,
    null,
    undefined,
  ])('refuses %j', (wrong) => {
    expect(parseTimestamp(wrong)).toBeUndefined();
  });
});
