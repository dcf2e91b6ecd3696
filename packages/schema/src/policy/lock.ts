/**
 * `telemetry.lock.json`: a host's policy, committed beside its code, so that a review sees when more is collected.
 *
 * Bytes: UTF-8 JSON, two spaces of indentation, members sorted by UTF-16 code unit within `policy`, one line feed at the end:
 * `{ "lock_version": 1, "app": …, "digest": "sha256:<64 hex>", "policy": { … } }`.
 * Valid when `digest` is the SHA-256 of the canonical JSON (RFC 8785) of `policy`, texts for people included: they are part of
 * what was agreed to. A changed purpose therefore changes the digest, but `comparePolicies` does not count it as a widening.
 */

import { hash } from 'node:crypto';
import { TelemetryError } from '../errors.ts';
import { canonicalJson } from './canonical-json.ts';
import { parsePolicy } from './catalog-from-policy.ts';
import type { Policy } from './policy-of.ts';

/** The version of the lock file's form. */
export const LOCK_VERSION = 1;

/** What the name of an application looks like. */
const APP = /^[a-z][a-z0-9-]{0,63}$/;

/** A lock file that was read. */
export interface Lock {
  readonly app: string;
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
  readonly policy: Policy;
}

/** The digest of a policy: `sha256:` and the hex of the SHA-256 of its canonical JSON. */
export function policyDigest(policy: Policy): string {
  return `sha256:${hash('sha256', canonicalJson(policy), 'hex')}`;
}

/**
 * The text of a lock file.
 *
 * @throws TypeError when `app` is no name of an application
 */
export function encodeLock(app: string, policy: Policy): string {
  if (!APP.test(app)) throw new TypeError('an app is named by a-z, 0-9 and -, at most 64 characters');
  const canonical: unknown = JSON.parse(canonicalJson(policy));
  return `${JSON.stringify({ lock_version: LOCK_VERSION, app, digest: policyDigest(policy), policy: canonical }, null, 2)}\n`;
}

/**
 * Reads the text of a lock file.
 *
 * @throws TelemetryError LOCK_INVALID, naming the key at fault
 */
export function parseLock(text: string): Lock {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid('(file)', 'is no JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('(file)', 'is no object');
  const { lock_version: version, app, digest, policy } = value as { readonly [key: string]: unknown };
  if (version !== LOCK_VERSION) throw invalid('lock_version', `is not ${LOCK_VERSION}`);
  if (typeof app !== 'string' || !APP.test(app)) throw invalid('app', 'is no name of an application');
  if (typeof digest !== 'string') throw invalid('digest', 'is missing');
  const parsed = parsePolicy(policy);
  if (policyDigest(parsed) !== digest) throw invalid('digest', 'is not the digest of the policy');
  return { app, digest, policy: parsed };
}

function invalid(key: string, fault: string): TelemetryError {
  return new TelemetryError('LOCK_INVALID', `telemetry.lock.json: ${key} ${fault}`, {
    hint: 'Write it again with `telemetry privacy --lock`, and look at what changed.',
  });
}
