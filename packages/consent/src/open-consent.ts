/**
 * What a host that records calls at its start: consent as it is now, and the identity that goes with it. Unlike
 * `loadConsent` it writes, but only where the user's file says yes: an edit of that file by hand goes into the ledger as
 * an answer, and the first consent makes an identity.
 */

import { isTelemetryError, TelemetryError } from '@telemetry/schema';
import type { Policy } from '@telemetry/schema/policy';
import { appendAnswer } from './append-answer.ts';
import { changeConsent } from './change-consent.ts';
import type { Consent } from './consent.ts';
import { gatherFacts } from './consent-facts.ts';
import { errorCodeOf } from './error-code.ts';
import { fileAnswer } from './file-answer.ts';
import { emptyOutbox } from './forget-sent.ts';
import { type OpenedIdentity, openIdentity } from './identity.ts';
import { consentPaths, type LoadConsentOptions, loadConsent, readConsentInputs } from './load-consent.ts';
import { endsWhatWaits } from './outbox-after-change.ts';
import { resolveConsent } from './resolve-consent.ts';

/** What to open with. */
export interface OpenConsentOptions extends LoadConsentOptions {
  /** The policy of the host's catalog. Only called when an answer is to be recorded. */
  readonly policy: () => Policy | Promise<Policy>;
}

/** Consent, and the identity while it is given. */
export interface OpenedConsent {
  readonly consent: Consent;
  /** `undefined` when nothing may be recorded, or when it cannot be read or made; `consent.problems` says why. */
  readonly identity: OpenedIdentity | undefined;
}

/**
 * Opens. When telemetry is off, no byte is written and no folder made. When an answer cannot be recorded, it is not
 * given: then consent is off and `problems` says why.
 *
 * @throws TelemetryError `APP_NAME_INVALID`, `HOME_UNKNOWN`
 * @throws TypeError when the host's own settings are not what `HostConfig` says
 */
export async function openConsent(options: OpenConsentOptions): Promise<OpenedConsent> {
  const paths = consentPaths(options);
  let consent = await loadConsent(options);
  if (consent.isFileUnrecorded && consent.reasons.every(({ code }) => isNoObstacle(code))) {
    consent = await recordFileAnswer(options);
  }
  if (!consent.enabled) return Object.freeze({ consent, identity: undefined });
  try {
    return Object.freeze({ consent, identity: await openIdentity(paths, options.now) });
  } catch (error) {
    const problems = Object.freeze([...consent.problems, asProblem(error, 'IDENTITY_UNREADABLE')]);
    return Object.freeze({ consent: Object.freeze({ ...consent, problems }), identity: undefined });
  }
}

/** What the answer that is about to be recorded would itself settle, and what merely lowers. */
function isNoObstacle(code: Consent['reasons'][number]['code']): boolean {
  return !['organisation_off', 'organisation_unreadable', 'ci', 'host_off', 'ledger_unreadable'].includes(code);
}

async function recordFileAnswer(options: OpenConsentOptions): Promise<Consent> {
  try {
    await changeConsent(options, async ({ paths, lock, nowMs }) => {
      // Under the lock: another process may have recorded it while this one waited.
      const facts = gatherFacts(await readConsentInputs(options));
      const found = fileAnswer(facts);
      if (found === undefined) return {};
      const policy = found.isMore ? await options.policy() : undefined;
      lock.assertHeld();
      await appendAnswer(paths.consentFile, { ...found.answer, answeredAt: new Date(nowMs).toISOString(), policy });
      if (endsWhatWaits(facts.answer, found.answer)) emptyOutbox(paths);
      return {};
    });
    return await loadConsent(options);
  } catch (error) {
    const failed = { state: 'failed', error: asProblem(error, 'LEDGER_UNWRITABLE') } as const;
    return resolveConsent({ ...(await readConsentInputs(options)), ledger: failed });
  }
}

/** A failure of the file system as an error that a host can be told of; a programmer's mistake goes on up. */
function asProblem(error: unknown, code: string): TelemetryError {
  if (isTelemetryError(error)) return error;
  if (errorCodeOf(error) === 'UNKNOWN') throw error;
  return new TelemetryError(code, `The telemetry folder cannot be written (${errorCodeOf(error)}).`, {
    hint: 'Look at its permissions and at the space that is left.',
    cause: error,
  });
}
