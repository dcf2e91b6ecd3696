/** Whether a question can be asked: only of a person, who sits at a terminal. */

import { CODING_AGENT_VARIABLES, isContinuousIntegration } from '@telemetry/consent';
import { TelemetryError } from '@telemetry/schema';
import type { CommandContext } from './context.ts';
import type { CommandIo } from './io.ts';

/**
 * Makes sure that somebody can be asked.
 *
 * @throws TelemetryError `code` when nobody can: then the command needs `--yes`
 */
export async function requireSomebodyToAsk(
  { io, program }: CommandContext,
  code: 'CONSENT_MISSING' | 'CONFIRMATION_NEEDED',
  command: string,
): Promise<void> {
  const obstacle = await whyNobodyIsAsked(io);
  if (obstacle === undefined) return;
  throw new TelemetryError(code, `Nobody can be asked, since ${obstacle}.`, {
    hint: `Say it with the command, if it is you who says it: ${program} ${command} --yes.`,
  });
}

/** Says why nobody can be asked; `undefined` when somebody can. */
async function whyNobodyIsAsked(
  io: Pick<CommandIo, 'env' | 'isInputTerminal' | 'stderr'>,
): Promise<string | undefined> {
  const agent = CODING_AGENT_VARIABLES.find((name) => io.env[name] !== undefined && io.env[name] !== '');
  if (agent !== undefined) return `this runs under a coding agent (${agent} is set)`;
  if (await isContinuousIntegration(io.env)) return 'this is continuous integration';
  if (!io.isInputTerminal || !io.stderr.isTerminal) return 'there is no terminal to ask in';
  return undefined;
}
