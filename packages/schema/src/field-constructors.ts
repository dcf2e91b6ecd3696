/** One word for each kind of field: how a payload is declared. The kinds themselves are in `fields.ts`. */

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
  ValueCheck,
  VocabularyName,
} from './fields.ts';

/** A yes or a no. */
export function flag(): FlagField {
  return { kind: 'flag' };
}

/** A duration in milliseconds, fractions allowed. */
export function millis(): NumberField {
  return { kind: 'number', unit: 'milliseconds', min: 0 };
}

/** A duration in seconds, fractions allowed. */
export function seconds(): NumberField {
  return { kind: 'number', unit: 'seconds', min: 0 };
}

/** A duration in minutes, fractions allowed. */
export function minutes(): NumberField {
  return { kind: 'number', unit: 'minutes', min: 0 };
}

/** A whole number of days. */
export function days(): NumberField {
  return { kind: 'number', unit: 'days', integer: true, min: 0 };
}

/** A whole number of weeks. */
export function weeks(): NumberField {
  return { kind: 'number', unit: 'weeks', integer: true, min: 0 };
}

/** A size in bytes. */
export function bytes(): NumberField {
  return { kind: 'number', unit: 'bytes', integer: true, min: 0 };
}

/** How many there are of something. */
export function count(): NumberField {
  return { kind: 'number', unit: 'count', integer: true, min: 0 };
}

/** A mean of counts, fractions allowed. */
export function mean(): NumberField {
  return { kind: 'number', unit: 'count', min: 0 };
}

/** A number of model tokens. */
export function tokens(): NumberField {
  return { kind: 'number', unit: 'tokens', integer: true, min: 0 };
}

/** A rate, in units per second. */
export function perSecond(): NumberField {
  return { kind: 'number', unit: 'per_second', min: 0 };
}

/** An amount of money in US dollars; aggregates keep it in nano-dollars. */
export function usd(): NumberField {
  return { kind: 'number', unit: 'usd', min: 0 };
}

/** A share of a whole, 0 to 1. */
export function ratio(): NumberField {
  return { kind: 'number', unit: 'ratio', min: 0, max: 1 };
}

/** A whole number on a scale that people gave, both ends included. */
export function rating(min: number, max: number): NumberField {
  return { kind: 'number', unit: 'rating', integer: true, min, max };
}

/** A change of something, up or down. */
export function delta(): NumberField {
  return { kind: 'number', unit: 'delta' };
}

/** A whole number that has no unit: an index, an exit code. */
export function integer(): NumberField {
  return { kind: 'number', unit: 'none', integer: true };
}

/** One of a closed set of words. Leaves as it is. */
export function oneOf<const Words extends readonly [string, ...string[]]>(
  ...values: Words
): EnumerationField<Words[number]> {
  return { kind: 'enumeration', values };
}

/** An identifier. Recorded as it is; leaves as itself when it is one of `words`, else as `other`. */
export function name(...words: readonly string[]): NameField {
  return { kind: 'name', words: [...words].sort() };
}

/** An identifier whose words come from a vocabulary of the catalog, which hosts extend. */
export function nameIn(vocabulary: VocabularyName, ...words: readonly string[]): NameField {
  return { kind: 'name', vocabulary, words: [...words].sort() };
}

/** Text of which only a keyed hash is ever recorded, under the name `hashed_<field>`. */
export function hashed(): HashedField {
  return { kind: 'hashed' };
}

/** The SHA-256 of some content, in hex. Recorded as it is; leaves keyed, so that nobody can look the content up. */
export function digest(): DigestField {
  return { kind: 'digest' };
}

/** The SHA-256 of a normalised stack. Leaves as itself, so that one fault on two machines is one group. For nothing else. */
export function fingerprint(): FingerprintField {
  return { kind: 'fingerprint' };
}

/** Free text, redacted, recorded, and never sent. */
export function local(): LocalField {
  return { kind: 'local' };
}

/** A point in time: RFC 3339 in UTC with milliseconds. Leaves cut to the hour below the level debug. */
export function instant(): InstantField {
  return { kind: 'instant' };
}

/** Several of one kind, at most `MAX_LIST_ITEMS`. */
export function list<const Item extends Field>(item: Item): ListField<Item> {
  return { kind: 'list', item };
}

/** A fixed set of fields under one name. */
export function record<const Fields extends FieldSet>(fields: Fields): RecordField<Fields> {
  return { kind: 'record', fields };
}

/** The same field, which may be missing. */
export function optional<const F extends Field>(field: F): F & { readonly optional: true } {
  return { ...field, optional: true };
}

/** The same number, of which only the 1-2-5 bucket leaves. */
export function bucketed(field: NumberField): NumberField & { readonly bucketed: true } {
  return { ...field, bucketed: true };
}

/** The same field with the reason why it is collected. */
export function described<const F extends Field>(purpose: string, field: F): F & { readonly purpose: string } {
  return { ...field, purpose };
}

/** The same field, of which only values fit that pass a further check, such as a zod schema. It can only refuse, never admit. */
export function checked<const F extends Field>(check: ValueCheck, field: F): F & { readonly check: ValueCheck } {
  return { ...field, check };
}
