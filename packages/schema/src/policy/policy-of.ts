/** The policy as data, and how it is made of a catalog. Members are snake_case, since it is stored. */

import type { Catalog } from '../define-catalog.ts';
import type { EventDefinition } from '../define-event.ts';
import { declaredFields } from '../define-event.ts';
import type { Field, FieldSet, Treatment, Unit } from '../fields.ts';
import { treatmentOf } from '../fields.ts';
import type { RecordingLevel } from '../levels.ts';

/** The version of the policy's own form. */
export const POLICY_VERSION = 1;

/** What may be recorded of a value and how it is treated. */
export interface PolicyShape {
  readonly kind: Field['kind'];
  /** How a value is treated; a list has its item's, a record none of its own. */
  readonly treatment?: Treatment;
  readonly unit?: Unit;
  readonly integer?: true;
  readonly min?: number;
  readonly max?: number;
  /** The words of an enumeration, sorted. */
  readonly values?: readonly string[];
  /** The words of a name that may leave as themselves, sorted. */
  readonly words?: readonly string[];
  /** What a list is made of. */
  readonly item?: PolicyShape;
  /** What a record is made of. */
  readonly fields?: { readonly [field: string]: PolicyShape };
  readonly optional?: true;
  /** Why it is collected: text for people. */
  readonly purpose?: string;
}

/** A field of an event, with the level from which it may be recorded. */
export interface PolicyField extends PolicyShape {
  readonly level: RecordingLevel;
}

/** One event. */
export interface PolicyEvent {
  /** What happened: text for people. */
  readonly summary: string;
  readonly fields: { readonly [field: string]: PolicyField };
  readonly renamed_from?: readonly string[];
  readonly deprecated?: string;
  readonly per_minute?: number;
}

/** Everything that a catalog may record and send, and where to. Plain data; the order of members says nothing. */
export interface Policy {
  readonly policy_version: typeof POLICY_VERSION;
  readonly events: { readonly [event: string]: PolicyEvent };
  /** Tags that may leave. */
  readonly tags: { readonly [tag: string]: PolicyShape };
  /** Where released data may be sent. Missing: nowhere. */
  readonly endpoint?: string;
}

/** What belongs to a policy beside its catalog. */
export interface PolicyOptions {
  /** Where released data may be sent. */
  readonly endpoint?: string | undefined;
}

/** The policy of a catalog. Further checks of values are code and no part of it. */
export function policyOf(catalog: Pick<Catalog, 'events' | 'tags'>, options: PolicyOptions = {}): Policy {
  return {
    policy_version: POLICY_VERSION,
    events: Object.fromEntries(catalog.events.map((event) => [event.name, eventPolicy(event)])),
    tags: shapesOf(catalog.tags),
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
  };
}

function eventPolicy(event: EventDefinition): PolicyEvent {
  const { renamedFrom = [], deprecated, perMinute } = event.options;
  return {
    summary: event.summary,
    fields: Object.fromEntries(
      declaredFields(event).map(({ name, level, field }) => [name, { level, ...shapeOf(field) }]),
    ),
    ...(renamedFrom.length === 0 ? {} : { renamed_from: [...renamedFrom].sort() }),
    ...(deprecated === undefined ? {} : { deprecated }),
    ...(perMinute === undefined ? {} : { per_minute: perMinute }),
  };
}

function shapesOf(fields: FieldSet): { [field: string]: PolicyShape } {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, shapeOf(field)]));
}

function shapeOf(field: Field): PolicyShape {
  return {
    ...ownShape(field),
    ...(field.optional ? { optional: true } : {}),
    ...(field.purpose === undefined ? {} : { purpose: field.purpose }),
  };
}

function ownShape(field: Field): PolicyShape {
  const { kind } = field;
  switch (kind) {
    case 'record':
      return { kind, fields: shapesOf(field.fields) };
    case 'list':
      return { kind, item: shapeOf(field.item) };
    case 'enumeration':
      return { kind, treatment: treatmentOf(field), values: [...field.values].sort() };
    case 'name':
      return { kind, treatment: treatmentOf(field), words: [...field.words].sort() };
    case 'number':
      return {
        kind,
        treatment: treatmentOf(field),
        unit: field.unit,
        ...(field.integer ? { integer: true } : {}),
        ...(field.min === undefined ? {} : { min: field.min }),
        ...(field.max === undefined ? {} : { max: field.max }),
      };
    default:
      return { kind, treatment: treatmentOf(field) };
  }
}
