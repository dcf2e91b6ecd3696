/** The context that scopes bind: merged from outer to inner, and brought into form whatever a host passed. */

import type { EventContext } from '@telemetry/payload';
import { ACTOR_KINDS } from '@telemetry/schema';
import type { ScopeContext } from './telemetry.ts';

/** Where nobody has said anything. */
export const ROOT_CONTEXT: EventContext = Object.freeze({
  source: 'core',
  actor: Object.freeze({ kind: 'system', id: 'unknown' }),
});

/** Merges a scope's context into the outer one. What has the wrong form is as if it were not there. Never throws. */
export function mergeContext(outer: EventContext, inner: ScopeContext): EventContext {
  try {
    const { runId, cycle, actor, source, tags } = inner;
    return Object.freeze({
      source: typeof source === 'string' && source !== '' ? source : outer.source,
      actor: actor === undefined ? outer.actor : actorOf(actor),
      runId: typeof runId === 'string' && runId !== '' ? runId : outer.runId,
      cycle: typeof cycle === 'number' && Number.isSafeInteger(cycle) && cycle >= 1 ? cycle : outer.cycle,
      tags: tags === undefined ? outer.tags : Object.freeze({ ...outer.tags, ...textsOf(tags) }),
    });
  } catch {
    // A getter or a proxy of the host threw: the outer context is the one that can be had.
    return outer;
  }
}

function actorOf(actor: { readonly kind: unknown; readonly id?: unknown }): EventContext['actor'] {
  const kind = ACTOR_KINDS.find((known) => known === actor.kind) ?? 'system';
  return Object.freeze({ kind, id: typeof actor.id === 'string' && actor.id !== '' ? actor.id : 'unknown' });
}

function textsOf(tags: object): { [tag: string]: string } {
  return Object.fromEntries(Object.entries(tags).filter(([, value]) => typeof value === 'string'));
}
