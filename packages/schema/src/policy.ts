/**
 * The policy of a catalog: what may be recorded and what may leave, as plain data that a user agrees to, that stands in consent
 * records and in a host's `telemetry.lock.json`, and that can be compared, united and intersected.
 */

export { canonicalJson, MAX_CANONICAL_DEPTH } from './policy/canonical-json.ts';
export { catalogFromPolicy, parsePolicy } from './policy/catalog-from-policy.ts';
export type { PolicyChange, PolicyChangeKind, PolicyComparison } from './policy/compare-policies.ts';
export { comparePolicies } from './policy/compare-policies.ts';
export { intersectionOf, intersectPolicies } from './policy/intersect-policies.ts';
export type { Lock } from './policy/lock.ts';
export { encodeLock, LOCK_VERSION, parseLock, policyDigest } from './policy/lock.ts';
export type { Policy, PolicyEvent, PolicyField, PolicyOptions, PolicyShape } from './policy/policy-of.ts';
export { POLICY_VERSION, policyOf } from './policy/policy-of.ts';
export { unitePolicies } from './policy/unite-policies.ts';
