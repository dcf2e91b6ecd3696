/**
 * Decides from what was read whether anything is recorded, how much, and who said so. A pure function: no clock, no
 * disk, no environment of its own. Every source but the user's file can only turn off or lower; what cannot be read
 * means off.
 */

import type { TelemetryConfig } from './config-keys.ts';
import type { Consent, ConsentCause } from './consent.ts';
import { type ConsentFacts, type ConsentInputs, gatherFacts } from './consent-facts.ts';
import { dayOf, objections } from './decide-enabled.ts';
import { decideLevel, decideUpload } from './decide-extent.ts';
import { fileAnswer } from './file-answer.ts';
import { mergeSettings } from './merge-settings.ts';

/**
 * Decides. Never throws on what a user, an organisation or the environment said.
 *
 * @throws TelemetryError `APP_NAME_INVALID`
 * @throws TypeError when the host's own settings are not what `HostConfig` says
 */
export function resolveConsent(inputs: ConsentInputs): Consent {
  const facts = gatherFacts(inputs);
  const against = objections(facts);
  const { level, reasons: lowered } = decideLevel(facts);
  const leaving = decideUpload(facts, level);
  const isUnrecorded = fileAnswer(facts) !== undefined;
  const enabled = against.length === 0;
  const settings = mergeSettings(facts.organisation, facts.host, facts.file);
  const debugConsentUntil = enabled && level === 'debug' ? facts.file.debugConsentExpires : undefined;
  const reasons = [
    ...against,
    ...(isUnrecorded
      ? [{ code: 'file_unrecorded', cause: 'file', text: 'the configuration was changed by hand' } as const]
      : []),
    ...(enabled ? [...lowered, ...leaving.reasons] : []),
  ].map((reason) => Object.freeze(reason));
  const extent = {
    enabled,
    level: enabled ? level : 'off',
    upload: enabled ? leaving.upload : 'off',
    uploadLevel: enabled ? leaving.uploadLevel : 'off',
    send: leaving.send,
    endpoint: leaving.endpoint,
  } as const;
  const config: TelemetryConfig = Object.freeze({ ...facts.file, ...settings, ...extent });
  return Object.freeze({
    app: inputs.app,
    ...extent,
    ...explain(facts, against, isUnrecorded),
    reasons: Object.freeze(reasons),
    debugConsentUntil,
    isFileUnrecorded: isUnrecorded,
    config,
    ledger: facts.ledger,
    isCi: facts.isCi,
    problems: Object.freeze(
      [inputs.organisation, inputs.file, inputs.ledger].flatMap((read) =>
        read.state === 'failed' ? [read.error] : [],
      ),
    ),
  });
}

function explain(
  { answer }: ConsentFacts,
  against: ReturnType<typeof objections>,
  isUnrecorded: boolean,
): { readonly cause: ConsentCause; readonly explanation: string } {
  const first = against[0];
  if (first !== undefined) return { cause: first.cause, explanation: `Disabled (${first.text})` };
  if (answer === undefined || isUnrecorded) return { cause: 'file', explanation: 'Enabled (set in the configuration)' };
  return { cause: 'ledger', explanation: `Enabled (your answer of ${dayOf(answer.answeredAt)})` };
}
