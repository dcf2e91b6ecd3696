/** Tells whether this process runs in continuous integration, where nobody can be asked. */

import { type Environment, isSwitchedOn } from './environment.ts';

/**
 * Asks ci-info, which is loaded at the first call only and looks at `process.env`. `CI=0` and `CI=false` count as not CI,
 * whatever else is set; any other `CI` counts as CI even when `env` is not the environment of the process.
 */
export async function isContinuousIntegration(env: Environment): Promise<boolean> {
  if (env['CI'] !== undefined && env['CI'] !== '') return isSwitchedOn(env['CI']);
  if (env !== process.env) return false;
  const { isCI } = await import('ci-info');
  return isCI;
}
