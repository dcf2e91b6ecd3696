/** Points in time, days and ISO weeks, all in UTC and all from text or integers: no clock, no time zone of the machine. */

/** Milliseconds of a UTC day. Epoch time knows no leap seconds. */
export const DAY_MS = 86_400_000;

/**
 * Reads an RFC 3339 time with `Z` or a numeric offset; digits after milliseconds are cut off.
 * Anything else, a time without a zone and a leap second included, is undefined. Reads what `parseTimestamp` of the schema reads,
 * but into a number and without a regular expression: it stands on the path of every event.
 *
 * @returns milliseconds since 1970, or undefined
 */
export function parseInstant(text: unknown): number | undefined {
  if (typeof text !== 'string' || text.length < 20 || text.length > 40) return undefined;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  const second = digits(text, 17, 2);
  if (text[4] !== '-' || text[7] !== '-' || (text[10] !== 'T' && text[10] !== 't')) return undefined;
  if (text[13] !== ':' || text[16] !== ':') return undefined;
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return undefined;
  if (!(hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59)) return undefined;
  let at = 19;
  let millis = 0;
  if (text[at] === '.') {
    const start = ++at;
    while (isDigit(text, at)) at++;
    if (at === start) return undefined;
    millis = at - start < 3 ? digits(text.slice(start, at).padEnd(3, '0'), 0, 3) : digits(text, start, 3);
  }
  const offset = offsetMinutes(text, at);
  if (offset === undefined) return undefined;
  return ((epochDay(year, month, day) * 24 + hour) * 60 + minute - offset) * 60_000 + second * 1000 + millis;
}

/** The UTC day of a time: whole days since 1970-01-01. */
export function dayOf(timeMs: number): number {
  return Math.floor(timeMs / DAY_MS);
}

/** The ISO week of a day: whole weeks, Monday first, counted without a break over the ends of years. */
export function weekOf(day: number): number {
  // Day 0 was a Thursday, so its week began three days before.
  return Math.floor((day + 3) / 7);
}

function offsetMinutes(text: string, at: number): number | undefined {
  const sign = text[at];
  if (sign === 'Z' || sign === 'z') return text.length === at + 1 ? 0 : undefined;
  if ((sign !== '+' && sign !== '-') || text.length !== at + 6 || text[at + 3] !== ':') return undefined;
  const hours = digits(text, at + 1, 2);
  const minutes = digits(text, at + 4, 2);
  if (!(hours >= 0 && hours <= 23 && minutes >= 0 && minutes <= 59)) return undefined;
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes);
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** The number that stands at a place, or NaN. */
function digits(text: string, at: number, length: number): number {
  let value = 0;
  for (let i = at; i < at + length; i++) {
    if (!isDigit(text, i)) return Number.NaN;
    value = value * 10 + text.charCodeAt(i) - 48;
  }
  return value;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970-01-01 in the Gregorian calendar, counting years from March so that the leap day comes last. */
function epochDay(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  // 719,468 days lie between 0000-03-01 and 1970-01-01.
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468;
}
