/** What an edit of the configuration by hand says as an answer, compared with the last recorded one. Pure. */

import type { Level } from '@telemetry/schema';
import { lowerLevel } from '@telemetry/schema';
import { SEND_MODES, type TelemetryConfig, UPLOAD_MODES } from './config-keys.ts';
import type { ConsentFacts } from './consent-facts.ts';
import { debugConsentProblem } from './debug-consent.ts';
import type { ConsentAnswer } from './ledger.ts';

/** The answer to record. */
export interface FileAnswer {
  readonly answer: Omit<ConsentAnswer, 'policyDigest' | 'answeredAt'>;
  /** True when it asks for more than the last answer. Only then is a policy agreed to: who lowers agrees to nothing new. */
  readonly isMore: boolean;
}

/** The answer that the file gives and the ledger does not know; `undefined` when there is none. */
export function fileAnswer(facts: ConsentFacts): FileAnswer | undefined {
  const { file, ledger, nowMs } = facts;
  if (!file.enabled || file.level === 'off') return undefined;
  const last = facts.answer?.granted ? facts.answer : undefined;
  const level = claimedLevel(file, nowMs);
  const { upload, uploadLevel, send } = file;
  const isNewEndpoint = upload !== 'off' && file.endpoint !== undefined && !ledger.endpoints.includes(file.endpoint);
  const isSame =
    last?.level === level &&
    last.upload === upload &&
    last.uploadLevel === uploadLevel &&
    last.send === send &&
    !isNewEndpoint;
  if (isSame) return undefined;
  const isMore =
    last === undefined ||
    lowerLevel(level, last.level) !== level ||
    lowerLevel(uploadLevel, last.uploadLevel) !== uploadLevel ||
    UPLOAD_MODES.indexOf(upload) > UPLOAD_MODES.indexOf(last.upload) ||
    SEND_MODES.indexOf(send) > SEND_MODES.indexOf(last.send) ||
    isNewEndpoint;
  const answer = {
    granted: true,
    how: 'file',
    level,
    upload,
    uploadLevel,
    send,
    endpoint: endpointOf(facts, last),
    debugConsentExpires: level === 'debug' ? file.debugConsentExpires : undefined,
    textDigest: undefined,
  } as const;
  return { answer, isMore };
}

/** The user's endpoint; the host's only when sending begins by this edit, so that a host cannot move what was agreed to. */
function endpointOf({ file, host }: ConsentFacts, last: ConsentAnswer | undefined): string | undefined {
  if (file.upload === 'off') return undefined;
  if (file.endpoint !== undefined) return file.endpoint;
  return last === undefined || last.upload === 'off' ? host.endpoint : last.endpoint;
}

/** The level that a file asks for: debug only together with its consent, even one that has run out since. */
function claimedLevel(file: TelemetryConfig, nowMs: number): Level {
  if (file.level !== 'debug') return file.level;
  const problem = debugConsentProblem(file, nowMs);
  return problem === undefined || problem.code === 'debug_consent_expired' ? 'debug' : 'standard';
}
