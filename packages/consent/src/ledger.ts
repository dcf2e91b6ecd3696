/**
 * The ledger of consent, `consent.jsonl`, as data: one answer a line, and what all answers come to.
 * docs/formats/consent-ledger.md describes the bytes; `append-answer.ts` writes them, `read-ledger.ts` reads them.
 */

import type { Level } from '@telemetry/schema';
import type { SendMode, UploadMode } from './config-keys.ts';

/** The version written into each line. */
export const LEDGER_VERSION = 1;

/** How an answer can be given: to a question, by an option of a command, by editing the configuration. */
export const ANSWER_WAYS = ['prompt', 'flag', 'file'] as const;
/** One of `ANSWER_WAYS`. */
export type AnswerWay = (typeof ANSWER_WAYS)[number];

/** One answer. */
export interface ConsentAnswer {
  /** RFC 3339, UTC. */
  readonly answeredAt: string;
  /** False for a refusal or a withdrawal. */
  readonly granted: boolean;
  readonly how: AnswerWay;
  readonly level: Level;
  readonly upload: UploadMode;
  readonly uploadLevel: Level;
  readonly send: SendMode;
  readonly endpoint: string | undefined;
  /** RFC 3339, UTC; when a consent to the level debug ends. */
  readonly debugConsentExpires: string | undefined;
  /** `sha256:` and the hex digest of the text that was shown; `undefined` when none was. */
  readonly textDigest: string | undefined;
  /** `sha256:` and the hex digest of the policy's canonical JSON; `undefined` in a refusal. */
  readonly policyDigest: string | undefined;
}

/** A policy as it stands in the ledger: not yet checked, since checking loads what starting up does without. */
export interface RecordedPolicy {
  readonly digest: string;
  readonly policy: unknown;
}

/** What all answers come to. */
export interface LedgerState {
  /** The last answer; `undefined` when nobody has answered yet. */
  readonly latest: ConsentAnswer | undefined;
  /** The policies agreed to since the last withdrawal, in that order, each once. `agreedPolicy()` unites them. */
  readonly policies: readonly RecordedPolicy[];
  /** The endpoints agreed to since the last withdrawal. */
  readonly endpoints: readonly string[];
  /** Answers in the file. */
  readonly answers: number;
  /** Lines that are no answers: torn or damaged. */
  readonly skipped: number;
}

/** A ledger without an answer. */
export const EMPTY_LEDGER: LedgerState = Object.freeze({
  latest: undefined,
  policies: Object.freeze([]),
  endpoints: Object.freeze([]),
  answers: 0,
  skipped: 0,
});
