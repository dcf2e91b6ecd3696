/** The outbox of an application, for the commands that show and send it. Opens no socket. */

import type { Consent } from '@telemetry/consent';
import { eraseKeyHash, loadConsent, readIdentity } from '@telemetry/consent';
import type { Outbox } from '@telemetry/reporters/outbox';
import { TelemetryError } from '@telemetry/schema';
import type { CommandContext } from './context.ts';

/** An outbox, and the consent under which its content may leave. */
export interface SendingOutbox {
  readonly consent: Consent;
  readonly endpoint: string;
  readonly outbox: Outbox;
}

/**
 * Opens the outbox for sending.
 *
 * @throws TelemetryError `CONSENT_MISSING` when nothing may leave; `CATALOG_UNKNOWN` where summaries do
 */
export async function openSendingOutbox(context: CommandContext): Promise<SendingOutbox> {
  const consent = await loadConsent(context.location);
  const { endpoint, upload } = consent;
  const identity = upload === 'off' ? undefined : readIdentity(context.paths);
  if (endpoint === undefined || identity === undefined) throw mayNotLeave(context, consent);
  const { openOutbox } = await import('@telemetry/reporters/outbox');
  // Events stand in the spool under the header of the program that recorded them; only summaries are made here.
  const policyDigest = upload === 'summary' ? (await context.findCatalog()).digest : '';
  const header = { policyDigest, eraseKeyHash: eraseKeyHash(identity) };
  const outbox = openOutbox({ paths: context.paths, header: () => header, now: context.io.now });
  return { consent, endpoint, outbox };
}

function mayNotLeave({ program }: CommandContext, consent: Consent): TelemetryError {
  const why = consent.enabled ? (consent.reasons.at(-1)?.text ?? 'upload is off') : consent.explanation;
  return new TelemetryError('CONSENT_MISSING', `Nothing may leave: ${why}.`, {
    hint: `See ${program} status; ${program} enable --upload asks for it.`,
  });
}
