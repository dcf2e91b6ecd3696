/**
 * The meeting point of two declarations of one event, tag or field: what both allow.
 * The stricter level, the words that both have, the narrower range, the declared treatment when it is equal or stricter.
 */

import type { EventDefinition } from '../define-event.ts';
import { DEFAULT_PER_MINUTE, declaredFields, eventLevel } from '../define-event.ts';
import type { EnumerationField, Field, FieldSet, NumberField } from '../fields.ts';
import type { RecordingLevel } from '../levels.ts';
import { RECORDING_LEVELS } from '../levels.ts';
import { toLevels } from './definition-of.ts';

/** The level at which less is recorded: the one that asks for more consent. */
export function stricterLevel(a: RecordingLevel, b: RecordingLevel): RecordingLevel {
  return RECORDING_LEVELS.indexOf(a) >= RECORDING_LEVELS.indexOf(b) ? a : b;
}

/**
 * Tells whether a value that is treated as `declared` shows no more than one treated as `agreed`, in the log and when it leaves.
 * Across kinds only where the same value is meant: a name may come to be hashed or to be one of a closed set, a fingerprint to be
 * keyed as a digest.
 */
export function isAsStrict(agreed: Field, declared: Field): boolean {
  if (agreed.kind === 'number' && declared.kind === 'number') {
    return agreed.unit === declared.unit && (!agreed.bucketed || declared.bucketed === true);
  }
  if (agreed.kind === declared.kind) return true;
  if (agreed.kind === 'name') return declared.kind === 'hashed' || declared.kind === 'enumeration';
  return agreed.kind === 'fingerprint' && declared.kind === 'digest';
}

/** What may be recorded of a declared event by an agreed one; `undefined` when nothing may. */
export function narrowEvent(agreed: EventDefinition, declared: EventDefinition): EventDefinition | undefined {
  const agreedFields = new Map(declaredFields(agreed).map((field) => [field.name, field]));
  const fields = declaredFields(declared).flatMap(({ name, level, field }) => {
    const other = agreedFields.get(name);
    const narrowed = other === undefined ? undefined : narrowField(other.field, field);
    if (other === undefined || narrowed === undefined) return [];
    return [{ name, level: stricterLevel(other.level, level), field: narrowed }];
  });
  // An event without fields counts as minimal: it must not come to be recorded below the level that both ask for.
  if (fields.length === 0 && stricterLevel(eventLevel(agreed), eventLevel(declared)) !== 'minimal') return undefined;
  return { ...declared, fields: toLevels(fields), options: narrowOptions(agreed, declared) };
}

function narrowOptions(agreed: EventDefinition, declared: EventDefinition): EventDefinition['options'] {
  const { perMinute: allowed } = agreed.options;
  const { perMinute: asked } = declared.options;
  if (allowed === undefined && asked === undefined) return declared.options;
  return { ...declared.options, perMinute: Math.min(allowed ?? DEFAULT_PER_MINUTE, asked ?? DEFAULT_PER_MINUTE) };
}

/** What may be recorded of a declared field by an agreed one; `undefined` when nothing may. Keeps the declared texts. */
export function narrowField(agreed: Field, declared: Field): Field | undefined {
  if (!isAsStrict(agreed, declared)) return undefined;
  const optional = agreed.optional || declared.optional ? { optional: true as const } : {};
  switch (declared.kind) {
    case 'number': {
      const number = narrowNumber(agreed as NumberField, declared);
      return number === undefined ? undefined : { ...number, ...optional };
    }
    case 'enumeration': {
      const allowed = agreed.kind === 'name' ? agreed.words : (agreed as EnumerationField).values;
      const values = declared.values.filter((word) => allowed.includes(word));
      return values.length === 0 ? undefined : { ...declared, values, ...optional };
    }
    case 'name': {
      const words = agreed.kind === 'name' ? agreed.words : [];
      return { ...declared, words: declared.words.filter((word) => words.includes(word)), ...optional };
    }
    case 'list': {
      const item = agreed.kind === 'list' ? narrowField(agreed.item, declared.item) : undefined;
      return item === undefined ? undefined : { ...declared, item, ...optional };
    }
    case 'record': {
      const fields = agreed.kind === 'record' ? narrowFields(agreed.fields, declared.fields) : {};
      return Object.keys(fields).length === 0 ? undefined : { ...declared, fields, ...optional };
    }
    default:
      return { ...declared, ...optional };
  }
}

/** What may be recorded of declared fields by agreed ones. */
export function narrowFields(agreed: FieldSet, declared: FieldSet): FieldSet {
  const fields: { [name: string]: Field } = {};
  for (const [name, field] of Object.entries(declared)) {
    const other = Object.hasOwn(agreed, name) ? agreed[name] : undefined;
    const narrowed = other === undefined ? undefined : narrowField(other, field);
    if (narrowed !== undefined) fields[name] = narrowed;
  }
  return fields;
}

function narrowNumber(agreed: NumberField, declared: NumberField): NumberField | undefined {
  const min = Math.max(agreed.min ?? -Infinity, declared.min ?? -Infinity);
  const max = Math.min(agreed.max ?? Infinity, declared.max ?? Infinity);
  if (min > max) return undefined;
  return {
    ...declared,
    ...(agreed.integer || declared.integer ? { integer: true } : {}),
    ...(min === -Infinity ? {} : { min }),
    ...(max === Infinity ? {} : { max }),
  };
}
