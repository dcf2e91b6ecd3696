/**
 * The one error class of every management call in `@telemetry/*`.
 * Recording calls never throw; their losses are counters. A programmer's mistake is a `TypeError`.
 */

/** Marks an instance across duplicate installs of this package, where `instanceof` fails. */
const MARK = Symbol.for('@telemetry/error');

/** What may be said about a failure beside its code and message. None of it may carry a user's value. */
export interface TelemetryErrorOptions {
  /** What to do about it, in one sentence. */
  readonly hint?: string;
  /** True when the same call may succeed later without anything being changed. Default false. */
  readonly retryable?: boolean;
  /** The failure beneath. Printed by nobody but the host. */
  readonly cause?: unknown;
}

/**
 * A failure with a stable code. `message` names events, field paths, sizes and codes, never a value.
 * Codes are UPPER_SNAKE_CASE and stay what they are across versions.
 */
export class TelemetryError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly retryable: boolean;

  constructor(code: string, message: string, options: TelemetryErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: withoutPlace(options.cause) });
    this.name = 'TelemetryError';
    this.code = code;
    this.hint = options.hint;
    this.retryable = options.retryable ?? false;
    Object.defineProperty(this, MARK, { value: true });
  }
}

/** Tells whether a value is a `TelemetryError`, made by this copy of the package or by another. */
export function isTelemetryError(value: unknown): value is TelemetryError {
  return typeof value === 'object' && value !== null && (value as { [MARK]?: unknown })[MARK] === true;
}

/** A failed system call names a path, and with it somebody's home: what stays is which call failed, and how. */
function withoutPlace(cause: unknown): unknown {
  if (!(cause instanceof Error) || !('syscall' in cause)) return cause;
  const { code, syscall } = cause as { readonly code?: unknown; readonly syscall?: unknown };
  return Object.assign(new Error(`${String(syscall)} failed: ${String(code)}`), { code, syscall });
}
