export { agreedPolicy, isAgreedAlone } from './agreed-policy.ts';
export type { Asked, AskOptions, ConsentChoice, ConsentDialogue } from './ask-for-consent.ts';
export { askForConsent } from './ask-for-consent.ts';
export type { SealOutcome } from './change-consent.ts';
export type { ChangeLock } from './change-lock.ts';
export { withChangeLock } from './change-lock.ts';
export { changeOutboxFile, readOutboxFile } from './change-outbox-file.ts';
export type {
  ConfigKey,
  KeyRule,
  RedactionAdditions,
  SendMode,
  TelemetryConfig,
  UploadMode,
  ValueRule,
} from './config-keys.ts';
export {
  CONFIG_KEYS,
  DEBUG_CONSENT_MS,
  DEFAULT_CONFIG,
  REDACTION_KEYS,
  SEND_MODES,
  UPLOAD_MODES,
} from './config-keys.ts';
export { confirmErasure } from './confirm-erasure.ts';
export type { Consent, ConsentCause, ConsentReason, ConsentReasonCode } from './consent.ts';
export { effectiveLevel, effectiveUploadLevel } from './consent.ts';
export type { ConsentInputs, Reading } from './consent-facts.ts';
export type { ConsentPage, ConsentText, ConsentTextOptions } from './consent-text.ts';
export { consentText } from './consent-text.ts';
export type { ConsentWords } from './consent-words.ts';
export { CONSENT_WORDS } from './consent-words.ts';
export type { DisableOptions, DisableResult } from './disable-telemetry.ts';
export { disableTelemetry } from './disable-telemetry.ts';
export type { TelemetryChanges } from './edit-config.ts';
export { editTelemetryTable } from './edit-config.ts';
export type { EnableOptions, EnableResult } from './enable-telemetry.ts';
export { enableTelemetry } from './enable-telemetry.ts';
export type { Environment, EnvironmentLimit } from './environment.ts';
export { environmentLimit } from './environment.ts';
export { SUMMARY_CURSORS_FILE } from './forget-sent.ts';
export type { HostConfig } from './host-config.ts';
export type { Identity, OpenedIdentity } from './identity.ts';
export { eraseKeyHash, openIdentity, readIdentity } from './identity.ts';
export { isContinuousIntegration } from './is-ci.ts';
export type { AnswerWay, ConsentAnswer, LedgerState, RecordedPolicy } from './ledger.ts';
export type { ConsentLocation, LoadConsentOptions } from './load-consent.ts';
export { consentPaths, loadConsent, prepareConsentReader } from './load-consent.ts';
export type { LocalFileContext } from './local-file.ts';
export { localFilePath } from './local-file.ts';
export type { OpenConsentOptions, OpenedConsent } from './open-consent.ts';
export { openConsent } from './open-consent.ts';
export { parseConfig } from './parse-config.ts';
export type { PendingErasure } from './pending-erasures.ts';
export { readPendingErasures } from './pending-erasures.ts';
export { readLedger } from './read-ledger.ts';
export { renderConfigReference } from './render-config-reference.ts';
export { resolveConsent } from './resolve-consent.ts';
export type { RotateResult } from './rotate-identity.ts';
export { rotateIdentity } from './rotate-identity.ts';
export { createStreamSecret, removeStreams } from './stream-secret.ts';
export type { UploadTerms, UploadVerdict } from './upload-verdict.ts';
export { uploadVerdict } from './upload-verdict.ts';
export type { NotAskedBecause, Surroundings } from './why-not-ask.ts';
export { CODING_AGENT_VARIABLES, whyNotAsk } from './why-not-ask.ts';
