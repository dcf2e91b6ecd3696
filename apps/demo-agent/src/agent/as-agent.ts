/** Binds who acts to what is recorded. */

import type { DemoScope } from '../catalog.ts';

/** The agents of a run. */
export type AgentName = 'executor' | 'optimizer' | 'planner' | 'reviewer';

/** The same run, as seen by one of its agents. */
export function asAgent(scope: DemoScope, agent: AgentName): DemoScope {
  return scope.scope({ source: agent, actor: { kind: 'agent', id: agent } });
}
