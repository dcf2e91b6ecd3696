/** What the environment says about telemetry: it can turn it off and lower its level, and nothing else. */

import { isLevel, type Level, lowerLevel } from '@telemetry/schema';
import { environmentPrefix } from '@telemetry/store';

/** Environment variables; `process.env`, or a test's. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The highest level that the environment allows, and the variable that said so. */
export interface EnvironmentLimit {
  readonly level: Level;
  /** The variable that lowered the level; `undefined` when none did. */
  readonly variable: string | undefined;
  /** False when that variable holds something that is no level; then the level is off. */
  readonly understood: boolean;
}

/** Values that mean no. Anything else that is set means yes, so that a typing error never turns telemetry on. */
const NO = new Set(['', '0', 'false', 'no', 'off']);

/** Tells whether a switch of the environment is on: set, and neither empty nor `0`, `false`, `no`, `off`. */
export function isSwitchedOn(value: string | undefined): boolean {
  return value !== undefined && !NO.has(value.trim().toLowerCase());
}

/**
 * Reads `DO_NOT_TRACK` (https://consoledonottrack.com), `<APP>_TELEMETRY_DISABLED`, `<APP>_TELEMETRY_LEVEL` and
 * `TELEMETRY_LEVEL`. The lowest counts.
 *
 * @throws TelemetryError `APP_NAME_INVALID`
 */
export function environmentLimit(app: string, env: Environment): EnvironmentLimit {
  const prefix = environmentPrefix(app);
  for (const variable of ['DO_NOT_TRACK', `${prefix}_TELEMETRY_DISABLED`]) {
    if (isSwitchedOn(env[variable])) return { level: 'off', variable, understood: true };
  }
  let limit: EnvironmentLimit = { level: 'debug', variable: undefined, understood: true };
  for (const variable of [`${prefix}_TELEMETRY_LEVEL`, 'TELEMETRY_LEVEL']) {
    const written = env[variable]?.trim().toLowerCase() ?? '';
    if (written === '') continue;
    const level = isLevel(written) ? written : 'off';
    if (lowerLevel(level, limit.level) !== limit.level) limit = { level, variable, understood: isLevel(written) };
  }
  return limit;
}
