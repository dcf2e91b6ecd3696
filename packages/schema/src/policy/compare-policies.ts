/** What changed between two policies, told apart by direction: what widens needs the user's consent again, what narrows does not. */

import type { EventDefinition } from '../define-event.ts';
import { declaredFields, eventLevel } from '../define-event.ts';
import type { Field, FieldSet, NumberField } from '../fields.ts';
import { RECORDING_LEVELS } from '../levels.ts';
import { definitionOf, fieldsOf } from './definition-of.ts';
import { isAsStrict } from './narrow-event.ts';
import type { Policy } from './policy-of.ts';

/** What changed: something came or went, or one property of it became another. */
export type PolicyChangeKind =
  | 'event'
  | 'field'
  | 'tag'
  | 'level'
  | 'treatment'
  | 'unit'
  | 'range'
  | 'words'
  | 'endpoint';

/** One change. Names and words are the catalog's, never a user's. */
export interface PolicyChange {
  readonly kind: PolicyChangeKind;
  /** The event at which it changed; missing for tags and the endpoint. */
  readonly event?: string;
  /** The path of the field, or the tag. */
  readonly field?: string;
  /** What it was. Missing for what is new. */
  readonly before?: string;
  /** What it is. Missing for what is gone. */
  readonly after?: string;
}

/** All changes, by direction. Texts for people, budgets and former names are no part of it. */
export interface PolicyComparison {
  /** More is recorded, or more of it leaves, or elsewhere. */
  readonly widenings: readonly PolicyChange[];
  readonly narrowings: readonly PolicyChange[];
}

/** Takes one change; `widens` says in which direction. */
type Report = (widens: boolean, change: PolicyChange) => void;

/** Where a field stands. */
interface Place {
  readonly event?: string;
  readonly field: string;
}

/** Compares two policies, the earlier first. */
export function comparePolicies(before: Policy, after: Policy): PolicyComparison {
  const widenings: PolicyChange[] = [];
  const narrowings: PolicyChange[] = [];
  const report: Report = (widens, change) => (widens ? widenings : narrowings).push(change);
  for (const name of bothNames(before.events, after.events)) {
    const [old, present] = [own(before.events, name), own(after.events, name)];
    if (old === undefined) report(true, { kind: 'event', event: name, after: name });
    else if (present === undefined) report(false, { kind: 'event', event: name, before: name });
    else compareEvents(definitionOf(name, old), definitionOf(name, present), report);
  }
  compareSets(fieldsOf(before.tags), fieldsOf(after.tags), 'tag', (name) => ({ field: name }), report);
  if (before.endpoint !== after.endpoint) {
    report(after.endpoint !== undefined, { kind: 'endpoint', ...ends(before.endpoint, after.endpoint) });
  }
  return { widenings, narrowings };
}

function compareEvents(before: EventDefinition, after: EventDefinition, report: Report): void {
  const event = after.name;
  const [old, present] = [declaredFields(before), declaredFields(after)];
  const toSet = (fields: typeof old): FieldSet => Object.fromEntries(fields.map(({ name, field }) => [name, field]));
  compareSets(toSet(old), toSet(present), 'field', (field) => ({ event, field }), report);
  for (const { name: field, level } of present) {
    const earlier = old.find(({ name }) => name === field)?.level;
    if (earlier === undefined || earlier === level) continue;
    report(isLower(level, earlier), { kind: 'level', event, field, before: earlier, after: level });
  }
  // Without fields an event is recorded from minimal on: the mere fact that it happened.
  const [from, to] = [eventLevel(before), eventLevel(after)];
  if (present.length === 0 && isLower(to, from)) report(true, { kind: 'level', event, before: from, after: to });
}

function compareSets(
  before: FieldSet,
  after: FieldSet,
  kind: 'field' | 'tag',
  placeOf: (name: string) => Place,
  report: Report,
): void {
  for (const name of bothNames(before, after)) {
    const [old, present] = [own(before, name), own(after, name)];
    const place = placeOf(name);
    if (old === undefined) report(true, { kind, ...place, after: name });
    else if (present === undefined) report(false, { kind, ...place, before: name });
    else compareFields(old, present, place, report);
  }
}

function compareFields(before: Field, after: Field, place: Place, report: Report): void {
  if (before.kind === 'number' && after.kind === 'number') compareNumbers(before, after, place, report);
  if (before.kind !== after.kind) {
    report(!isAsStrict(before, after), { kind: 'treatment', ...place, before: before.kind, after: after.kind });
  }
  if (before.kind === 'list' && after.kind === 'list') compareFields(before.item, after.item, place, report);
  if (before.kind === 'record' && after.kind === 'record') {
    const placeOf = (name: string): Place => ({ ...place, field: `${place.field}.${name}` });
    compareSets(before.fields, after.fields, 'field', placeOf, report);
  }
  const [old, present] = [wordsOf(before), wordsOf(after)];
  if (old === undefined || present === undefined) return;
  const added = present.filter((word) => !old.includes(word));
  const removed = old.filter((word) => !present.includes(word));
  if (added.length > 0) report(true, { kind: 'words', ...place, after: added.join(' ') });
  if (removed.length > 0) report(false, { kind: 'words', ...place, before: removed.join(' ') });
}

function compareNumbers(before: NumberField, after: NumberField, place: Place, report: Report): void {
  if (before.unit !== after.unit) report(true, { kind: 'unit', ...place, before: before.unit, after: after.unit });
  if (before.bucketed !== after.bucketed) {
    const names = before.bucketed ? ends('bucket', 'as_is') : ends('as_is', 'bucket');
    report(before.bucketed === true, { kind: 'treatment', ...place, ...names });
  }
  const [old, present] = [rangeOf(before), rangeOf(after)];
  const change: PolicyChange = { kind: 'range', ...place, before: rangeText(before), after: rangeText(after) };
  if (present.min < old.min || present.max > old.max || (before.integer && !after.integer)) report(true, change);
  else if (present.min > old.min || present.max < old.max || (!before.integer && after.integer)) report(false, change);
}

function rangeOf(field: NumberField): { readonly min: number; readonly max: number } {
  return { min: field.min ?? -Infinity, max: field.max ?? Infinity };
}

function rangeText(field: NumberField): string {
  return `${field.integer ? 'integer' : 'number'} ${field.min ?? ''}..${field.max ?? ''}`;
}

function wordsOf(field: Field): readonly string[] | undefined {
  return field.kind === 'name' ? field.words : field.kind === 'enumeration' ? field.values : undefined;
}

function isLower(a: (typeof RECORDING_LEVELS)[number], b: (typeof RECORDING_LEVELS)[number]): boolean {
  return RECORDING_LEVELS.indexOf(a) < RECORDING_LEVELS.indexOf(b);
}

function ends(before: string | undefined, after: string | undefined): Pick<PolicyChange, 'before' | 'after'> {
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

function bothNames(before: object, after: object): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
}

function own<T>(object: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
