/** What a host may pass in code. It can turn off, lower and add rules; it can never raise what its user set. */

import { checkValue } from './check-value.ts';
import { CONFIG_KEYS, REDACTION_KEYS, type RedactionAdditions, type TelemetryConfig } from './config-keys.ts';

/** A host's settings. All are optional. */
export type HostConfig = {
  readonly [Key in Exclude<
    keyof TelemetryConfig,
    'stated' | 'redaction' | 'debugConsentGiven' | 'debugConsentExpires'
  >]?: TelemetryConfig[Key] | undefined;
} & { readonly redaction?: Partial<RedactionAdditions> | undefined };

const HOST_RULES = new Map(
  Object.values(CONFIG_KEYS)
    .filter((rule) => !rule.property.startsWith('debugConsent'))
    .map((rule) => [rule.property as string, rule.value]),
);
const REDACTION_RULES = new Map(Object.values(REDACTION_KEYS).map((rule) => [rule.property as string, rule.value]));

/**
 * Checks a host's settings and returns them normalised.
 *
 * @throws TypeError that names the property, for an unknown one or a value that does not fit
 */
export function checkHostConfig(host: HostConfig): HostConfig {
  const checked: Record<string, unknown> = {};
  for (const [property, value] of Object.entries(host)) {
    if (value === undefined) continue;
    checked[property] =
      property === 'redaction'
        ? checkProperties(value as object, REDACTION_RULES, 'redaction.')
        : checkProperty(HOST_RULES, property, value, '');
  }
  return checked;
}

type Rules = ReadonlyMap<string, Parameters<typeof checkValue>[0]>;

function checkProperties(values: object, rules: Rules, prefix: string): Record<string, unknown> {
  const stated = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    stated.map(([property, value]) => [property, checkProperty(rules, property, value, prefix)]),
  );
}

function checkProperty(rules: Rules, property: string, value: unknown, prefix: string): unknown {
  const rule = rules.get(property);
  if (rule === undefined) throw new TypeError(`config.${prefix}${property} is not a setting of a host`);
  const result = checkValue(rule, value);
  if ('problem' in result) throw new TypeError(`config.${prefix}${property} ${result.problem}`);
  return result.value;
}
