import { describe, expect, it } from 'vitest';
import { dayOf, on, standingStreak, streak } from '../../src/index.ts';
import { makeEvent, resultOf } from '../make-event.ts';

function standing(days: readonly string[], today: string) {
  const events = days.map((day) =>
    makeEvent('quest.completed', { timestamp: day.length > 10 ? day : `${day}T15:00:00Z` }),
  );
  return standingStreak(resultOf(streak(on('quest.completed')), events), dayOf(Date.parse(today)));
}

describe('streaks', () => {
  it('end at the last active day when that is today or yesterday', () => {
    const days = ['2026-11-18', '2026-11-19', '2026-11-20', '2026-11-20'];
    expect(standing(days, '2026-11-20')).toEqual({ days: 3, weeks: 1 });
    expect(standing(days, '2026-11-21').days).toBe(3);
    expect(standing(days, '2026-11-22')).toEqual({ days: 0, weeks: 1 });
  });

  it('break at a gap of a day', () => {
    expect(standing(['2026-11-16', '2026-11-17', '2026-11-19', '2026-11-20'], '2026-11-20').days).toBe(2);
  });

  it('go over the ends of years and over leap days', () => {
    expect(standing(['2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02'], '2027-01-02').days).toBe(4);
    expect(standing(['2028-02-28', '2028-02-29', '2028-03-01'], '2028-03-01').days).toBe(3);
    expect(standing(['2027-02-27', '2027-02-28', '2027-03-01'], '2027-03-01').days).toBe(3);
  });

  it('count ISO weeks, Monday first, over a year of 53 weeks', () => {
    // Weeks 52 and 53 of 2026 and week 1 of 2027, one day each.
    expect(standing(['2026-12-21', '2027-01-03', '2027-01-04'], '2027-01-10')).toEqual({ days: 0, weeks: 3 });
    // Sunday and the Monday after it are two weeks; Monday to Sunday is one.
    expect(standing(['2026-11-15', '2026-11-16'], '2026-11-16')).toEqual({ days: 2, weeks: 2 });
    expect(standing(['2026-11-16', '2026-11-22'], '2026-11-22')).toEqual({ days: 1, weeks: 1 });
  });

  it('let a week stand through the whole of the next, and no longer', () => {
    expect(standing(['2026-11-09'], '2026-11-22').weeks).toBe(1);
    expect(standing(['2026-11-09'], '2026-11-23').weeks).toBe(0);
  });

  it('are in UTC, whatever the offset of the event', () => {
    expect(standing(['2026-11-20T23:30:00-01:00', '2026-11-20T12:00:00Z'], '2026-11-21').days).toBe(2);
    expect(standing(['2026-11-20T23:30:00Z', '2026-11-21T01:00:00+02:00'], '2026-11-20').days).toBe(1);
  });

  it('are 0 with nothing done', () => {
    expect(standing([], '2026-11-20')).toEqual({ days: 0, weeks: 0 });
  });
});
