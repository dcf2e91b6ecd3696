/** Asks the collector whether it is there, for `doctor --network`. One of the few files that reach the network; sends nothing of anybody. */

import { loadConsent } from '@telemetry/consent';
import { checkCollector, createHttpTransport } from '@telemetry/reporters/http';
import { isTelemetryError } from '@telemetry/schema';
import type { CommandContext } from './context.ts';
import type { Finding } from './doctor-checks.ts';

/** Looks. Never throws for what it finds. */
export async function checkNetwork(context: CommandContext): Promise<Finding> {
  const endpoint = await endpointOf(context);
  if (endpoint === undefined) {
    return {
      check: 'network',
      state: 'note',
      message: 'There is no endpoint, so there is nothing to reach.',
      hint: null,
    };
  }
  try {
    const transport = createHttpTransport({ env: context.io.env });
    const { isReachable, status, reason } = await checkCollector({ endpoint, transport });
    if (!isReachable) return problem(`${endpoint} cannot be reached: ${reason}.`);
    if (status === 200) return { check: 'network', state: 'ok', message: `${endpoint} answers.`, hint: null };
    return problem(`${endpoint} answers with status ${status}.`);
  } catch (error) {
    if (!isTelemetryError(error)) throw error;
    return problem(`${error.message} [${error.code}]`);
  }
}

async function endpointOf(context: CommandContext): Promise<string | undefined> {
  const { config } = await loadConsent(context.location);
  if (config.endpoint !== undefined) return config.endpoint;
  try {
    return (await context.findCatalog()).policy.endpoint;
  } catch (error) {
    if (isTelemetryError(error)) return undefined;
    throw error;
  }
}

function problem(message: string): Finding {
  return { check: 'network', state: 'problem', message, hint: 'Look at the network, the proxy and the endpoint.' };
}
