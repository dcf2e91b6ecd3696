/** Whether a request with what was collected may be made now; asked before each one. */

import type { UploadMode } from './config-keys.ts';
import type { Consent, ConsentCause } from './consent.ts';

/** `allowed`; `paused`: not now, and what waits is kept; `withdrawn`: not any more, and what waits is to be deleted. */
export type UploadVerdict = 'allowed' | 'paused' | 'withdrawn';

/** Under what the waiting batches were made. */
export interface UploadTerms {
  readonly upload: UploadMode;
  readonly endpoint: string;
}

/** Who can hold up sending without taking back what the user has said. */
const OTHERS: readonly ConsentCause[] = ['environment', 'organisation', 'ci', 'host'];

/** Judges. What cannot be read holds up: it is no withdrawal. Pure. */
export function uploadVerdict(
  consent: Pick<Consent, 'enabled' | 'upload' | 'endpoint' | 'problems' | 'reasons'>,
  terms: UploadTerms,
): UploadVerdict {
  const isSame = consent.enabled && consent.upload === terms.upload && consent.endpoint === terms.endpoint;
  if (isSame && terms.upload !== 'off') return 'allowed';
  const isHeldUp = consent.problems.length > 0 || consent.reasons.some(({ cause }) => OTHERS.includes(cause));
  return isHeldUp ? 'paused' : 'withdrawn';
}
