/** The environment's word, which stands over everything else. Read without loading anything, since it comes first. */

/** Environment variables by name. */
export type Environment = { readonly [name: string]: string | undefined };

/**
 * Tells whether the environment turns telemetry off: DO_NOT_TRACK (source: consoledonottrack.com) for all tools,
 * `<APP>_TELEMETRY_DISABLED` for one. Any value counts but the empty one, `0` and `false`: when in doubt it is off.
 */
export function isTurnedOff(app: string, env: Environment): boolean {
  const own = `${app.toUpperCase().replaceAll('-', '_')}_TELEMETRY_DISABLED`;
  return isSet(env['DO_NOT_TRACK']) || isSet(env[own]);
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value.toLowerCase() !== 'false';
}
