/**
 * Canonical JSON: the only way from a value to bytes or to a hash. The library writes it; the gate before it takes nothing that
 * two writers could write differently, or that has code or meaning beside its JSON.
 */

import { TelemetryError } from '@telemetry/schema';
import canonicalize from 'canonicalize';

/** How deep lists and objects may stand in each other. A store needs 6; a limit keeps readers that recurse safe. */
const MAX_DEPTH = 32;

/** A value as canonical JSON takes it. */
export type CanonicalValue =
  | string
  | number
  | boolean
  | null
  | readonly CanonicalValue[]
  | { readonly [name: string]: CanonicalValue };

/**
 * Encodes a value as canonical JSON: well-formed strings, finite numbers (whole ones up to 2^53 - 1, no -0), arrays without
 * holes, plain objects of plain members, at most 32 deep. Calls no code of the value.
 *
 * @throws TelemetryError `CANONICAL_TYPE`, `CANONICAL_NUMBER`, `CANONICAL_STRING`, `CANONICAL_ARRAY`, `CANONICAL_OBJECT`,
 * `CANONICAL_DEPTH`; the message holds nothing of the value
 * Source: RFC 8785 (JCS).
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(copy(value, 0));
  if (text === undefined) throw refusal('CANONICAL_TYPE', 'there is no JSON of it', 0);
  return text;
}

function copy(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return copyString(value, depth);
    case 'number':
      if (
        !Number.isFinite(value) ||
        Object.is(value, -0) ||
        (Number.isInteger(value) && !Number.isSafeInteger(value))
      ) {
        throw refusal('CANONICAL_NUMBER', 'a number that is not finite, not exact, or -0', depth);
      }
      return value;
    case 'object':
      break;
    default:
      throw refusal('CANONICAL_TYPE', `of type ${typeof value}`, depth);
  }
  if (value === null) return null;
  if (depth >= MAX_DEPTH) throw refusal('CANONICAL_DEPTH', `deeper than ${MAX_DEPTH}, or a cycle`, depth);
  return Array.isArray(value) ? copyArray(value, depth) : copyObject(value, depth);
}

function copyString(value: string, depth: number): string {
  if (!value.isWellFormed()) throw refusal('CANONICAL_STRING', 'a string with half a surrogate pair', depth);
  return value;
}

function copyArray(value: readonly unknown[], depth: number): unknown[] {
  if (Object.getPrototypeOf(value) !== Array.prototype || 'toJSON' in value) {
    throw refusal('CANONICAL_ARRAY', 'an array of a class, or with toJSON', depth);
  }
  const copied: unknown[] = [];
  for (let at = 0; at < value.length; at += 1)
    copied.push(copy(memberOf(value, String(at), 'CANONICAL_ARRAY', depth), depth + 1));
  // `length` and the elements are all there may be.
  if (Reflect.ownKeys(value).length !== value.length + 1) {
    throw refusal('CANONICAL_ARRAY', 'an array with members beside its elements', depth);
  }
  return copied;
}

function copyObject(value: object, depth: number): object {
  const prototype: unknown = Object.getPrototypeOf(value);
  if ((prototype !== Object.prototype && prototype !== null) || 'toJSON' in value) {
    throw refusal('CANONICAL_OBJECT', 'an object of a class, or with toJSON', depth);
  }
  // Without a prototype, `__proto__` is a name like any other.
  const copied: { [name: string]: unknown } = Object.create(null);
  for (const name of Reflect.ownKeys(value)) {
    if (typeof name === 'symbol') throw refusal('CANONICAL_OBJECT', 'an object with symbols', depth);
    copied[copyString(name, depth)] = copy(memberOf(value, name, 'CANONICAL_OBJECT', depth), depth + 1);
  }
  return copied;
}

/** A plain member, without calling a getter. */
function memberOf(value: object, name: string, code: string, depth: number): unknown {
  const member = Object.getOwnPropertyDescriptor(value, name);
  if (member === undefined) throw refusal(code, 'an array with a hole', depth);
  if (!('value' in member) || member.enumerable !== true)
    throw refusal(code, 'a member that is computed or hidden', depth);
  return member.value;
}

function refusal(code: string, what: string, depth: number): TelemetryError {
  return new TelemetryError(code, `Canonical JSON takes no such value: ${what}, at depth ${depth}.`);
}
