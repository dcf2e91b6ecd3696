/**
 * Appends an answer to the ledger of consent. One line by one `write(2)`, begun with LF so that a torn line before it can
 * never swallow it, and brought onto the disk before anything relies on it. Nothing in the ledger is ever changed.
 */

import { closeSync, constants, fchmodSync, fstatSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { TelemetryError } from '@telemetry/schema';
import type { Policy } from '@telemetry/schema/policy';
import { errorCodeOf } from './error-code.ts';
import { type ConsentAnswer, LEDGER_VERSION } from './ledger.ts';
import { PRIVATE_MODE, syncFolder } from './replace-file.ts';

/** An answer to append. The digest of its policy is made here. */
export interface AnswerToAppend extends Omit<ConsentAnswer, 'policyDigest'> {
  /** What was agreed to; `undefined` in a refusal. */
  readonly policy: Policy | undefined;
}

/**
 * Appends. The folder must be there.
 *
 * @throws TelemetryError `LEDGER_UNWRITABLE`; then it cannot be relied on that the answer is recorded
 */
export async function appendAnswer(path: string, answer: AnswerToAppend): Promise<void> {
  const line = Buffer.from(`\n${await encodeAnswer(answer)}\n`, 'utf8');
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT;
  try {
    const fd = openSync(path, flags | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0), PRIVATE_MODE);
    try {
      const facts = fstatSync(fd);
      if (!facts.isFile() || facts.nlink > 1) throw new TelemetryError('LEDGER_UNWRITABLE', 'is not a plain file');
      if (process.geteuid !== undefined) fchmodSync(fd, PRIVATE_MODE);
      const written = writeSync(fd, line);
      // The rest of a cut line is never written later: it would be torn by whoever wrote in between.
      if (written < line.length) throw new TelemetryError('LEDGER_UNWRITABLE', 'the disk is full');
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch (cause) {
    throw new TelemetryError('LEDGER_UNWRITABLE', `consent.jsonl: cannot be written (${errorCodeOf(cause)}).`, {
      hint: 'Consent that cannot be recorded is not given. Look at the permissions and at the space that is left.',
      cause,
    });
  }
  syncFolder(dirname(path));
}

/** The line of an answer, without its line ends. */
export async function encodeAnswer(answer: AnswerToAppend): Promise<string> {
  // Loaded here only: starting up needs no policy.
  const { canonicalJson, policyDigest } = await import('@telemetry/schema/policy');
  const { policy } = answer;
  const record = {
    consent_version: LEDGER_VERSION,
    answered_at: answer.answeredAt,
    granted: answer.granted,
    how: answer.how,
    level: answer.level,
    upload: answer.upload,
    upload_level: answer.uploadLevel,
    send: answer.send,
    ...(answer.endpoint === undefined ? {} : { endpoint: answer.endpoint }),
    ...(answer.debugConsentExpires === undefined ? {} : { debug_consent_expires: answer.debugConsentExpires }),
    ...(answer.textDigest === undefined ? {} : { text_digest: answer.textDigest }),
    ...(policy === undefined ? {} : { policy_digest: policyDigest(policy) }),
  };
  const text = JSON.stringify(record);
  // The policy goes in as the very bytes that were digested.
  return policy === undefined ? text : `${text.slice(0, -1)},"policy":${canonicalJson(policy)}}`;
}
