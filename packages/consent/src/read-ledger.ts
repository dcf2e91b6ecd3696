/** Reads the ledger of consent. A torn or damaged line is skipped and counted; a withdrawal ends all that was before it. */

import { isLevel, TelemetryError } from '@telemetry/schema';
import { SEND_MODES, type SendMode, UPLOAD_MODES, type UploadMode } from './config-keys.ts';
import {
  ANSWER_WAYS,
  type AnswerWay,
  type ConsentAnswer,
  EMPTY_LEDGER,
  LEDGER_VERSION,
  type LedgerState,
  type RecordedPolicy,
} from './ledger.ts';
import { readSmallFile } from './read-small-file.ts';

/** People answer a few times a year and an answer takes some 40 KB; more than this is not ours. 64 MiB. */
const MAX_LEDGER_BYTES = 67_108_864;

/**
 * Reads a ledger; one that is not there is empty.
 *
 * @throws TelemetryError `LEDGER_UNREADABLE` when it cannot be read, or holds an answer in a later form that is not understood
 */
export function readLedger(path: string, shownAs: string = path): LedgerState {
  const file = readSmallFile(path, {
    code: 'LEDGER_UNREADABLE',
    shownAs,
    maxBytes: MAX_LEDGER_BYTES,
    kind: 'ours',
  });
  return file === undefined ? EMPTY_LEDGER : parseLedger(file.text, shownAs);
}

/** The same for a text. @throws TelemetryError `LEDGER_UNREADABLE` for a later form that is not understood. */
export function parseLedger(text: string, shownAs: string): LedgerState {
  let latest: ConsentAnswer | undefined;
  let policies = new Map<string, RecordedPolicy>();
  let endpoints = new Set<string>();
  let answers = 0;
  let skipped = 0;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const entry = parseLine(line, shownAs);
    if (entry === undefined) {
      skipped++;
      continue;
    }
    const { answer, policy } = entry;
    answers++;
    latest = answer;
    if (!answer.granted) [policies, endpoints] = [new Map(), new Set()];
    if (policy !== undefined) policies.set(policy.digest, policy);
    if (answer.granted && answer.endpoint !== undefined) endpoints.add(answer.endpoint);
  }
  return Object.freeze({
    latest,
    policies: Object.freeze([...policies.values()]),
    endpoints: Object.freeze([...endpoints]),
    answers,
    skipped,
  });
}

interface Entry {
  readonly answer: ConsentAnswer;
  readonly policy: RecordedPolicy | undefined;
}

function parseLine(line: string, shownAs: string): Entry | undefined {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof record !== 'object' || record === null) return undefined;
  const entry = toEntry(record as Record<string, unknown>);
  const version = (record as Record<string, unknown>)['consent_version'];
  if (entry === undefined && typeof version === 'number' && version > LEDGER_VERSION) {
    // It may be a withdrawal. What is not understood must not be taken for nothing.
    throw new TelemetryError('LEDGER_UNREADABLE', `${shownAs}: holds an answer of a later version.`, {
      hint: 'Update this program; until then telemetry is off.',
    });
  }
  return entry;
}

function toEntry(record: Record<string, unknown>): Entry | undefined {
  const { consent_version: version, answered_at: answeredAt, granted, how, level, upload, send } = record;
  const uploadLevel = record['upload_level'];
  const isWhole =
    typeof version === 'number' &&
    typeof answeredAt === 'string' &&
    !Number.isNaN(Date.parse(answeredAt)) &&
    typeof granted === 'boolean' &&
    isLevel(level) &&
    isLevel(uploadLevel) &&
    isOneOf(ANSWER_WAYS, how) &&
    isOneOf(UPLOAD_MODES, upload) &&
    isOneOf(SEND_MODES, send);
  if (!isWhole) return undefined;
  const policyDigest = textOf(record['policy_digest']);
  const policy =
    granted && policyDigest !== undefined && record['policy'] !== undefined
      ? Object.freeze({ digest: policyDigest, policy: record['policy'] })
      : undefined;
  const answer = Object.freeze({
    answeredAt,
    granted,
    how: how as AnswerWay,
    level,
    upload: upload as UploadMode,
    uploadLevel,
    send: send as SendMode,
    endpoint: textOf(record['endpoint']),
    debugConsentExpires: textOf(record['debug_consent_expires']),
    textDigest: textOf(record['text_digest']),
    policyDigest,
  });
  return { answer, policy };
}

function isOneOf(words: readonly string[], value: unknown): boolean {
  return typeof value === 'string' && words.includes(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
