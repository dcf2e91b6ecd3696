/** Records a yes and puts it into force: ledger first, then identity, then the configuration. */

import type { RecordingLevel } from '@telemetry/schema';
import { TelemetryError } from '@telemetry/schema';
import type { Policy } from '@telemetry/schema/policy';
import { appendAnswer } from './append-answer.ts';
import { changeConsent, type SealOutcome } from './change-consent.ts';
import {
  DEBUG_CONSENT_MS,
  DEFAULT_CONFIG,
  type SendMode,
  type TelemetryConfig,
  type UploadMode,
} from './config-keys.ts';
import type { Consent } from './consent.ts';
import { debugConsentProblem } from './debug-consent.ts';
import { editTelemetryTable, type TelemetryChanges } from './edit-config.ts';
import { emptyOutbox } from './forget-sent.ts';
import { type OpenedIdentity, openIdentityLocked } from './identity.ts';
import type { AnswerWay, LedgerState } from './ledger.ts';
import { configReading, type LoadConsentOptions, loadConsent, shownPath } from './load-consent.ts';
import { endsWhatWaits } from './outbox-after-change.ts';
import { parseConfig } from './parse-config.ts';
import { readLedger } from './read-ledger.ts';
import { readSmallFile } from './read-small-file.ts';
import { tryCreateStreamSecret } from './stream-secret.ts';
import { updateConfig } from './update-config.ts';

/** What was agreed to. What is not named stays as it was agreed before, or is the least. */
export interface EnableOptions extends LoadConsentOptions {
  /** What the user was shown: the policy of the host's catalog. */
  readonly policy: Policy;
  readonly how: AnswerWay;
  readonly level?: RecordingLevel | undefined;
  readonly upload?: UploadMode | undefined;
  readonly uploadLevel?: RecordingLevel | undefined;
  readonly send?: SendMode | undefined;
  /** Written into the configuration. Without it: the one there, else the host's. */
  readonly endpoint?: string | undefined;
  /** True when the level debug was confirmed on its own. It then lasts 30 days. */
  readonly isDebugConfirmed?: boolean | undefined;
  /** `sha256:` and the hex digest of the text that was shown. */
  readonly textDigest?: string | undefined;
}

/** What `enableTelemetry` did. */
export interface EnableResult {
  /** What is in force now. Not enabled when something stronger says no, such as the environment: then it is saved only. */
  readonly consent: Consent;
  /** True when the configuration was changed; false when it said so already. */
  readonly isConfigChanged: boolean;
  /** The configuration, for people. */
  readonly configFile: string;
  readonly identity: OpenedIdentity['state'];
  readonly debugConsentUntil: string | undefined;
  /** Entries of the outbox that were deleted, since they were recorded under another consent to upload. */
  readonly outboxRemoved: number;
  readonly log: SealOutcome;
}

/**
 * Turns telemetry on. After a death at any point telemetry is on in full, or as it was before: the file and the ledger
 * must both say yes.
 *
 * @throws TelemetryError `DEBUG_UNCONFIRMED`, `ENDPOINT_MISSING`, the codes of `parseConfig`, `CONFIG_EDIT_REFUSED`,
 * `CONFIG_UNREADABLE`, `CONFIG_UNWRITABLE`, `LEDGER_UNREADABLE`, `LEDGER_UNWRITABLE`, `IDENTITY_UNREADABLE`,
 * `STORE_FOLDER_REFUSED`, `CONSENT_BUSY`
 */
