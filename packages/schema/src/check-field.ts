/** What a declared field must be to make sense: names, ranges, words, depth. The constructors cannot see all of it. */

import type { Field, FieldSet } from './fields.ts';
import { MAX_FIELD_DEPTH, NAME_PATTERN, recordedName } from './fields.ts';

/** What the name of a field or of a tag looks like. */
const FIELD_NAME = /^[a-z][a-z0-9_]{0,63}$/;

/** Payload names that are ours, or that objects have by themselves. */
const RESERVED_FIELDS = new Set(['redacted_fields', 'constructor', 'prototype']);

/**
 * Checks one field and all that stands within it.
 *
 * @throws TypeError that names the owner and the path
 */
export function checkField(owner: string, name: string, field: Field): void {
  checkName(owner, name, name);
  checkShape(owner, name, field, 1);
}

function checkName(owner: string, path: string, name: string): void {
  if (!FIELD_NAME.test(name) || RESERVED_FIELDS.has(name)) {
    throw new TypeError(`${owner}: ${JSON.stringify(path)} is no name for a field`);
  }
}

function checkShape(owner: string, path: string, field: Field, depth: number): void {
  if (depth > MAX_FIELD_DEPTH) throw new TypeError(`${owner}: ${path} is nested deeper than ${MAX_FIELD_DEPTH}`);
  switch (field.kind) {
    case 'number':
      if (!isRange(field.min, field.max)) throw new TypeError(`${owner}: ${path} has a range that nothing fits`);
      break;
    case 'enumeration':
      if (field.values.length === 0) throw new TypeError(`${owner}: ${path} has no words`);
      checkWords(owner, path, field.values);
      break;
    case 'name':
      checkWords(owner, path, field.words);
      break;
    case 'list':
      checkShape(owner, path, field.item, depth + 1);
      break;
    case 'record':
      checkRecord(owner, path, field.fields, depth + 1);
      break;
    case 'flag':
    case 'hashed':
    case 'digest':
    case 'fingerprint':
    case 'local':
    case 'instant':
      break;
    default:
      throw new TypeError(`${owner}: ${path} is of no known kind`);
  }
}

function checkRecord(owner: string, path: string, fields: FieldSet, depth: number): void {
  const seen = new Set<string>();
  for (const [name, inner] of Object.entries(fields)) {
    checkName(owner, `${path}.${name}`, name);
    checkShape(owner, `${path}.${name}`, inner, depth);
    for (const key of new Set([name, recordedName(name, inner)])) {
      if (seen.has(key)) throw new TypeError(`${owner} declares the field ${path}.${key} twice`);
      seen.add(key);
    }
  }
}

/** The words of a vocabulary leave as themselves, so each must be an identifier; none is named here, it may be private. */
function checkWords(owner: string, path: string, words: readonly string[]): void {
  if (new Set(words).size !== words.length) throw new TypeError(`${owner}: ${path} has a word twice`);
  for (const word of words) {
    if (typeof word !== 'string' || !NAME_PATTERN.test(word)) {
      throw new TypeError(`${owner}: ${path} has a word that is no identifier`);
    }
  }
}

function isRange(min = -Number.MAX_VALUE, max = Number.MAX_VALUE): boolean {
  return Number.isFinite(min) && Number.isFinite(max) && min <= max;
}

/** Freezes plain data to its leaves, whatever was frozen before. Leaves objects of classes alone: a check is code. */
export function deepFreeze<T>(value: T): T {
  if (isPlain(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
