/** What may be recorded is what was agreed to and is declared: the intersection, field by field and word by word. */

import type { Catalog, TagSet } from '../define-catalog.ts';
import { freezeCatalog } from '../define-catalog.ts';
import type { EventDefinition } from '../define-event.ts';
import { definitionOf, definitionsOf, fieldsOf } from './definition-of.ts';
import { narrowEvent, narrowFields } from './narrow-event.ts';
import type { Policy } from './policy-of.ts';
import { policyOf } from './policy-of.ts';

/**
 * The policy that both allow: events, fields, tags and words that both have, each at the stricter level; a field whose declared
 * treatment is weaker than the agreed one, or whose kind or unit is another, is not in it. The endpoint stays if it is the same.
 * Texts, budgets and former names are the declared ones, budgets the smaller.
 */
export function intersectPolicies(agreed: Policy, declared: Policy): Policy {
  const events = narrowEvents(agreed, definitionsOf(declared));
  const tags = narrowFields(fieldsOf(agreed.tags), fieldsOf(declared.tags)) as TagSet;
  const endpoint = agreed.endpoint === declared.endpoint ? declared.endpoint : undefined;
  return policyOf({ events, tags }, { endpoint });
}

/**
 * The catalog that may be recorded and released under an agreed policy: hand it to the payload builder. Its `declared` is the
 * host's whole catalog, by which the builder tells what was not agreed to (left out silently) from a host's mistake (counted).
 * Keeps the further checks of values.
 */
export function intersectionOf(catalog: Catalog, agreed: Policy): Catalog {
  const tags = narrowFields(fieldsOf(agreed.tags), catalog.tags) as TagSet;
  return freezeCatalog(narrowEvents(agreed, catalog.events), tags, catalog.declared ?? catalog);
}

function narrowEvents(agreed: Policy, declared: readonly EventDefinition[]): EventDefinition[] {
  return declared.flatMap((event) => {
    const allowed = Object.hasOwn(agreed.events, event.name) ? agreed.events[event.name] : undefined;
    const narrowed = allowed === undefined ? undefined : narrowEvent(definitionOf(event.name, allowed), event);
    return narrowed === undefined ? [] : [narrowed];
  });
}
