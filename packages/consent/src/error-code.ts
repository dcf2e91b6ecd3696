/** The code of a failed system call. */

/** `ENOENT` and the like, or the code of a `TelemetryError`; `UNKNOWN` for whatever has none. */
export function errorCodeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : 'UNKNOWN';
}
