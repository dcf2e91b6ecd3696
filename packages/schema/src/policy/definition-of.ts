/** From a policy back to declarations: the inverse of `policyOf`, without the order and the vocabularies' names. */

import type { DeclaredField, EventDefinition, LeveledFields } from '../define-event.ts';
import type { Field, FieldSet } from '../fields.ts';
import type { RecordingLevel } from '../levels.ts';
import type { Policy, PolicyEvent, PolicyField, PolicyShape } from './policy-of.ts';

/** The declarations of a policy's events, in the policy's order. */
export function definitionsOf(policy: Policy): EventDefinition[] {
  return Object.entries(policy.events).map(([name, event]) => definitionOf(name, event));
}

/** The declaration of one event. */
export function definitionOf(name: string, event: PolicyEvent): EventDefinition {
  const fields = Object.entries(event.fields).map(([field, shape]) => ({
    name: field,
    level: shape.level,
    field: fieldOf(shape),
  }));
  return {
    name,
    summary: event.summary,
    fields: toLevels(fields),
    options: {
      ...(event.renamed_from === undefined ? {} : { renamedFrom: event.renamed_from }),
      ...(event.deprecated === undefined ? {} : { deprecated: event.deprecated }),
      ...(event.per_minute === undefined ? {} : { perMinute: event.per_minute }),
    },
  };
}

/** Puts fields under their levels. */
export function toLevels(fields: readonly DeclaredField[]): LeveledFields {
  const levels: { [L in RecordingLevel]?: { [field: string]: Field } } = {};
  for (const { name, level, field } of fields) levels[level] = { ...levels[level], [name]: field };
  return levels;
}

/** The declarations of fields by name. */
export function fieldsOf(shapes: { readonly [field: string]: PolicyShape }): FieldSet {
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, fieldOf(shape)]));
}

/** The declaration of one field. */
export function fieldOf(shape: PolicyShape | PolicyField): Field {
  return {
    ...ownField(shape),
    ...(shape.optional ? { optional: true } : {}),
    ...(shape.purpose === undefined ? {} : { purpose: shape.purpose }),
  };
}

function ownField(shape: PolicyShape): Field {
  switch (shape.kind) {
    case 'number':
      return {
        kind: 'number',
        unit: shape.unit ?? 'none',
        ...(shape.integer ? { integer: true } : {}),
        ...(shape.min === undefined ? {} : { min: shape.min }),
        ...(shape.max === undefined ? {} : { max: shape.max }),
        ...(shape.treatment === 'bucket' ? { bucketed: true } : {}),
      };
    case 'enumeration':
      return { kind: 'enumeration', values: shape.values ?? [] };
    case 'name':
      return { kind: 'name', words: shape.words ?? [] };
    case 'list':
      // Without an item nothing may stand in the list: `local` is the strictest of what text may be.
      return { kind: 'list', item: shape.item === undefined ? { kind: 'local' } : fieldOf(shape.item) };
    case 'record':
      return { kind: 'record', fields: fieldsOf(shape.fields ?? {}) };
    default:
      return { kind: shape.kind };
  }
}
