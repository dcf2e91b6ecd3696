/** Decides whether telemetry is on: the objections of every source, from the strongest to the weakest. */

import type { ConsentReason } from './consent.ts';
import type { ConsentFacts } from './consent-facts.ts';

/**
 * Lists what speaks against recording. Empty only when the user's file says yes and nobody objects. When the
 * environment objects, the rest is not looked at: the loader has not even read it. Pure.
 */
export function objections(facts: ConsentFacts): readonly ConsentReason[] {
  const final = fromEnvironment(facts);
  if (final.length > 0) return final;
  return [...fromOrganisation(facts), ...fromCi(facts), ...fromHost(facts), ...fromUser(facts)];
}

/** The day of an RFC 3339 time, for explanations. */
export function dayOf(instant: string): string {
  return instant.slice(0, 10);
}

function fromEnvironment({ environment }: ConsentFacts): readonly ConsentReason[] {
  if (environment.level !== 'off') return [];
  return environment.understood
    ? [{ code: 'environment_off', cause: 'environment', text: `set by ${environment.variable}` }]
    : [{ code: 'environment_not_understood', cause: 'environment', text: `${environment.variable} is not a level` }];
}

function fromOrganisation({ organisation, isOrganisationFailed }: ConsentFacts): readonly ConsentReason[] {
  if (isOrganisationFailed) {
    const text = 'the settings of your organisation cannot be read';
    return [{ code: 'organisation_unreadable', cause: 'organisation', text }];
  }
  const isOff =
    (organisation?.stated.includes('enabled') && !organisation.enabled) ||
    (organisation?.stated.includes('level') && organisation.level === 'off');
  return isOff ? [{ code: 'organisation_off', cause: 'organisation', text: 'set by your organisation' }] : [];
}

function fromCi({ isCi, isFileFailed, file }: ConsentFacts): readonly ConsentReason[] {
  const isSilent = !isFileFailed && !file.stated.includes('enabled');
  return isCi && isSilent ? [{ code: 'ci', cause: 'ci', text: 'continuous integration' }] : [];
}

function fromHost({ host }: ConsentFacts): readonly ConsentReason[] {
  const isOff = host.enabled === false || host.level === 'off';
  return isOff ? [{ code: 'host_off', cause: 'host', text: 'switched off by the program' }] : [];
}

/** The file and the recorded answer: the stricter holds; where they agree, the answer is named. */
function fromUser(facts: ConsentFacts): readonly ConsentReason[] {
  const { file, isFileFailed, isLedgerFailed, answer } = facts;
  const found: ConsentReason[] = [];
  const isOffInFile = !file.enabled || file.level === 'off';
  if (isFileFailed) {
    found.push({ code: 'file_unreadable', cause: 'file', text: 'the configuration cannot be read' });
  }
  if (isLedgerFailed) {
    found.push({ code: 'ledger_unreadable', cause: 'ledger', text: 'your answer cannot be read or recorded' });
  } else if (answer !== undefined && !answer.granted) {
    const text = `your answer of ${dayOf(answer.answeredAt)}`;
    const suffix = isOffInFile || isFileFailed ? '' : '; the configuration was changed since';
    found.push({ code: 'ledger_off', cause: 'ledger', text: text + suffix });
  } else if (isOffInFile && !isFileFailed) {
    const isSaid = answer !== undefined || file.stated.includes('enabled');
    found.push(
      isSaid
        ? { code: 'file_off', cause: 'file', text: 'set in the configuration' }
        : { code: 'never_asked', cause: 'default', text: 'nobody has agreed yet' },
    );
  }
  return found;
}
