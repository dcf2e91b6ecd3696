import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf, parseInstant, weekOf } from '../src/index.ts';

describe('parseInstant', () => {
  it('reads RFC 3339 in UTC and with offsets, to the millisecond', () => {
    expect(parseInstant('1970-01-01T00:00:00Z')).toBe(0);
    expect(parseInstant('2026-11-20T12:34:56.789Z')).toBe(Date.UTC(2026, 10, 20, 12, 34, 56, 789));
    expect(parseInstant('2026-11-20T12:34:56.7Z')).toBe(Date.UTC(2026, 10, 20, 12, 34, 56, 700));
    expect(parseInstant('2026-11-20T12:34:56.789999Z')).toBe(Date.UTC(2026, 10, 20, 12, 34, 56, 789));
    expect(parseInstant('2026-11-20T00:30:00+02:00')).toBe(Date.UTC(2026, 10, 19, 22, 30));
    expect(parseInstant('2026-11-20t00:30:00-00:30')).toBe(Date.UTC(2026, 10, 20, 1, 0));
    expect(parseInstant('1969-12-31T23:59:59.999Z')).toBe(-1);
  });

  it('agrees with the platform on every instant of the four-digit years', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
        (date) => parseInstant(date.toISOString()) === date.getTime(),
      ),
    );
  });

  it('refuses what has no zone, no such day or another form', () => {
    const none = [
      '2026-11-20T12:00:00',
      '2026-11-20 12:00:00Z',
      '2026-02-29T00:00:00Z',
      '1900-02-29T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-00-01T00:00:00Z',
      '2026-04-31T00:00:00Z',
      '2026-11-20T24:00:00Z',
      '2026-11-20T12:60:00Z',
      '2026-11-20T12:00:60Z',
      '2026-11-20T12:00:00.Z',
      '2026-11-20T12:00:00Zx',
      '2026-11-20T12:00:00+0200',
      'Nov 20 2026 12:00:00 UTC',
      '',
      5,
      null,
      undefined,
      {},
    ];
    for (const text of none) expect(parseInstant(text)).toBeUndefined();
    expect(parseInstant('2000-02-29T00:00:00Z')).toBe(Date.UTC(2000, 1, 29));
  });
});

describe('days and weeks', () => {
  it('begin weeks on Monday and count them without a break over the end of a year', () => {
    const day = (text: string) => dayOf(Date.parse(text));
    // ISO 8601: 2026-12-28 (Monday) to 2027-01-03 (Sunday) is week 53 of 2026.
    const week = weekOf(day('2026-12-28'));
    for (const text of ['2026-12-31', '2027-01-01', '2027-01-03']) expect(weekOf(day(text))).toBe(week);
    expect(weekOf(day('2026-12-27'))).toBe(week - 1);
    expect(weekOf(day('2027-01-04'))).toBe(week + 1);
    expect(weekOf(day('1969-12-29'))).toBe(0);
    expect(weekOf(day('1969-12-28'))).toBe(-1);
  });
});
