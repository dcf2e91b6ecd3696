/** Removes secrets, personal data, paths and this machine's own facts from any value. */
export { isBannedKey, isSecretName, normalizeKey } from './keys.ts';
export type { RedactionMark, RedactionPattern, RedactionPolicy } from './policy.ts';
export { MAX_IDENTIFIER_LENGTH, MAX_STRING_LENGTH } from './policy.ts';
export type { Redactor, RedactorOptions } from './redactor.ts';
export { createRedactor, redact } from './redactor.ts';
export type { RedactionReport, RedactionResult } from './report.ts';
export { createReport } from './report.ts';
export { hashStack } from './stack-hash.ts';
export { TRUNCATION_MARK } from './truncate.ts';
