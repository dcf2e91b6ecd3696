/** What stands where something was removed. */
import type { CompiledPolicy } from './policy.ts';

/** The mark for what was removed. Throws what a host's hash throws. */
export function markFor(policy: CompiledPolicy, original: string): string {
  const { mark } = policy;
  if (typeof mark === 'string') return mark === 'drop' ? '[redacted]' : mark;
  const digest = mark.hash(original).replace(/[^A-Za-z0-9_-]/g, '');
  return `[redacted:${digest.slice(0, 128)}]`;
}

/** Marks of this package, whole. */
export function isOwnMark(value: string): boolean {
  return (
    value === 'REDACTED' || (value.startsWith('[redacted') && /^\[redacted(?::[A-Za-z0-9_-]{1,128})?\]$/.test(value))
  );
}
