/** Points in time as text: RFC 3339 into UTC with milliseconds. By hand, since this stands on the path of every line that is read. */

/** RFC 3339 with its parts; the zone may be missing in older dialects. */
const RFC_3339 = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})?$/;

/** Days of each month in a leap year. */
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Length of `2026-11-20T12:34:56.789Z`, the form that is written. Characters. */
const CANONICAL_LENGTH = 24;

/**
 * Reads a point in time and answers it in UTC with milliseconds, or `undefined` when it is none.
 * Finer fractions are cut. A time without a zone is taken as UTC where `assumeUtc` is set (older dialects), else refused.
 * Source: RFC 3339, section 5.6; leap seconds are refused.
 */
export function parseTimestamp(value: unknown, assumeUtc = false): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (value.length === CANONICAL_LENGTH && isCanonical(value)) return value;
  const match = RFC_3339.exec(value);
  if (match === null) return undefined;
  const [, date = '', time = '', fraction = '', zone] = match;
  if (zone === undefined && !assumeUtc) return undefined;
  const local = `${date}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
  if (!isCanonical(local)) return undefined;
  if (zone === undefined || zone === 'Z' || zone === 'z') return local;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 23 || minutes > 59) return undefined;
  const offsetMs = (hours * 60 + minutes) * 60_000 * (zone[0] === '-' ? -1 : 1);
  const utc = new Date(Date.parse(local) - offsetMs).toISOString();
  // An offset at either end of the four-digit years leaves them.
  return utc.length === CANONICAL_LENGTH ? utc : undefined;
}

/** Tells whether 24 characters are a point in time in the form that is written. */
function isCanonical(text: string): boolean {
  for (let index = 0; index < CANONICAL_LENGTH; index += 1) {
    const code = text.charCodeAt(index);
    const expected =
      index === 4 || index === 7
        ? 0x2d
        : index === 10
          ? 0x54
          : index === 13 || index === 16
            ? 0x3a
            : index === 19
              ? 0x2e
              : 0;
    if (index === 23 ? code !== 0x5a : expected === 0 ? code < 0x30 || code > 0x39 : code !== expected) return false;
  }
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (twoDigits(text, 11) > 23 || twoDigits(text, 14) > 59 || twoDigits(text, 17) > 59) return false;
  if (day < 1 || day > (MONTH_DAYS[month - 1] ?? 0)) return false;
  return month !== 2 || day !== 29 || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
}

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - 0x30) * 10 + text.charCodeAt(at + 1) - 0x30;
}
