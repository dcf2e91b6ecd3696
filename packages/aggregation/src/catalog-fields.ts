/** Readers of declared fields: type, unit, bounds and words come from the catalog, and a value that does not fit counts as missing. */

import type { Catalog, Field, NumberField, RecordedEvent } from '@telemetry/schema';
import { DIGEST_PATTERN, declaredFields, recordedName } from '@telemetry/schema';
import { scaleOf, toScaled } from './exact-sum.ts';
import { isIdentifier, OTHER } from './identifier.ts';
import type { KeyReader, NumberReader, Reader } from './reader.ts';
import { keyOf, payloadOf } from './reader.ts';

/** The readers of one type of event. Each throws a `TypeError` when the catalog declares no such field. */
export interface EventFields {
  /** True whenever the event occurs. */
  readonly occurs: Reader<true>;
  /** A yes or a no. */
  flag(field: string): Reader<boolean>;
  /** A number within its declared bounds, not so large that its scaled form is inexact. */
  number(field: string): NumberReader;
  /** A word: an enumeration's, a name, a keyed hash or a fingerprint. `missing` stands for an absent one. A text that may not be shown is `other`; a hash that is none is missing. */
  key(field: string, missing?: string): KeyReader;
  /** The different words of a list. */
  keys(field: string): KeyReader;
}

/** Which names are keys: any that may be shown, or only the declared words, as after a release; others are `other`. */
export type NameKeys = 'any' | 'declared';

/** Is told each field that a reader was made for, by the name under which it is recorded. */
export type NoteField = (event: string, recordedName: string) => void;

/**
 * The readers of one type of event of a catalog.
 *
 * @throws TypeError when the catalog has no such event
 */
export function fieldsOf(catalog: Catalog, eventName: string, names: NameKeys = 'any', note?: NoteField): EventFields {
  const definition = catalog.byName.get(eventName);
  if (definition === undefined) throw new TypeError(`the catalog has no event ${eventName}`);
  const declared = new Map(declaredFields(definition).map(({ name, field }) => [name, field]));

  function fieldCalled(name: string): Field {
    const field = declared.get(name);
    if (field === undefined) throw new TypeError(`${eventName} has no field ${name}`);
    return field;
  }

  function reader<Value>(
    name: string,
    read: (value: unknown, event: RecordedEvent) => Value | undefined,
  ): Reader<Value> {
    const recorded = recordedName(name, fieldCalled(name));
    note?.(eventName, recorded);
    return {
      events: [eventName],
      read: (event) => (event.event === eventName ? read(payloadOf(event)[recorded], event) : undefined),
    };
  }

  return {
    occurs: { events: [eventName], read: (event) => (event.event === eventName ? true : undefined) },
    flag: (name) => {
      if (fieldCalled(name).kind !== 'flag') throw new TypeError(`${eventName}.${name} is no flag`);
      return reader(name, (value) => (typeof value === 'boolean' ? value : undefined));
    },
    number: (name) => {
      const field = fieldCalled(name);
      if (field.kind !== 'number') throw new TypeError(`${eventName}.${name} is no number`);
      const scale = scaleOf(field);
      return { ...reader(name, (value) => (fits(value, field, scale) ? value + 0 : undefined)), scale };
    },
    key: (name, missing) => {
      const words = wordsOf(fieldCalled(name), `${eventName}.${name}`, names);
      return {
        ...reader(name, (value, event) => words.read(value, event) ?? missing),
        isKey: (key) => key === missing || words.isKey(key),
      };
    },
    keys: (name) => {
      const field = fieldCalled(name);
      if (field.kind !== 'list') throw new TypeError(`${eventName}.${name} is no list`);
      const words = wordsOf(field.item, `${eventName}.${name}`, names);
      return {
        ...reader(name, (value, event) =>
          Array.isArray(value)
            ? [...new Set(value.map((item) => words.read(item, event)).filter((word) => word !== undefined))]
            : undefined,
        ),
        isKey: words.isKey,
      };
    },
  };
}

function fits(value: unknown, field: NumberField, scale: number): value is number {
  return (
    typeof value === 'number' &&
    value >= (field.min ?? -Infinity) &&
    value <= (field.max ?? Infinity) &&
    (!field.integer || Number.isInteger(value)) &&
    toScaled(value, scale) !== undefined
  );
}

interface Words {
  read(value: unknown, event: RecordedEvent): string | undefined;
  isKey(key: string): boolean;
}

function wordsOf(field: Field, path: string, names: NameKeys): Words {
  switch (field.kind) {
    case 'enumeration':
      return closedWords(field.values);
    case 'name':
      if (names === 'declared') return closedWords(field.words);
      return { read: (value, event) => keyOf(event, value), isKey: isIdentifier };
    case 'hashed':
    case 'fingerprint':
      return { read: (value) => (isDigest(value) ? value : undefined), isKey: isDigest };
    default:
      throw new TypeError(`${path} holds no words that could be keys`);
  }
}

function closedWords(words: readonly string[]): Words {
  const values = new Set(words);
  return {
    read: (value) => {
      if (typeof value !== 'string' || value === '') return undefined;
      return values.has(value) ? value : OTHER;
    },
    isKey: (key) => values.has(key) || key === OTHER,
  };
}

function isDigest(value: unknown): value is string {
  return typeof value === 'string' && DIGEST_PATTERN.test(value);
}
