import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTimeFormat } from '../src/time-format.ts';

describe('the format of times', () => {
  it('is that of toISOString, for any time and in any order', () => {
    const format = createTimeFormat();
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), fc.integer({ min: 0, max: 2_000 }), (date, laterMs) => {
        expect(format(date.getTime())).toBe(date.toISOString());
        const later = Math.min(date.getTime() + laterMs, 8.64e15);
        expect(format(later)).toBe(new Date(later).toISOString());
      }),
    );
  });

  it('throws for what is no time, and goes on', () => {
    const format = createTimeFormat();
    expect(() => format(Number.NaN)).toThrow(RangeError);
    expect(() => format(1e20)).toThrow(RangeError);
    expect(format(0)).toBe('1970-01-01T00:00:00.000Z');
  });
});
