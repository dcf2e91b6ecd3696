import { describe, expect, it } from 'vitest';
import { parseRange, parseWindow } from '../../src/index.ts';

const now = new Date('2026-11-20T12:00:00Z');
const invalid = expect.objectContaining({ code: 'RANGE_INVALID' });

describe('parseRange', () => {
  it('reads days and hours that end at a time', () => {
    expect(parseRange('7d', now)).toEqual({ range: '7d', start: new Date('2026-11-13T12:00:00Z'), end: now });
    expect(parseRange('012h', now)).toEqual({ range: '12h', start: new Date('2026-11-20T00:00:00Z'), end: now });
  });

  it('refuses everything else, without repeating it', () => {
    for (const text of [
      '',
      '0d',
      '-1d',
      '7',
      'd',
      '7D',
      '7 d',
      '1.5h',
      '7w',
      '1e3d',
      '9999999d',
      '99999999h',
      ' 7d',
      '７d',
    ]) {
      expect(() => parseRange(text, now), text).toThrow(invalid);
    }
    expect(() => parseRange('canary', now)).not.toThrow(/canary/);
    expect(() => parseRange('7d', new Date(Number.NaN))).toThrow(invalid);
  });
});

describe('parseWindow', () => {
  it('ends now or at until, and begins by range, by since, or never', () => {
    expect(parseWindow({}, now)).toEqual({ range: null, start: null, end: now });
    expect(parseWindow({ range: '1d', until: '2026-11-02T00:00:00+01:00' }, now)).toEqual({
      range: '1d',
      start: new Date('2026-10-31T23:00:00Z'),
      end: new Date('2026-11-01T23:00:00Z'),
    });
    expect(parseWindow({ since: '2026-11-20T12:00:00Z' }, now)).toEqual({ range: null, start: now, end: now });
  });

  it('refuses turned ends, times without zone, and a range beside since', () => {
    expect(() => parseWindow({ since: '2026-11-20T12:00:01Z' }, now)).toThrow(invalid);
    expect(() => parseWindow({ since: '2026-11-20' }, now)).toThrow(invalid);
    expect(() => parseWindow({ until: 'yesterday' }, now)).toThrow(invalid);
    expect(() => parseWindow({ range: '7d', since: '2026-11-01T00:00:00Z' }, now)).toThrow(invalid);
  });
});
