/** One field as a zod schema, in each of the three projections. */

import { z } from 'zod';
import type { DeclaredField } from '../define-event.ts';
import type { Field, FieldSet, NumberField } from '../fields.ts';
import { DIGEST_PATTERN, MAX_LIST_ITEMS, recordedName, treatmentOf } from '../fields.ts';

/** An HMAC as the payload builder makes it: its first 12 hex digits. */
export const KEYED_PATTERN = /^[0-9a-f]{12}$/;

/** RFC 3339 in UTC with milliseconds: the form that is written. */
export const INSTANT_PATTERN =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** What leaves in place of an identifier that is in no vocabulary. */
const OTHER = 'other';

type Schemas = { [name: string]: z.ZodType };

/** What a host passes for a field. A `name()` may be any text: one that is no identifier is left out, not refused. */
export function inputSchema(field: Field): z.ZodType {
  const { check } = field;
  const own = ownInput(field);
  const schema = about(check === undefined ? own : own.refine((value) => check.safeParse(value).success), field);
  return field.optional ? schema.optional() : schema;
}

function ownInput(field: Field): z.ZodType {
  switch (field.kind) {
    case 'name':
    case 'hashed':
    case 'local':
      return z.string();
    case 'digest':
    case 'fingerprint':
      return z.string().regex(DIGEST_PATTERN);
    case 'instant':
      return z.iso.datetime();
    case 'list':
      return z.array(ownInput(field.item)).max(MAX_LIST_ITEMS);
    case 'record':
      return z.strictObject(mapFields(field.fields, inputSchema));
    default:
      return plainSchema(field);
  }
}

/** The recorded fields of an event, by recorded name. All may be missing. */
export function recordedSchema(fields: readonly DeclaredField[]): Schemas {
  return Object.fromEntries(
    fields.map(({ name, field }) => [recordedName(name, field), about(ownRecorded(field), field).exactOptional()]),
  );
}

function ownRecorded(field: Field): z.ZodType {
  switch (field.kind) {
    case 'name':
    case 'local':
      // The sanitizer's marks may stand in either, so no pattern holds.
      return z.string();
    case 'hashed':
      return z.string().regex(KEYED_PATTERN);
    case 'digest':
    case 'fingerprint':
      return z.string().regex(DIGEST_PATTERN);
    case 'instant':
      return z.string().regex(INSTANT_PATTERN);
    case 'list':
      return z.array(ownRecorded(field.item)).max(MAX_LIST_ITEMS);
    case 'record':
      return z.looseObject(recordedSchema(entriesOf(field.fields)));
    default:
      return plainSchema(field);
  }
}

/** The released fields of an event, by recorded name, without what stays local. All may be missing. */
export function releasedSchema(fields: readonly Pick<DeclaredField, 'name' | 'field'>[]): Schemas {
  return Object.fromEntries(
    fields
      .filter(({ field }) => treatmentOf(field) !== 'stays_local')
      .map(({ name, field }) => [recordedName(name, field), about(ownReleased(field), field).exactOptional()]),
  );
}

function ownReleased(field: Field): z.ZodType {
  switch (field.kind) {
    case 'name':
      return wordSchema(field.words);
    case 'hashed':
    case 'digest':
      return z.string().regex(KEYED_PATTERN);
    case 'fingerprint':
      return z.string().regex(DIGEST_PATTERN);
    case 'instant':
      return z.string().regex(INSTANT_PATTERN);
    case 'local':
      return z.never();
    case 'list':
      return z.array(ownReleased(field.item)).max(MAX_LIST_ITEMS);
    case 'record':
      return z.strictObject(releasedSchema(entriesOf(field.fields)));
    case 'number':
      return field.bucketed ? bucketSchema(field) : plainSchema(field);
    default:
      return plainSchema(field);
  }
}

/** A word of a vocabulary, or `other`. */
export function wordSchema(words: readonly string[]): z.ZodType {
  return z.enum([...new Set([...words, OTHER])]);
}

/** A number of the 1-2-5 series. It lies nearer to zero than what it stands for, so a range holds only as widened to zero. */
function bucketSchema(field: NumberField): z.ZodType {
  const widened: NumberField = {
    ...field,
    ...(field.min === undefined ? {} : { min: Math.min(field.min, 0) }),
    ...(field.max === undefined ? {} : { max: Math.max(field.max, 0) }),
  };
  return numberSchema(widened).refine(
    (value) => value === 0 || /^-?[125]e/.test(value.toExponential()),
    'not of the 1-2-5 series',
  );
}

function plainSchema(field: Field): z.ZodType {
  if (field.kind === 'flag') return z.boolean();
  if (field.kind === 'enumeration') return z.enum([...field.values]);
  return field.kind === 'number' ? numberSchema(field) : z.never();
}

function numberSchema(field: NumberField): z.ZodNumber {
  const number = field.integer ? z.int() : z.number();
  const atLeast = field.min === undefined ? number : number.min(field.min);
  return field.max === undefined ? atLeast : atLeast.max(field.max);
}

/** Adds what the declaration says for people. */
function about(schema: z.ZodType, field: Field): z.ZodType {
  const unit = field.kind === 'number' && field.unit !== 'none' ? { 'x-unit': field.unit } : {};
  return schema.meta({ ...(field.purpose === undefined ? {} : { description: field.purpose }), ...unit });
}

function entriesOf(fields: FieldSet): { readonly name: string; readonly field: Field; readonly level: 'minimal' }[] {
  return Object.entries(fields).map(([name, field]) => ({ name, field, level: 'minimal' }));
}

function mapFields(fields: FieldSet, toSchema: (field: Field) => z.ZodType): Schemas {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, toSchema(field)]));
}
