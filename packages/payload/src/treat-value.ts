/**
 * One value against one declared field, on its way into the log.
 * Answers what may be recorded of it; says nothing about what it was.
 */

import type { Field, Json, NumberField } from '@telemetry/schema';
import { DIGEST_PATTERN, MAX_LIST_ITEMS, NAME_PATTERN, recordedName } from '@telemetry/schema';
import type { KeyedHash } from './keyed-hash.ts';

/** What the treatments need from outside. */
export interface Treatments {
  readonly keyed: KeyedHash;
  /** Redacts the text that stands at a path; `undefined` when nothing of it may stay. Notes what it did by itself. */
  filter(text: string, path: string): string | undefined;
  /** Is told of every value that was left out. */
  leftOut(path: string): void;
}

/** A value that fits none of the forms of its field: the event is dropped. */
export const MISFIT = Symbol('misfit');

/** A value that is left out, and the event goes on: a name with other characters, a text that was redacted away. */
export const LEFT_OUT = Symbol('left out');

/** What came of a value. */
export type Treated = Json | typeof MISFIT | typeof LEFT_OUT;

/** RFC 3339 in UTC, fractions optional. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;

/** Treats one value. Getters and proxies of the host run inside, so this may throw whatever they throw. */
export function treatValue(field: Field, value: unknown, path: string, treatments: Treatments): Treated {
  if (field.check !== undefined && !field.check.safeParse(value).success) return MISFIT;
  switch (field.kind) {
    case 'flag':
      return typeof value === 'boolean' ? value : MISFIT;
    case 'number':
      if (typeof value !== 'number' || !isInRange(field, value)) return MISFIT;
      return value === 0 ? 0 : value;
    case 'enumeration':
      return typeof value === 'string' && field.values.includes(value) ? value : MISFIT;
    case 'name':
      if (typeof value !== 'string') return MISFIT;
      return NAME_PATTERN.test(value) ? filtered(value, path, treatments) : leaveOut(path, treatments);
    case 'hashed':
      return typeof value === 'string' ? treatments.keyed(value) : MISFIT;
    case 'digest':
    case 'fingerprint':
      return typeof value === 'string' && DIGEST_PATTERN.test(value) ? value : MISFIT;
    case 'local':
      return typeof value === 'string' ? filtered(value, path, treatments) : MISFIT;
    case 'instant':
      return instantOf(value);
    case 'list':
      return treatList(field.item, value, path, treatments);
    case 'record':
      return treatRecord(field.fields, value, path, treatments);
  }
}

/** Tells whether a number is one that its field allows. */
export function isInRange({ integer, min = -Infinity, max = Infinity }: NumberField, value: number): boolean {
  return (integer ? Number.isSafeInteger(value) : Number.isFinite(value)) && value >= min && value <= max;
}

function filtered(text: string, path: string, treatments: Treatments): Treated {
  return treatments.filter(text, path) ?? leaveOut(path, treatments);
}

function leaveOut(path: string, treatments: Treatments): typeof LEFT_OUT {
  treatments.leftOut(path);
  return LEFT_OUT;
}

function instantOf(value: unknown): Treated {
  if (typeof value !== 'string' || !INSTANT.test(value)) return MISFIT;
  const time = Date.parse(value);
  return Number.isNaN(time) ? MISFIT : new Date(time).toISOString();
}

function treatList(item: Field, value: unknown, path: string, treatments: Treatments): Treated {
  if (!Array.isArray(value)) return MISFIT;
  const { length } = value;
  if (length > MAX_LIST_ITEMS) return MISFIT;
  const items: Json[] = [];
  let leftOut = false;
  for (let index = 0; index < length; index += 1) {
    const treated = treatValue(item, value[index], `${path}.${index}`, treatments);
    if (treated === MISFIT) return MISFIT;
    if (treated === LEFT_OUT) leftOut = true;
    else items.push(treated);
  }
  return leftOut && items.length === 0 ? LEFT_OUT : items;
}

function treatRecord(
  fields: { readonly [name: string]: Field },
  value: unknown,
  path: string,
  treatments: Treatments,
): Treated {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return MISFIT;
  const source = value as { readonly [name: string]: unknown };
  const treated: { [name: string]: Json } = {};
  for (const [name, field] of Object.entries(fields)) {
    const inner = Object.hasOwn(source, name) ? source[name] : undefined;
    if (inner === undefined || inner === null) {
      if (!field.optional) return MISFIT;
      continue;
    }
    const result = treatValue(field, inner, `${path}.${name}`, treatments);
    if (result === MISFIT) return MISFIT;
    if (result !== LEFT_OUT) treated[recordedName(name, field)] = result;
  }
  return treated;
}
