/**
 * Records a no and puts it into force, at once and without a network: configuration first, then the ledger, then the
 * identity, the outbox and the ids in the receipts are deleted. Each step alone already turns telemetry off.
 */

import { isTelemetryError, TelemetryError } from '@telemetry/schema';
import { appendAnswer } from './append-answer.ts';
import { type ChangeContext, changeConsent, type SealOutcome } from './change-consent.ts';
import type { Consent } from './consent.ts';
import type { TelemetryChanges } from './edit-config.ts';
import { emptyOutbox, forgetSentIds, mayHaveSent } from './forget-sent.ts';
import { readUnlessDamaged, removeIdentityLocked } from './identity.ts';
import type { AnswerWay, LedgerState } from './ledger.ts';
import { EMPTY_LEDGER } from './ledger.ts';
import { configReading, type LoadConsentOptions, loadConsent, shownPath } from './load-consent.ts';
import { parseConfig } from './parse-config.ts';
import { keepEraseKeyLocked } from './pending-erasures.ts';
import { readLedger } from './read-ledger.ts';
import { readSmallFile } from './read-small-file.ts';
import { updateConfig } from './update-config.ts';

/** How the no was given. */
export interface DisableOptions extends LoadConsentOptions {
  readonly how: AnswerWay;
  /** `sha256:` and the hex digest of the text that was shown. */
  readonly textDigest?: string | undefined;
}

/** What `disableTelemetry` did. Local events and the ledger are kept; purging is another matter. */
export interface DisableResult {
  readonly consent: Consent;
  readonly isConfigChanged: boolean;
  /** The configuration, for people. */
  readonly configFile: string;
  readonly isIdentityRemoved: boolean;
  /** True when the erase key waits in `erasure-pending.json`, since something may have been sent. */
  readonly isEraseKeyKept: boolean;
  /** Entries of the outbox that were deleted unsent. */
  readonly outboxRemoved: number;
  /** Receipts out of which ids were taken, and payloads that were deleted. */
  readonly receiptsCleaned: number;
  readonly log: SealOutcome;
  /** What could not be done. Telemetry is off all the same. */
  readonly problems: readonly TelemetryError[];
}

/**
 * Turns telemetry off and withdraws. Also the answer "no" of somebody who never agreed: that is recorded, so that nobody
 * asks again. A configuration that cannot be read or written does not stand in the way: it is told in `problems`.
 *
 * @throws TelemetryError `LEDGER_UNWRITABLE` when the no cannot be recorded, `STORE_FOLDER_REFUSED`, `CONSENT_BUSY`
 */
export async function disableTelemetry(options: DisableOptions): Promise<DisableResult> {
  const done = await changeConsent(options, async (context) => {
    const { paths, nowMs, lock } = context;
    const problems: TelemetryError[] = [];
    const answeredAt = new Date(nowMs).toISOString();
    const ledger = attempt(problems, () => readLedger(paths.consentFile)) ?? EMPTY_LEDGER;
    const config = await switchOff(options, context, problems);
    lock.assertHeld();
    await appendAnswer(paths.consentFile, {
      answeredAt,
      granted: false,
      how: options.how,
      level: 'off',
      upload: 'off',
      uploadLevel: 'off',
      send: 'manual',
      endpoint: undefined,
      debugConsentExpires: undefined,
      textDigest: options.textDigest,
      policy: undefined,
    });
    const forgotten = forget(context, ledger, answeredAt, problems);
    return { ...config, ...forgotten, problems: Object.freeze(problems) };
  });
  return Object.freeze({ ...done, consent: await loadConsent(options) });
}

async function switchOff(
  options: DisableOptions,
  { paths, lock }: ChangeContext,
  problems: TelemetryError[],
): Promise<Pick<DisableResult, 'isConfigChanged' | 'configFile'>> {
  const configFile = shownPath(paths.configFile, options);
  try {
    const text = readSmallFile(paths.configFile, configReading(configFile))?.text ?? '';
    const { stated } = await parseConfig(text, configFile);
    // Only what is written there is changed: somebody who never agreed needs no configuration for a no.
    const changes: TelemetryChanges = {
      ...(stated.includes('enabled') ? { enabled: false } : {}),
      ...(stated.includes('upload') ? { upload: 'off' } : {}),
      ...(stated.includes('debug_consent_given') ? { debug_consent_given: false } : {}),
      debug_consent_expires: null,
    };
    return { isConfigChanged: await updateConfig(paths.configFile, changes, configFile, lock), configFile };
  } catch (error) {
    if (!isTelemetryError(error) || error.code === 'CONSENT_BUSY') throw error;
    problems.push(error);
    return { isConfigChanged: false, configFile };
  }
}

type Forgotten = Pick<DisableResult, 'isIdentityRemoved' | 'isEraseKeyKept' | 'outboxRemoved' | 'receiptsCleaned'>;

function forget({ paths }: ChangeContext, ledger: LedgerState, since: string, problems: TelemetryError[]): Forgotten {
  // Looked at before the outbox is emptied.
  const isKeyNeeded = mayHaveSent(paths);
  const identity = attempt(problems, () => readUnlessDamaged(paths));
  const kept =
    identity !== undefined && isKeyNeeded
      ? attempt(problems, () => {
          keepEraseKeyLocked(paths, identity, { endpoints: ledger.endpoints, since, reason: 'withdrawn' });
          return true;
        })
      : false;
  return {
    // The key is never thrown away before it is kept.
    isIdentityRemoved: kept !== undefined && attempt(problems, () => removeIdentityLocked(paths)) === true,
    isEraseKeyKept: kept === true,
    outboxRemoved: attempt(problems, () => emptyOutbox(paths)) ?? 0,
    receiptsCleaned: attempt(problems, () => forgetSentIds(paths)) ?? 0,
  };
}

/** Does one thing after which the others are to be done all the same. */
function attempt<T>(problems: TelemetryError[], action: () => T): T | undefined {
  try {
    return action();
  } catch (cause) {
    problems.push(
      isTelemetryError(cause)
        ? cause
        : new TelemetryError('WITHDRAWAL_INCOMPLETE', 'Something of the identity or the outbox could not be deleted.', {
            hint: 'Look at the permissions of the telemetry folder, then disable again.',
            cause,
          }),
    );
    return undefined;
  }
}
