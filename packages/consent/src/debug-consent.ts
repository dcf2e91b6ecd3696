/** Whether the consent to the level debug is there and still holds. */

import { DEBUG_CONSENT_MS, type TelemetryConfig } from './config-keys.ts';

/** A clock may have been set back since consent was given; more than a day is no correction. Milliseconds. */
const CLOCK_TOLERANCE_MS = 86_400_000;

/** What is wrong with a consent to debug. */
export interface DebugConsentProblem {
  readonly code: 'debug_consent_missing' | 'debug_consent_expired' | 'debug_consent_too_long';
  readonly text: string;
}

/** Says why the level debug may not be used now, or `undefined` when it may. Pure. */
export function debugConsentProblem(
  config: Pick<TelemetryConfig, 'debugConsentGiven' | 'debugConsentExpires'>,
  nowMs: number,
): DebugConsentProblem | undefined {
  if (!config.debugConsentGiven || config.debugConsentExpires === undefined) {
    return { code: 'debug_consent_missing', text: 'debug needs a consent of its own; it is standard' };
  }
  const until = Date.parse(config.debugConsentExpires);
  if (!(nowMs < until)) {
    return { code: 'debug_consent_expired', text: 'the consent to debug has ended; it is standard' };
  }
  if (until - nowMs > DEBUG_CONSENT_MS + CLOCK_TOLERANCE_MS) {
    return { code: 'debug_consent_too_long', text: 'a consent to debug lasts 30 days at most; it is standard' };
  }
  return undefined;
}
