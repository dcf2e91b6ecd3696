/** Writes times as RFC 3339, UTC, milliseconds; the same as `toISOString`, with the second remembered, which is most of the work. */

/** Makes a format. It remembers one second. */
export function createTimeFormat(): (timeMs: number) => string {
  let second = Number.NaN;
  let prefix = '';
  return (timeMs) => {
    const ms = Math.trunc(timeMs);
    const current = Math.floor(ms / 1_000);
    if (current !== second) {
      // A time that no date can hold throws here, and is never remembered.
      prefix = new Date(current * 1_000).toISOString().slice(0, -4);
      second = current;
    }
    return `${prefix}${String(ms - current * 1_000).padStart(3, '0')}Z`;
  };
}
