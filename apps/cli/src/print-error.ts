/** How a failure is told: one or two lines on stderr, or one JSON object; and the exit code that goes with it. */

import { isTelemetryError } from '@telemetry/schema';
import type { ExitCode } from './command.ts';
import type { CommandIo } from './io.ts';
import { visibleText } from './visible-text.ts';

/** A failure as it is printed. */
export interface PrintedError {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

/** What the user said cannot be meant. */
const USAGE_CODES: ReadonlySet<string> = new Set([
  'APP_NAME_INVALID',
  'APP_UNKNOWN',
  'COMMAND_UNKNOWN',
  'CONDUIT_OPTION_FIXED',
  'CONDUIT_OPTION_INVALID',
  'CONDUIT_OUT_REFUSED',
  'CONFIRMATION_NEEDED',
  'EVENT_UNKNOWN',
  'OPTION_UNKNOWN',
  'RANGE_INVALID',
  'USAGE_INVALID',
]);

/** Only with somebody's consent, which is not there. */
const CONSENT_CODES: ReadonlySet<string> = new Set(['CONSENT_MISSING', 'CONSENT_REFUSED', 'DEBUG_UNCONFIRMED']);

/** Describes any failure. Messages of ours hold no user's value; of others only the code is taken. */
export function describeError(error: unknown): PrintedError {
  if (isTelemetryError(error)) {
    return { code: error.code, message: error.message, hint: error.hint ?? null };
  }
  const { code, syscall } = (error ?? {}) as { code?: unknown; syscall?: unknown };
  if (typeof code === 'string' && typeof syscall === 'string') {
    return {
      code,
      message: `The system refused: ${code} (${syscall}).`,
      hint: 'Look at the permissions of the telemetry folder and at the space that is left; `telemetry doctor` does.',
    };
  }
  return {
    code: 'INTERNAL',
    message: error instanceof Error ? `${error.name}: ${error.message}` : 'Something was thrown that is no error.',
    hint: 'This is a defect of the program. Please report it.',
  };
}

/** The exit code of a failure. */
export function exitCodeOf({ code }: Pick<PrintedError, 'code'>): ExitCode {
  if (USAGE_CODES.has(code)) return 2;
  return CONSENT_CODES.has(code) ? 3 : 1;
}

/** Prints a failure on stderr. */
export async function printError(error: PrintedError, io: CommandIo, isJson: boolean): Promise<void> {
  const { code, message, hint } = error;
  if (isJson) {
    await io.stderr.write(`${visibleText(JSON.stringify({ error: { code, message, hint } }))}\n`);
    return;
  }
  const lines = [`error: ${visibleText(message)} [${visibleText(code)}]`];
  if (hint !== null) lines.push(`  ${visibleText(hint)}`);
  await io.stderr.write(`${lines.join('\n')}\n`);
}
