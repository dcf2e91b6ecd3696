/**
 * Follows the user's consent while a process records. The store asks before it opens any file, hence after every change of consent;
 * where that is not enough (a log of the host's own, a remote reporter beside it) the files of consent are looked at when a turn begins.
 * What was stopped once stays stopped: a new agreement holds for processes that start after it.
 */

import { lstatSync } from 'node:fs';
import type { Consent, Identity } from '@telemetry/consent';
import { isTelemetryError, LEVELS, type TelemetryError } from '@telemetry/schema';
import type { SealVerdict, TelemetryPaths } from '@telemetry/store';

/** Consent with the identity that goes with it. */
export interface ConsentInForce {
  readonly consent: Consent;
  readonly identity: Identity;
}

/** What a watch needs. */
export interface WatchParts {
  readonly atStart: ConsentInForce;
  readonly paths: Pick<TelemetryPaths, 'configFile' | 'consentFile' | 'identityFile' | 'organisationFile'>;
  readConsent(): Consent;
  readIdentity(): Identity | undefined;
  /** Puts what was read into force; `undefined` turns everything off. */
  apply(fresh: ConsentInForce | undefined): void;
  tell(error: TelemetryError): void;
}

/** The consent of a running process. */
export interface ConsentWatch {
  /** False from the first withdrawal on. */
  readonly isOn: boolean;
  /** Reads consent again, puts it into force, and says what that means for lines that wait. Never throws. */
  readAgain(): SealVerdict;
  /** The same when one of the files has changed since it was read. Three looks at the disk; reads nothing when all are as they were. */
  look(): SealVerdict;
}

/** Begins to watch. */
export function createConsentWatch(parts: WatchParts): ConsentWatch {
  const { paths } = parts;
  const files = [paths.configFile, paths.consentFile, paths.identityFile, paths.organisationFile];
  const agreedAtStart = digestsOf(parts.atStart.consent);
  let inForce: ConsentInForce | undefined = parts.atStart;
  let seen = stampOf(files);

  const stop = (): SealVerdict => {
    inForce = undefined;
    parts.apply(undefined);
    return 'stop';
  };

  const readAgain = (): SealVerdict => {
    if (inForce === undefined) return 'stop';
    // Before reading: a change that comes in between is seen at the next look.
    seen = stampOf(files);
    try {
      const before = inForce;
      const consent = parts.readConsent();
      const identity = consent.enabled ? parts.readIdentity() : undefined;
      if (identity === undefined || !stillAgreed(agreedAtStart, consent)) return stop();
      inForce = { consent, identity };
      parts.apply(inForce);
      return isNarrower(inForce, before) ? 'drop' : 'continue';
    } catch (error) {
      if (isTelemetryError(error)) parts.tell(error);
      return stop();
    }
  };

  return {
    get isOn() {
      return inForce !== undefined;
    },
    readAgain,
    look: () => (inForce !== undefined && stampOf(files) === seen ? 'continue' : readAgain()),
  };
}

function digestsOf(consent: Consent): readonly string[] {
  return consent.ledger.policies.map(({ digest }) => digest);
}

/** True while nothing that this process records under was withdrawn since: a withdrawal ends all agreements before it. */
function stillAgreed(atStart: readonly string[], consent: Consent): boolean {
  const now = new Set(digestsOf(consent));
  return atStart.every((digest) => now.has(digest));
}

/**
 * True when what was recorded before may not be written any more: a lower level, or another identity, which means that consent was
 * withdrawn in between or the keys were renewed.
 */
function isNarrower(after: ConsentInForce, before: ConsentInForce): boolean {
  return (
    LEVELS.indexOf(after.consent.level) < LEVELS.indexOf(before.consent.level) ||
    after.identity.installId !== before.identity.installId
  );
}

/** Tells one state of the files from another: inode, length and time of the last change. */
function stampOf(files: readonly string[]): string {
  return files
    .map((file) => {
      try {
        const facts = lstatSync(file, { bigint: true, throwIfNoEntry: false });
        return facts === undefined ? 'none' : `${facts.ino}:${facts.size}:${facts.ctimeNs}`;
      } catch {
        // A folder that may not be looked into any more is a change like any other.
        return 'hidden';
      }
    })
    .join('|');
}
