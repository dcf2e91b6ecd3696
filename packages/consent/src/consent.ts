/** What the loader, the CLI and a host know about consent: the decision, and why. Plain frozen data. */

import type { Level, TelemetryError } from '@telemetry/schema';
import { lowerLevel } from '@telemetry/schema';
import type { SendMode, TelemetryConfig, UploadMode } from './config-keys.ts';
import type { LedgerState } from './ledger.ts';

/** Who decided. `ledger` is the recorded answer of the user. */
export type ConsentCause = 'environment' | 'organisation' | 'ci' | 'file' | 'ledger' | 'host' | 'default';

/** Why something is off or lower than the file says. Stable. */
export type ConsentReasonCode =
  | 'environment_off'
  | 'environment_level'
  | 'environment_not_understood'
  | 'organisation_off'
  | 'organisation_level'
  | 'organisation_upload'
  | 'organisation_endpoint'
  | 'organisation_unreadable'
  | 'ci'
  | 'host_off'
  | 'host_level'
  | 'host_upload'
  | 'host_cannot_raise'
  | 'file_off'
  | 'file_unreadable'
  | 'file_unrecorded'
  | 'ledger_off'
  | 'ledger_level'
  | 'ledger_upload'
  | 'ledger_endpoint'
  | 'ledger_unreadable'
  | 'debug_consent_missing'
  | 'debug_consent_expired'
  | 'debug_consent_too_long'
  | 'endpoint_missing'
  | 'upload_level_off'
  | 'never_asked';

/** One reason, in the order in which it was found. */
export interface ConsentReason {
  readonly code: ConsentReasonCode;
  readonly cause: ConsentCause;
  /** One sentence for people, without a value of theirs. */
  readonly text: string;
}

/** The decision. Deeply frozen; valid at the instant of loading: ask `effectiveLevel` later. */
export interface Consent {
  readonly app: string;
  /** True when something may be recorded. */
  readonly enabled: boolean;
  /** `off` unless enabled. */
  readonly level: Level;
  readonly upload: UploadMode;
  /** Never above `level`; `off` when `upload` is. */
  readonly uploadLevel: Level;
  readonly send: SendMode;
  /** Set whenever `upload` is not off. */
  readonly endpoint: string | undefined;
  /** Who decided whether it is on or off. */
  readonly cause: ConsentCause;
  /** `Disabled (set by DO_NOT_TRACK)`, `Enabled (your answer of 2026-11-20)`. */
  readonly explanation: string;
  /** All that turned off or lowered something. */
  readonly reasons: readonly ConsentReason[];
  /** RFC 3339; set while the level is debug. */
  readonly debugConsentUntil: string | undefined;
  /** True when the file asks for more than the ledger knows of: `openConsent` records that as an answer. */
  readonly isFileUnrecorded: boolean;
  /** The settings in force: limits and redaction of organisation, host and file together, consent applied. */
  readonly config: TelemetryConfig;
  /** What the user has agreed to since the last withdrawal. */
  readonly ledger: LedgerState;
  readonly isCi: boolean;
  /** What could not be read or understood. A host is told once; nothing is thrown. */
  readonly problems: readonly TelemetryError[];
}

/** The level at an instant: `level`, or standard from the instant on at which the consent to debug ends. Pure. */
export function effectiveLevel(
  consent: Pick<Consent, 'enabled' | 'level' | 'debugConsentUntil'>,
  nowMs: number,
): Level {
  if (!consent.enabled) return 'off';
  if (consent.level !== 'debug') return consent.level;
  const until = consent.debugConsentUntil === undefined ? Number.NaN : Date.parse(consent.debugConsentUntil);
  return nowMs < until ? 'debug' : 'standard';
}

/** The level of what may leave at an instant: never above `effectiveLevel`. Pure. */
export function effectiveUploadLevel(
  consent: Pick<Consent, 'enabled' | 'level' | 'debugConsentUntil' | 'upload' | 'uploadLevel'>,
  nowMs: number,
): Level {
  return consent.upload === 'off' ? 'off' : lowerLevel(consent.uploadLevel, effectiveLevel(consent, nowMs));
}
