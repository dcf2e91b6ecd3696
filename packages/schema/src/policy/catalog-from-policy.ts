/** Reading policies from outside: a lock file, a consent record, a batch. Everything is checked; a failure names its key. */

import type { Catalog, TagSet } from '../define-catalog.ts';
import { defineCatalog } from '../define-catalog.ts';
import { defineEvent } from '../define-event.ts';
import { checkPolicy, invalidPolicy, within } from './check-policy.ts';
import { definitionsOf, fieldsOf } from './definition-of.ts';
import type { Policy } from './policy-of.ts';
import { policyOf } from './policy-of.ts';

/**
 * Reads a policy from unknown data. Answers a copy in the form of `policyOf`, words sorted.
 *
 * @throws TelemetryError LOCK_INVALID, naming the key at fault
 */
export function parsePolicy(value: unknown): Policy {
  const policy = checkPolicy(value);
  return policyOf(rebuild(policy), { endpoint: policy.endpoint });
}

/**
 * Rebuilds the catalog of a policy from unknown data: names, levels, treatments, units, words and texts. Events and fields stand
 * in the policy's order, and the words are what the policy says: no vocabulary adds to them any more.
 *
 * @throws TelemetryError LOCK_INVALID, naming the key at fault
 */
export function catalogFromPolicy(policy: unknown): Catalog {
  return rebuild(checkPolicy(policy));
}

function rebuild(policy: Policy): Catalog {
  const events = definitionsOf(policy).map(({ name, summary, fields, options }) =>
    named(within('events', name), () => defineEvent(name, summary, fields, options)),
  );
  return named('events or tags', () => defineCatalog({ events, tags: fieldsOf(policy.tags) as TagSet }));
}

/** Says at which key a declaration made no sense. */
function named<T>(key: string, declare: () => T): T {
  try {
    return declare();
  } catch (error) {
    throw invalidPolicy(key, 'makes no sense as a declaration', error);
  }
}
