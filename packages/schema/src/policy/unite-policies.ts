/** What a user agreed to in several answers: the union of their policies, field by field and word by word. */

import type { TagSet } from '../define-catalog.ts';
import type { DeclaredField, EventDefinition } from '../define-event.ts';
import { DEFAULT_PER_MINUTE, declaredFields } from '../define-event.ts';
import type { Field, FieldSet, NumberField } from '../fields.ts';
import type { RecordingLevel } from '../levels.ts';
import { definitionOf, fieldsOf, toLevels } from './definition-of.ts';
import { isAsStrict, stricterLevel } from './narrow-event.ts';
import type { Policy } from './policy-of.ts';
import { policyOf } from './policy-of.ts';

/**
 * The policy of two answers, the earlier first: everything that either has, at the lower level and under the weaker treatment.
 * Where the two cannot be one (another unit, another kind of value, another endpoint) and for texts, the later answer stands.
 * An event that one answer has without fields is recorded from the level of the other's lowest field on.
 */
export function unitePolicies(earlier: Policy, later: Policy): Policy {
  const names = new Set([...Object.keys(earlier.events), ...Object.keys(later.events)]);
  const events = [...names].flatMap((name): EventDefinition[] => {
    const answers = [earlier, later].flatMap(({ events }) => {
      const event = Object.hasOwn(events, name) ? events[name] : undefined;
      return event === undefined ? [] : [definitionOf(name, event)];
    });
    const [first, second] = answers;
    return first !== undefined && second !== undefined ? [uniteEvents(first, second)] : answers;
  });
  const tags = uniteSets(fieldsOf(earlier.tags), fieldsOf(later.tags)) as TagSet;
  return policyOf({ events, tags }, { endpoint: later.endpoint ?? earlier.endpoint });
}

function uniteEvents(earlier: EventDefinition, later: EventDefinition): EventDefinition {
  const [first, second] = [byField(earlier), byField(later)];
  const fields = [...new Set([...first.keys(), ...second.keys()])].flatMap((name) => {
    const [a, b] = [first.get(name), second.get(name)];
    if (a === undefined || b === undefined) return [a ?? b].filter((field) => field !== undefined);
    return [{ name, level: lowerOf(a.level, b.level), field: uniteFields(a.field, b.field) }];
  });
  const budgets = [earlier, later].map(({ options }) => options.perMinute);
  const perMinute = budgets.every((budget) => budget === undefined)
    ? {}
    : { perMinute: Math.max(...budgets.map((budget) => budget ?? DEFAULT_PER_MINUTE)) };
  return { ...later, fields: toLevels(fields), options: { ...later.options, ...perMinute } };
}

function uniteFields(earlier: Field, later: Field): Field {
  // The weaker of two treatments is the one that the other is at least as strict as.
  const weaker = isAsStrict(earlier, later) ? earlier : later;
  const other = weaker === earlier ? later : earlier;
  const texts = later.purpose === undefined ? {} : { purpose: later.purpose };
  const traits = { ...texts, ...(earlier.optional || later.optional ? { optional: true as const } : {}) };
  if (!isAsStrict(weaker, other)) return later;
  switch (weaker.kind) {
    case 'number':
      return { ...uniteNumbers(weaker, other as NumberField), ...traits };
    case 'enumeration':
      return { ...weaker, values: uniteWords(weaker.values, wordsOf(other)), ...traits };
    case 'name':
      return { ...weaker, words: uniteWords(weaker.words, wordsOf(other)), ...traits };
    case 'list':
      return earlier.kind === 'list' && later.kind === 'list'
        ? { ...weaker, item: uniteFields(earlier.item, later.item), ...traits }
        : later;
    case 'record':
      return earlier.kind === 'record' && later.kind === 'record'
        ? { ...weaker, fields: uniteSets(earlier.fields, later.fields), ...traits }
        : later;
    default:
      return { ...weaker, ...traits };
  }
}

function uniteNumbers(weaker: NumberField, other: NumberField): NumberField {
  const { kind, unit } = weaker;
  return {
    kind,
    unit,
    ...(weaker.integer && other.integer ? { integer: true } : {}),
    ...(weaker.min === undefined || other.min === undefined ? {} : { min: Math.min(weaker.min, other.min) }),
    ...(weaker.max === undefined || other.max === undefined ? {} : { max: Math.max(weaker.max, other.max) }),
    ...(weaker.bucketed && other.bucketed ? { bucketed: true } : {}),
  };
}

function uniteSets(earlier: FieldSet, later: FieldSet): FieldSet {
  const united: { [name: string]: Field } = { ...earlier };
  for (const [name, field] of Object.entries(later)) {
    const other = Object.hasOwn(earlier, name) ? earlier[name] : undefined;
    united[name] = other === undefined ? field : uniteFields(other, field);
  }
  return united;
}

function uniteWords(first: readonly string[], second: readonly string[]): readonly string[] {
  return [...new Set([...first, ...second])].sort();
}

function wordsOf(field: Field): readonly string[] {
  return field.kind === 'name' ? field.words : field.kind === 'enumeration' ? field.values : [];
}

function byField(event: EventDefinition): Map<string, DeclaredField> {
  return new Map(declaredFields(event).map((field) => [field.name, field]));
}

function lowerOf(a: RecordingLevel, b: RecordingLevel): RecordingLevel {
  return stricterLevel(a, b) === a ? b : a;
}
