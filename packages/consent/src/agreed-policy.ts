/** What the user has agreed to: the union of all policies answered with yes since the last withdrawal. */

import type { Policy } from '@telemetry/schema/policy';
import type { LedgerState } from './ledger.ts';

/**
 * Unites the policies of a ledger; `undefined` when there are none. One that is damaged (its digest is not that of its
 * content) or not understood agrees to nothing. Loads the code that checks policies, which starting up does without.
 */
export async function agreedPolicy(ledger: Pick<LedgerState, 'policies'>): Promise<Policy | undefined> {
  if (ledger.policies.length === 0) return undefined;
  const { parsePolicy, policyDigest, unitePolicies } = await import('@telemetry/schema/policy');
  let agreed: Policy | undefined;
  for (const { digest, policy } of ledger.policies) {
    let parsed: Policy;
    try {
      parsed = parsePolicy(policy);
    } catch {
      continue;
    }
    if (policyDigest(parsed) !== digest) continue;
    agreed = agreed === undefined ? parsed : unitePolicies(agreed, parsed);
  }
  return agreed;
}

/** True when exactly this policy was agreed to, and no other since the last withdrawal: then nothing need be intersected. */
export function isAgreedAlone(ledger: Pick<LedgerState, 'policies'>, declaredDigest: string): boolean {
  return ledger.policies.length === 1 && ledger.policies[0]?.digest === declaredDigest;
}
