/**
 * Removes secrets, personal data, paths and this machine's own facts from any value. Loads the scanners when a text needs
 * them; `whole.ts` is the same with everything at once.
 */
import { loadScanners } from './load-scanners.ts';
import type { RedactionPolicy } from './policy.ts';
import { createRedactorWith, type Redactor, type RedactorOptions } from './redactor.ts';
import type { RedactionResult } from './report.ts';

export { isBannedKey, isSecretName, normalizeKey } from './keys.ts';
export type { RedactionMark, RedactionPattern, RedactionPolicy } from './policy.ts';
export { MAX_IDENTIFIER_LENGTH, MAX_STRING_LENGTH } from './policy.ts';
export type { Redactor, RedactorOptions } from './redactor.ts';
export type { RedactionReport, RedactionResult } from './report.ts';
export { createReport } from './report.ts';
export { TRUNCATION_MARK } from './truncate.ts';

/**
 * Compiles a policy. Allocates; reads nothing until a text needs the scanners.
 * @throws TelemetryError `REDACTION_PATTERN_UNSAFE`, `REDACTION_POLICY_INVALID`
 */
export function createRedactor(policy?: RedactionPolicy, options?: RedactorOptions): Redactor {
  return createRedactorWith(loadScanners, policy, options);
}

/**
 * Redacts `value` once under `policy`. Compiles the policy every time: what redacts often calls `createRedactor` and
 * keeps it.
 * @throws TelemetryError `REDACTION_PATTERN_UNSAFE`, `REDACTION_POLICY_INVALID`, for the policy; never for the value.
 */
export function redact<T = unknown>(value: unknown, policy?: RedactionPolicy): RedactionResult<T> {
  return createRedactor(policy, { cache: false }).redact<T>(value);
}

/**
 * The SHA-256, in 64 hex digits, of the frames of a stack trace: function and file names only, messages left out.
 * Loads the scanners and `node:crypto` on the first call.
 * @throws Error where the runtime has no `node:crypto`.
 */
export function hashStack(stack: string): string {
  return loadScanners().hashStack(stack);
}
