/** The consent of a run: given in the open for its home, or left as it is. */

import type { Consent } from '@telemetry/consent';
import { enableTelemetry, loadConsent } from '@telemetry/consent';
import { policyOf } from '@telemetry/schema/policy';
import { APP, createDemoCatalog } from './catalog.ts';
import type { DemoOptions } from './command-line.ts';
import type { Environment } from './home.ts';

/** What holds for a run. */
export interface RunConsent {
  readonly consent: Consent;
  /** The command of the command line that does the same, when consent was given. */
  readonly command: string | undefined;
}

/** Tells whether the environment forbids recording, whoever says yes. */
export async function isForbidden(env: Environment): Promise<boolean> {
  const { enabled, cause } = await loadConsent({ app: APP, env });
  return !enabled && cause === 'environment';
}

/** The command that gives the same consent. */
export function enableCommand({ level }: Pick<DemoOptions, 'level'>): string {
  return `telemetry enable --yes --level ${level}`;
}

/**
 * Enables telemetry for this application in the home that `env` names, as the command line does with `--yes`.
 *
 * @throws TelemetryError as `enableTelemetry`
 */
export async function giveConsent(env: Environment, options: Pick<DemoOptions, 'level'>): Promise<RunConsent> {
  const { consent } = await enableTelemetry({
    app: APP,
    env,
    policy: policyOf(createDemoCatalog()),
    how: 'flag',
    level: options.level,
    isDebugConfirmed: options.level === 'debug',
  });
  return { consent, command: enableCommand(options) };
}

/** The consent that is there already; most often none. Writes nothing. */
export async function leaveConsent(env: Environment): Promise<RunConsent> {
  return { consent: await loadConsent({ app: APP, env }), command: undefined };
}