export async function enableTelemetry(options: EnableOptions): Promise<EnableResult> {
  const done = await changeConsent(options, async ({ paths, lock, nowMs }) => {
    const shownAs = shownPath(paths.configFile, options);
    const text = readSmallFile(paths.configFile, configReading(shownAs))?.text ?? '';
    const ledger = readLedger(paths.consentFile);
    const agreed = settle(options, await parseConfig(text, shownAs), ledger, nowMs);
    const changes = changesFor(agreed, options.endpoint);
    // Everything that can be wrong with it shows here, before anything is written.
    await editTelemetryTable(text, changes, shownAs);
    lock.assertHeld();
    await appendAnswer(paths.consentFile, {
      answeredAt: new Date(nowMs).toISOString(),
      granted: true,
      how: options.how,
      ...agreed,
      textDigest: options.textDigest,
      policy: options.policy,
    });
    const identity = openIdentityLocked(paths, () => nowMs);
    tryCreateStreamSecret(paths);
    const isConfigChanged = await updateConfig(paths.configFile, changes, shownAs, lock);
    const outboxRemoved = endsWhatWaits(ledger.latest, { granted: true, ...agreed }) ? emptyOutbox(paths) : 0;
    return {
      isConfigChanged,
      outboxRemoved,
      configFile: shownAs,
      identity: identity.state,
      debugConsentUntil: agreed.debugConsentExpires,
    };
  });
  return Object.freeze({ ...done, consent: await loadConsent(options) });
}

type Agreed = Pick<TelemetryConfig, 'upload' | 'uploadLevel' | 'send' | 'endpoint' | 'debugConsentExpires'> & {
  readonly level: RecordingLevel;
};

/** What is agreed to in the end. An earlier yes that still stands is the ground; otherwise the least is. */
function settle(options: EnableOptions, file: TelemetryConfig, ledger: LedgerState, nowMs: number): Agreed {
  const stands = file.enabled && ledger.latest?.granted === true;
  const ground = stands ? file : DEFAULT_CONFIG;
  const debugUntil = options.isDebugConfirmed ? new Date(nowMs + DEBUG_CONSENT_MS).toISOString() : undefined;
  if (options.level === 'debug' && debugUntil === undefined) {
    throw new TelemetryError('DEBUG_UNCONFIRMED', 'The level debug needs a confirmation of its own.', {
      hint: 'It ends by itself after 30 days.',
    });
  }
  const isDebugLeft = ground.level === 'debug' && debugConsentProblem(ground, nowMs) === undefined;
  const groundLevel = ground.level === 'debug' && !isDebugLeft ? 'standard' : ground.level;
  const level = options.level ?? (groundLevel === 'off' ? 'minimal' : groundLevel);
  const upload = options.upload ?? ground.upload;
  // Whoever does not speak of sending keeps the endpoint that was agreed to: a host cannot move it by the way.
  const isUploadKept = stands && options.upload === undefined && ledger.latest?.endpoint !== undefined;
  const usual = isUploadKept ? ledger.latest?.endpoint : options.host?.endpoint;
  const endpoint = options.endpoint ?? file.endpoint ?? usual;
  if (upload !== 'off' && endpoint === undefined) {
    throw new TelemetryError('ENDPOINT_MISSING', 'There is no endpoint to send to.', {
      hint: 'Name one in the configuration, or leave upload off.',
    });
  }
  return {
    level,
    upload,
    uploadLevel: options.uploadLevel ?? ground.uploadLevel,
    send: options.send ?? ground.send,
    // Normalised as in the configuration, so that the two compare; what is no URL is refused there.
    endpoint: upload === 'off' || endpoint === undefined ? undefined : (URL.parse(endpoint)?.href ?? endpoint),
    debugConsentExpires: level === 'debug' ? (debugUntil ?? ground.debugConsentExpires) : undefined,
  };
}

function changesFor(agreed: Agreed, endpoint: string | undefined): TelemetryChanges {
  return {
    enabled: true,
    level: agreed.level,
    upload: agreed.upload,
    upload_level: agreed.uploadLevel,
    send: agreed.send,
    ...(endpoint === undefined ? {} : { endpoint }),
    debug_consent_given: agreed.level === 'debug',
    debug_consent_expires: agreed.debugConsentExpires ?? null,
  };
}
