/** Canonical JSON behind one function: what is digested, here and in any other language, is the same bytes. */

import canonicalize from 'canonicalize';

/** How deep lists and objects may stand in each other. A policy needs 17; a limit keeps readers that recurse safe. */
export const MAX_CANONICAL_DEPTH = 32;

/** Half of a surrogate pair, which has no UTF-8. */
const HALF_PAIR = /\p{Cs}/u;

/**
 * Encodes a value as canonical JSON.
 * Takes null, booleans, finite numbers other than -0, well-formed strings, arrays without holes and plain objects; reads every
 * member once. The library beneath would drop, convert or call out for anything else.
 *
 * @throws TypeError for any other value, or one deeper than `MAX_CANONICAL_DEPTH`; the message names the place, not the value
 * Source: RFC 8785 (JCS).
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(copyPlain(value, 0));
  if (text === undefined) throw new TypeError('there is no JSON of this value');
  return text;
}

function copyPlain(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      if (HALF_PAIR.test(value)) throw refusal(depth, 'a string with half a surrogate pair');
      return value;
    case 'number':
      if (!Number.isFinite(value) || Object.is(value, -0)) throw refusal(depth, 'a number that is not finite, or -0');
      return value;
    case 'object':
      break;
    default:
      throw refusal(depth, `of type ${typeof value}`);
  }
  if (value === null) return null;
  if (depth >= MAX_CANONICAL_DEPTH) throw new TypeError(`deeper than ${MAX_CANONICAL_DEPTH}, or a cycle`);
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') throw refusal(depth, 'an object with toJSON');
  return Array.isArray(value) ? copyArray(value, depth) : copyObject(value, depth);
}

function copyArray(value: readonly unknown[], depth: number): unknown[] {
  const copy: unknown[] = [];
  const { length } = value;
  for (let index = 0; index < length; index += 1) {
    if (!Object.hasOwn(value, index)) throw refusal(depth, 'an array with a hole');
    copy.push(copyPlain(value[index], depth + 1));
  }
  return copy;
}

function copyObject(value: object, depth: number): object {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw refusal(depth, 'an object of a class');
  if (Object.getOwnPropertySymbols(value).length > 0) throw refusal(depth, 'an object with symbols');
  // Without a prototype, `__proto__` is a name like any other.
  const copy: { [key: string]: unknown } = Object.create(null);
  for (const key of Object.keys(value)) {
    if (HALF_PAIR.test(key)) throw refusal(depth, 'a name with half a surrogate pair');
    copy[key] = copyPlain((value as { [key: string]: unknown })[key], depth + 1);
  }
  return copy;
}

function refusal(depth: number, what: string): TypeError {
  return new TypeError(`canonical JSON takes no such value: ${what}, at depth ${depth}`);
}
