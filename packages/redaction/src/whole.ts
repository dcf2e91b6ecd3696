/**
 * The same entry for bundlers, by the condition `module`: everything in one graph, nothing loaded later. Exports what
 * `index.ts` does.
 */
import type { RedactionPolicy } from './policy.ts';
import { createRedactorWith, type Redactor, type RedactorOptions } from './redactor.ts';
import type { RedactionResult } from './report.ts';
import * as scanners from './scanners.ts';

export { isBannedKey, isSecretName, normalizeKey } from './keys.ts';
export type { RedactionMark, RedactionPattern, RedactionPolicy } from './policy.ts';
export { MAX_IDENTIFIER_LENGTH, MAX_STRING_LENGTH } from './policy.ts';
export type { Redactor, RedactorOptions } from './redactor.ts';
export type { RedactionReport, RedactionResult } from './report.ts';
export { createReport } from './report.ts';
export { TRUNCATION_MARK } from './truncate.ts';

/**
 * Compiles a policy. Allocates, reads nothing.
 * @throws TelemetryError `REDACTION_PATTERN_UNSAFE`, `REDACTION_POLICY_INVALID`
 */
export function createRedactor(policy?: RedactionPolicy, options?: RedactorOptions): Redactor {
  return createRedactorWith(() => scanners, policy, options);
}

/**
 * Redacts `value` once under `policy`. Compiles the policy every time: what redacts often calls `createRedactor` and
 * keeps it.
 * @throws TelemetryError `REDACTION_PATTERN_UNSAFE`, `REDACTION_POLICY_INVALID`, for the policy; never for the value.
 */
export function redact<T = unknown>(value: unknown, policy?: RedactionPolicy): RedactionResult<T> {
  return createRedactor(policy, { cache: false }).redact<T>(value);
}

export { hashStack } from './stack-hash.ts';
