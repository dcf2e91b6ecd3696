/** The clock that no one sets. Pure but for the reading of it. */

/** Milliseconds since some moment, never going back. By `process.hrtime`, since `performance` is 1 ms of a process that starts. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}
