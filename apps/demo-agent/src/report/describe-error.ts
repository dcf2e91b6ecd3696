/** An error for the one at the terminal: its code, what it says, what to do. Never the message of somebody else's error. */

import { isTelemetryError } from '@telemetry/schema';

/** What is told of an error. */
export interface ErrorDescription {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** One line of JSON, or two lines for people. */
export function describeError(error: unknown, asJson: boolean): string {
  const { code, message, hint } = describe(error);
  if (asJson) return `${JSON.stringify({ error: { code, message, hint: hint ?? null } })}\n`;
  return `error: ${message} (${code})\n${hint === undefined ? '' : `${hint}\n`}`;
}

function describe(error: unknown): ErrorDescription {
  if (isTelemetryError(error) || isDescription(error)) return error;
  const { code, name, syscall } = Object(error) as { code?: unknown; name?: unknown; syscall?: unknown };
  if (typeof code === 'string' && typeof syscall === 'string') {
    const hint = 'Look at TELEMETRY_HOME and at the folder for temporary files.';
    return { code, message: `The operating system refused: ${syscall}.`, hint };
  }
  return {
    code: typeof code === 'string' ? code : 'INTERNAL',
    message: `The demo failed: ${typeof name === 'string' ? name : 'unknown'}.`,
    hint: 'Run it again; if it stays, please report it.',
  };
}

function isDescription(value: unknown): value is ErrorDescription {
  return (
    !(value instanceof Error) && typeof value === 'object' && value !== null && 'code' in value && 'message' in value
  );
}
