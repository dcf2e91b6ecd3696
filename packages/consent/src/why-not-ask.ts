/** Decides whether the question may be asked: once, of a person, in a terminal. Consent never comes from a program. */

import type { Consent } from './consent.ts';
import { type Environment, isSwitchedOn } from './environment.ts';

/** Why nobody is asked now. Only `answered` and `decided` are for good; the rest is asked again another day. */
export type NotAskedBecause =
  | 'answered'
  | 'decided'
  | 'environment'
  | 'unreadable'
  | 'ci'
  | 'coding_agent'
  | 'no_terminal';

/**
 * Variables that coding agents set for the commands they run. An agent that sets none of them, but has given the command a
 * terminal, cannot be told from a person.
 * Sources: the documentation of Claude Code, Codex CLI, Cursor CLI, Gemini CLI, OpenCode, Augment and Cline; `AI_AGENT` is
 * the common name that several agree on.
 */
export const CODING_AGENT_VARIABLES: readonly string[] = Object.freeze([
  'AI_AGENT',
  'AUGMENT_AGENT',
  'CLAUDECODE',
  'CLINE_ACTIVE',
  'CODEX_SANDBOX',
  'CURSOR_AGENT',
  'GEMINI_CLI',
  'OPENCODE',
]);

/** Where the question would be asked. */
export interface Surroundings {
  readonly env: Environment;
  /** True when both standard input and standard output are a terminal. */
  readonly isTerminal: boolean;
}

/** Says why the question may not be asked, the reason that holds longest first; `undefined` when it may. Pure. */
export function whyNotAsk(
  consent: Pick<Consent, 'isCi' | 'ledger' | 'config' | 'cause' | 'problems'>,
  { env, isTerminal }: Surroundings,
): NotAskedBecause | undefined {
  if (consent.cause === 'environment') return 'environment';
  if (consent.problems.length > 0) return 'unreadable';
  if (consent.ledger.latest !== undefined) return 'answered';
  // The file says yes or no, or somebody stronger than the user has said no: an answer would change nothing.
  if (consent.config.stated.includes('enabled') || consent.cause === 'organisation' || consent.cause === 'host') {
    return 'decided';
  }
  if (consent.isCi) return 'ci';
  if (CODING_AGENT_VARIABLES.some((variable) => isSwitchedOn(env[variable]))) return 'coding_agent';
  return isTerminal ? undefined : 'no_terminal';
}
