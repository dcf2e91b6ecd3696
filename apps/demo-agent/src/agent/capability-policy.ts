/** What the agent may do, decided before it is done. Pure: paths are judged as they are written. */

import { isAbsolute, relative, resolve, sep } from 'node:path';

/** Something that the agent wants to do. */
export type Action =
  | { readonly capability: 'filesystem.read' | 'filesystem.write'; readonly path: string }
  | { readonly capability: 'process.spawn'; readonly program: string }
  | { readonly capability: 'network'; readonly url: string };

/** A named permission. */
export type Capability = Action['capability'];

/** Decides about actions. */
export interface CapabilityPolicy {
  /** The permissions that are given at all, each within its bounds. */
  readonly granted: readonly Capability[];
  allows(action: Action): boolean;
}

/** The programs that a repair takes. */
const PROGRAMS = ['git', 'node'];

/** An action that was refused. Its message names what was wanted, as messages of exceptions do: it is not for telemetry. */
export class CapabilityDeniedError extends Error {
  override readonly name = 'CapabilityDeniedError';
  readonly capability: Capability;

  constructor(action: Action) {
    super(`not allowed: ${action.capability} for ${targetOf(action)}`);
    this.capability = action.capability;
  }
}

/** The policy of a repair: read the repository, write its `src/` only (tests are the specification), run git and node, stay offline. */
export function createCapabilityPolicy(root: string): CapabilityPolicy {
  return {
    granted: ['filesystem.read', 'filesystem.write', 'process.spawn'],
    allows(action) {
      switch (action.capability) {
        case 'filesystem.read':
          return isWithin(root, resolve(root, action.path));
        case 'filesystem.write':
          return isWithin(resolve(root, 'src'), resolve(root, action.path));
        case 'process.spawn':
          return PROGRAMS.includes(action.program);
        case 'network':
          return false;
      }
    },
  };
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function targetOf(action: Action): string {
  if (action.capability === 'network') return action.url;
  return action.capability === 'process.spawn' ? action.program : action.path;
}
