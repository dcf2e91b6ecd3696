/** Collects what was done: counts, kinds and paths, never a value. */

/** What one call of `redact` did. Counts and paths, never a value. */
export interface RedactionResult<T = unknown> {
  /** JSON-able copy of the input with everything replaced that may not be kept. Shares nothing with the input. */
  readonly value: T;
  /** How many places were replaced. */
  readonly redacted: number;
  /** How many strings, lists or objects were cut. */
  readonly truncated: number;
  /** Paths of the strings and keys concerned: `inputs.2`, `headers.authorization`. At most 100. */
  readonly redactedFields: readonly string[];
  /** How often each kind was found: `{ email: 1, github_token: 2 }`. */
  readonly kinds: Readonly<Record<string, number>>;
}

/** Collects what several calls of `redactField` did. */
export interface RedactionReport {
  redacted: number;
  truncated: number;
  redactedFields: string[];
  kinds: Record<string, number>;
}

/** Paths kept per report: enough to act on, not a second copy of a large payload's keys. */
export const MAX_REDACTED_FIELDS = 100;

/** An empty report. */
export function createReport(): RedactionReport {
  return { redacted: 0, truncated: 0, redactedFields: [], kinds: {} };
}

/** Adds `kinds` and one path to a report. */
export function addToReport(
  report: RedactionReport,
  kinds: Record<string, number> | undefined,
  truncated: boolean,
  path: string,
): void {
  if (kinds !== undefined) {
    // Own keys alone: whatever a host has put on a prototype is no kind.
    for (const kind of Object.keys(kinds)) {
      const count = kinds[kind] as number;
      report.redacted += count;
      report.kinds[kind] = (report.kinds[kind] ?? 0) + count;
    }
  }
  if (truncated) report.truncated++;
  if (report.redactedFields.length < MAX_REDACTED_FIELDS) report.redactedFields.push(path);
}
