/** Decides how much is recorded and how much of it may leave, once nothing objects. Pure. */

import type { Level } from '@telemetry/schema';
import { lowerLevel } from '@telemetry/schema';
import { SEND_MODES, type SendMode, type TelemetryConfig, UPLOAD_MODES, type UploadMode } from './config-keys.ts';
import type { ConsentReason } from './consent.ts';
import type { ConsentFacts } from './consent-facts.ts';
import { debugConsentProblem } from './debug-consent.ts';
import { dayOf } from './decide-enabled.ts';
import { least } from './merge-settings.ts';

/** A level, and what lowered it. */
export interface LevelDecision {
  readonly level: Level;
  readonly reasons: readonly ConsentReason[];
}

/** What may leave, and what limited it. */
export interface UploadDecision {
  readonly upload: UploadMode;
  readonly uploadLevel: Level;
  readonly send: SendMode;
  readonly endpoint: string | undefined;
  readonly reasons: readonly ConsentReason[];
}

/** The level to record at: the file's, lowered by whoever has a say. */
export function decideLevel({ file, environment, organisation, host, answer, nowMs }: ConsentFacts): LevelDecision {
  const reasons: ConsentReason[] = [];
  let level = file.level;
  const limit = (to: Level | undefined, reason: ConsentReason) => {
    if (to === undefined || lowerLevel(level, to) === level) return;
    level = to;
    reasons.push(reason);
  };
  limit(environment.level, {
    code: 'environment_level',
    cause: 'environment',
    text: `lowered by ${environment.variable}`,
  });
  limit(statedIn(organisation, 'level', 'level'), {
    code: 'organisation_level',
    cause: 'organisation',
    text: 'lowered by your organisation',
  });
  limit(host.level, { code: 'host_level', cause: 'host', text: 'lowered by the program' });
  limit(answer?.level, {
    code: 'ledger_level',
    cause: 'ledger',
    text: `you agreed to no more on ${dayOf(answer?.answeredAt ?? '')}`,
  });
  const problem = level === 'debug' ? debugConsentProblem(file, nowMs) : undefined;
  if (problem !== undefined) limit('standard', { ...problem, cause: 'file' });
  return { level, reasons };
}

/** What may leave at most, given the level recorded. Without a recorded answer nothing may. */
export function decideUpload(facts: ConsentFacts, level: Level): UploadDecision {
  const { file, organisation, host, answer, ledger } = facts;
  const endpoint = file.endpoint ?? host.endpoint;
  const uploadLevel = [statedIn(organisation, 'uploadLevel', 'upload_level'), host.uploadLevel, answer?.uploadLevel]
    .filter((limit) => limit !== undefined)
    .reduce(lowerLevel, lowerLevel(file.uploadLevel, level));
  const reasons: ConsentReason[] = [];
  let upload = file.upload;
  const limit = (to: UploadMode | undefined, reason: ConsentReason) => {
    if (to === undefined || least(UPLOAD_MODES, upload, to) === upload) return;
    upload = to;
    reasons.push(reason);
  };
  limit(statedIn(organisation, 'upload', 'upload'), {
    code: 'organisation_upload',
    cause: 'organisation',
    text: 'sending is limited by your organisation',
  });
  limit(host.upload, { code: 'host_upload', cause: 'host', text: 'sending is limited by the program' });
  limit(answer?.upload ?? 'off', { code: 'ledger_upload', cause: 'ledger', text: 'you have not agreed to send more' });
  if (endpoint === undefined) {
    limit('off', { code: 'endpoint_missing', cause: 'file', text: 'there is no endpoint to send to' });
  } else if (!ledger.endpoints.includes(endpoint)) {
    limit('off', { code: 'ledger_endpoint', cause: 'ledger', text: 'you have not agreed to this endpoint' });
  } else if (organisation?.endpoint !== undefined && organisation.endpoint !== endpoint) {
    const text = 'your organisation allows another endpoint only';
    limit('off', { code: 'organisation_endpoint', cause: 'organisation', text });
  }
  if (uploadLevel === 'off') {
    limit('off', { code: 'upload_level_off', cause: 'file', text: 'nothing is of a level that may leave' });
  }
  const send = [statedIn(organisation, 'send', 'send'), host.send, answer?.send]
    .filter((mode) => mode !== undefined)
    .reduce((lowest, mode) => least(SEND_MODES, lowest, mode), file.send);
  return { upload, uploadLevel: upload === 'off' ? 'off' : uploadLevel, send, endpoint, reasons };
}

function statedIn<Property extends 'level' | 'upload' | 'uploadLevel' | 'send'>(
  config: TelemetryConfig | undefined,
  property: Property,
  key: TelemetryConfig['stated'][number],
): TelemetryConfig[Property] | undefined {
  return config?.stated.includes(key) ? config[property] : undefined;
}
