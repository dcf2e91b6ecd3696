/** What a consent comes to in here: the catalog that may be recorded, the levels, the rules of redaction. */

import type { Consent, RedactionAdditions } from '@telemetry/consent';
import type { RedactionPolicy } from '@telemetry/redaction';
import type { MachineFacts } from '@telemetry/redaction/machine';
import type { Catalog } from '@telemetry/schema';
import type { RecordingConfig } from './engine.ts';

/** The levels of a consent, as the engine takes them. */
export function recordingConfig(consent: Consent): RecordingConfig {
  const { level, upload, uploadLevel, debugConsentUntil } = consent;
  return {
    level,
    upload,
    uploadLevel,
    ...(debugConsentUntil === undefined ? {} : { debugUntilMs: Date.parse(debugConsentUntil) }),
  };
}

/**
 * What may be recorded is what was agreed to and is declared. `undefined` when nothing is both.
 * The usual case, that exactly this catalog was agreed to, is told by its digest.
 */
export async function narrowToAgreed(declared: Catalog, consent: Consent): Promise<Catalog | undefined> {
  const { agreedPolicy, isAgreedAlone } = await import('@telemetry/consent');
  const { intersectionOf, policyDigest, policyOf } = await import('@telemetry/schema/policy');
  const { endpoint } = consent;
  if (isAgreedAlone(consent.ledger, policyDigest(policyOf(declared, { endpoint })))) return declared;
  const agreed = await agreedPolicy(consent.ledger);
  return agreed === undefined ? undefined : intersectionOf(declared, agreed);
}

/** Puts the rules of redaction together: the configuration's, the host's, and this machine's own facts. */
export function buildRedactionPolicy(
  { bannedKeys, patterns, maxStringLength }: RedactionAdditions,
  machine: MachineFacts,
  host: RedactionPolicy = {},
): RedactionPolicy {
  return {
    nationalIds: host.nationalIds ?? false,
    knownValues: [...machine.knownValues, ...(host.knownValues ?? [])],
    bannedKeys: [...bannedKeys, ...(host.bannedKeys ?? [])],
    patterns: [
      ...patterns.map((source) => ({ kind: 'configured', pattern: new RegExp(source, 'u') })),
      ...(host.patterns ?? []),
    ],
    ...(maxStringLength === undefined ? {} : { maxStringLength }),
  };
}
