/** Whether what waits in the outbox may still leave once another answer is in force. What was recorded under one consent to upload never leaves under another. */

import { LEVELS, lowerLevel } from '@telemetry/schema';
import type { ConsentAnswer } from './ledger.ts';

type SendingTerms = Pick<ConsentAnswer, 'granted' | 'level' | 'upload' | 'uploadLevel' | 'endpoint'>;

/**
 * True when the outbox has to be emptied: sending ends or begins, another form of it was agreed to, it goes elsewhere, or less of each
 * event may leave. Pure.
 */
export function endsWhatWaits(before: SendingTerms | undefined, after: SendingTerms): boolean {
  if (before === undefined || !before.granted || !after.granted) return true;
  if (after.upload === 'off' || before.upload !== after.upload || before.endpoint !== after.endpoint) return true;
  return leavingLevel(after) < leavingLevel(before);
}

function leavingLevel({ level, uploadLevel }: SendingTerms): number {
  return LEVELS.indexOf(lowerLevel(level, uploadLevel));
}
