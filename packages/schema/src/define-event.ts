/** Declaring an event, and the static types that follow from its declaration. */

import { checkField, deepFreeze } from './check-field.ts';
import type {
  DigestField,
  EnumerationField,
  Field,
  FieldSet,
  FingerprintField,
  FlagField,
  HashedField,
  InstantField,
  ListField,
  LocalField,
  NameField,
  NumberField,
  RecordField,
} from './fields.ts';
import { recordedName } from './fields.ts';
import type { RecordingLevel } from './levels.ts';
import { RECORDING_LEVELS } from './levels.ts';

/** The fields of an event, each under the level from which it may be recorded. */
export interface LeveledFields {
  readonly minimal?: FieldSet;
  readonly standard?: FieldSet;
  readonly debug?: FieldSet;
}

/** What else may be said about an event. */
export interface EventOptions {
  /** Names under which older logs hold it. */
  readonly renamedFrom?: readonly string[];
  /** Why it should not be recorded any more. It is still read. */
  readonly deprecated?: string;
  /** How many may be recorded in a minute; the rest is a counted drop. Default `DEFAULT_PER_MINUTE`. */
  readonly perMinute?: number;
}

/** One declared event: plain data. */
export interface EventDefinition<Name extends string = string, Fields extends LeveledFields = LeveledFields> {
  readonly name: Name;
  /** What happened, in one sentence; the reason for collecting it. */
  readonly summary: string;
  readonly fields: Fields;
  readonly options: EventOptions;
}

/** A field with the level at which it is declared. */
export interface DeclaredField {
  readonly name: string;
  readonly level: RecordingLevel;
  readonly field: Field;
}

/** Events per minute of one type that may be recorded; ten a second leaves room for bursts and none for loops. */
export const DEFAULT_PER_MINUTE = 600;

/** `module.action`, or a snake_case usage name; at most 64 characters. */
const EVENT_NAME = /^(?=.{1,64}$)[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*$/;

/**
 * Declares an event.
 *
 * Everything that is passed is frozen.
 *
 * @throws TypeError when a name is malformed, reserved, or declared at two levels; when a level, a range, a former name or a
 *   budget makes no sense.
 */
export function defineEvent<const Name extends string, const Fields extends LeveledFields>(
  name: Name,
  summary: string,
  fields: Fields,
  options: EventOptions = {},
): EventDefinition<Name, Fields> {
  checkEventName(name);
  if (typeof summary !== 'string' || summary.trim() === '') throw new TypeError(`event ${name} has no summary`);
  const definition = deepFreeze({ name, summary, fields, options });
  checkOptions(name, options);
  for (const level of Object.keys(fields)) {
    if (!RECORDING_LEVELS.some((known) => known === level)) {
      throw new TypeError(`event ${name} declares fields at ${JSON.stringify(level)}, which is no level`);
    }
  }
  const seen = new Set<string>();
  for (const { name: field, ...declared } of declaredFields(definition)) {
    checkField(`event ${name}`, field, declared.field);
    for (const key of new Set([field, recordedName(field, declared.field)])) {
      if (seen.has(key)) throw new TypeError(`event ${name} declares the field ${key} twice`);
      seen.add(key);
    }
  }
  return definition;
}

/**
 * Declares an event whose fields are made, checked and frozen when somebody first asks for them: of a large catalog a process records
 * few. To whoever reads it the same plain data, checked by the same rules, which then throw when the fields are asked for.
 */
export function defineEventOnDemand<const Name extends string, const Fields extends LeveledFields>(
  name: Name,
  summary: string,
  declare: () => Fields,
  options: EventOptions = {},
): EventDefinition<Name, Fields> {
  let declared: Fields | undefined;
  return Object.freeze({
    name,
    summary,
    get fields() {
      declared ??= defineEvent(name, summary, declare(), options).fields;
      return declared;
    },
    options: Object.freeze(options),
  });
}

/** True while the fields of an event may not have been made yet: whoever only passes it on leaves them alone. */
export function isOnDemand(definition: EventDefinition): boolean {
  return Object.getOwnPropertyDescriptor(definition, 'fields')?.get !== undefined && Object.isFrozen(definition);
}

/** All fields of an event, lowest level first, in the order of their declaration. */
export function declaredFields(definition: EventDefinition): readonly DeclaredField[] {
  return RECORDING_LEVELS.flatMap((level) =>
    Object.entries(definition.fields[level] ?? {}).map(([name, field]) => ({ name, level, field })),
  );
}

/** The level of an event: that of its lowest field, or minimal when it has none. */
export function eventLevel(definition: EventDefinition): RecordingLevel {
  return declaredFields(definition)[0]?.level ?? 'minimal';
}

function checkEventName(name: string): void {
  if (!EVENT_NAME.test(name)) throw new TypeError(`${JSON.stringify(name)} is no name for an event: use module.action`);
}

function checkOptions(event: string, { renamedFrom = [], perMinute }: EventOptions): void {
  for (const former of renamedFrom) checkEventName(former);
  if (perMinute !== undefined && !(Number.isSafeInteger(perMinute) && perMinute > 0)) {
    throw new TypeError(`event ${event}: perMinute is a whole number from 1`);
  }
}

/** What a host passes for one field. */
export type FieldInput<F extends Field> =
  F extends EnumerationField<infer Words>
    ? Words
    : F extends FlagField
      ? boolean
      : F extends NumberField
        ? number
        : F extends NameField | HashedField | DigestField | FingerprintField | LocalField | InstantField
          ? string
          : F extends ListField<infer Item>
            ? readonly FieldInput<Item>[]
            : F extends RecordField<infer Fields>
              ? FieldSetInput<Fields>
              : never;

type OptionalNames<Fields extends FieldSet> = {
  [K in keyof Fields]: Fields[K] extends { readonly optional: true } ? K : never;
}[keyof Fields];

/** What a host passes for a set of fields. */
export type FieldSetInput<Fields extends FieldSet> = Flat<
  { readonly [K in Exclude<keyof Fields, OptionalNames<Fields>>]: FieldInput<Fields[K]> } & {
    readonly [K in OptionalNames<Fields>]?: FieldInput<Fields[K]> | undefined;
  }
>;

/** One object type instead of an intersection, so that a compiler's message shows fields and no type of ours. */
type Flat<T> = { [K in keyof T]: T[K] } & {};

/** An event without fields takes `{}` alone: the type `{}` would take anything. */
type NoMore<T> = [keyof T] extends [never] ? Readonly<Record<string, never>> : T;

type AtLevel<Fields extends LeveledFields, L extends RecordingLevel> = Fields extends {
  readonly [K in L]: infer Set extends FieldSet;
}
  ? FieldSetInput<Set>
  : unknown;

/** What a host passes to `track()` for an event: the fields of every level; the consented level decides what is kept. */
export type EventInput<Definition extends EventDefinition> = string extends Definition['name']
  ? AllLevels<Definition['fields']>
  : NoMore<AllLevels<Definition['fields']>>;

type AllLevels<Fields extends LeveledFields> = Flat<
  AtLevel<Fields, 'minimal'> & AtLevel<Fields, 'standard'> & AtLevel<Fields, 'debug'>
>;
