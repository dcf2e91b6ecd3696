/** Checks one value of the configuration against the rule of its key. Says what is expected, never what was found. */

import type { ValueRule } from './config-keys.ts';

/** The value as the configuration holds it, or what is wrong. */
export type CheckedValue =
  | { readonly value: unknown }
  | { readonly code: 'CONFIG_TYPE' | 'CONFIG_RANGE'; readonly problem: string };

/** Checks a parsed TOML value, or a host's. Texts become frozen arrays, instants RFC 3339 in UTC, URLs normal ones. */
export function checkValue(rule: ValueRule, value: unknown): CheckedValue {
  switch (rule.type) {
    case 'boolean':
      return typeof value === 'boolean' ? { value } : wrongType('must be true or false');
    case 'word': {
      const expected = `must be one of ${rule.words.map((word) => `"${word}"`).join(', ')}`;
      if (typeof value !== 'string') return wrongType(expected);
      return rule.words.includes(value) ? { value } : outOfRange(expected);
    }
    case 'integer': {
      const isInteger = typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
      if (!isInteger) return wrongType('must be a whole number');
      if (value < rule.min || value > rule.max) return outOfRange(`must be from ${rule.min} to ${rule.max}`);
      return { value: Number(value) };
    }
    case 'url':
      return typeof value === 'string' ? checkEndpoint(value) : wrongType('must be a URL as a string');
    case 'path':
      if (typeof value !== 'string') return wrongType('must be a path as a string');
      return value === '' || value.includes('\0') ? outOfRange('must be the path of a file') : { value };
    case 'instant':
      return checkInstant(value);
    case 'texts':
      return checkTexts(rule, value);
  }
}

/** Tells whether a host name can only be this machine (RFC 6761 §6.3, RFC 5735, RFC 4291). Takes what `URL` made of it. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function checkEndpoint(value: string): CheckedValue {
  const url = URL.parse(value);
  if (url === null) return outOfRange('must be an absolute URL');
  if (url.username !== '' || url.password !== '') return outOfRange('must not hold a user name or a password');
  if (url.hash !== '') return outOfRange('must not hold a fragment');
  const isAllowed = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return isAllowed ? { value: url.href } : outOfRange('must be https, or http to this machine');
}

/** RFC 3339 §5.6 with an offset: a local time would mean another instant in another place. */
const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

function checkInstant(value: unknown): CheckedValue {
  const expected = 'must be an RFC 3339 time with its offset, such as 2026-11-20T12:00:00Z';
  // smol-toml's date prints itself as it was written, so that a local one has no offset and does not match.
  const written = value instanceof Date ? value.toISOString() : value;
  if (typeof written !== 'string') return wrongType(expected);
  const at = RFC_3339.test(written) ? new Date(written.replace(' ', 'T')).getTime() : Number.NaN;
  return Number.isNaN(at) ? outOfRange(expected) : { value: new Date(at).toISOString() };
}

function checkTexts(rule: ValueRule & { readonly type: 'texts' }, value: unknown): CheckedValue {
  if (!Array.isArray(value)) return wrongType('must be a list of strings');
  if (value.length > rule.maxItems) return outOfRange(`must hold at most ${rule.maxItems} items`);
  for (const item of value as readonly unknown[]) {
    if (typeof item !== 'string') return wrongType('must be a list of strings');
    if (item === '' || item.length > rule.maxLength) {
      return outOfRange(`must hold strings of 1 to ${rule.maxLength} characters`);
    }
    if (rule.pattern && !isPattern(item)) return outOfRange('must hold valid regular expressions');
  }
  return { value: Object.freeze([...(value as readonly string[])]) };
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'u') !== null;
  } catch {
    return false;
  }
}

function wrongType(problem: string): CheckedValue {
  return { code: 'CONFIG_TYPE', problem };
}

function outOfRange(problem: string): CheckedValue {
  return { code: 'CONFIG_RANGE', problem };
}
