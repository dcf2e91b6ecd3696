/**
 * What a payload may be made of, and how each kind of value is treated.
 * A field is plain data, so that every schema, page and label can be derived from it, and it can stand in a lock file.
 * There is no type for text that may leave: a string is an enumeration, a name, a keyed hash, a digest, or stays local.
 */

/** The units in which numbers are recorded; `none` for an index or a code. */
export const UNITS = [
  'milliseconds',
  'seconds',
  'minutes',
  'days',
  'weeks',
  'bytes',
  'count',
  'tokens',
  'per_second',
  'usd',
  'ratio',
  'rating',
  'delta',
  'none',
] as const;

/** What a number counts. It names the unit in which it is recorded; metrics, pages and exports take theirs from it. */
export type Unit = (typeof UNITS)[number];

/** The names of the standard catalog's vocabularies. */
export const VOCABULARY_NAMES = [
  'agents',
  'artifacts',
  'capabilities',
  'commands',
  'components',
  'errors',
  'events',
  'executors',
  'features',
  'fields',
  'models',
  'packs',
  'pillars',
  'profiles',
  'providers',
  'quests',
  'reasons',
  'risks',
  'scopes',
  'sessions',
  'skills',
  'tasks',
  'tools',
  'versions',
] as const;

/** A named vocabulary of the standard catalog, which hosts extend with their own words. */
export type VocabularyName = (typeof VOCABULARY_NAMES)[number];

/** A further check of a value, as zod's schemas have it. Must not throw. */
export interface ValueCheck {
  safeParse(value: unknown): { readonly success: boolean };
}

/** What every field may say about itself. */
interface FieldTraits {
  /** True when an event is complete without it. */
  readonly optional?: true;
  /** Why it is collected, in one sentence for the one who is asked. */
  readonly purpose?: string;
  /** A further check of what a host passes; a value that fails it does not fit. Code, and so no part of a policy. */
  readonly check?: ValueCheck;
}

/** A yes or no. */
export interface FlagField extends FieldTraits {
  readonly kind: 'flag';
}

/** A finite number with a unit. */
export interface NumberField extends FieldTraits {
  readonly kind: 'number';
  readonly unit: Unit;
  /** True when only whole numbers fit. */
  readonly integer?: true;
  /** Smallest value that fits. */
  readonly min?: number;
  /** Largest value that fits. */
  readonly max?: number;
  /** True when only its 1-2-5 bucket may leave. */
  readonly bucketed?: true;
}

/** One of a closed set of words; leaves as itself. */
export interface EnumerationField<Words extends string = string> extends FieldTraits {
  readonly kind: 'enumeration';
  readonly values: readonly Words[];
}

/** An identifier, `[A-Za-z0-9_.:/@-]{1,64}`: recorded as it is, leaves as itself only when it is among its words. */
export interface NameField extends FieldTraits {
  readonly kind: 'name';
  /** The words that may leave as themselves, sorted; any other leaves as `other`. */
  readonly words: readonly string[];
  /** The catalog's vocabulary whose words are added to `words` when the catalog is defined. */
  readonly vocabulary?: VocabularyName;
}

/** A text that is keyed when it is recorded, under the name `hashed_<field>`: 12 hex digits. */
export interface HashedField extends FieldTraits {
  readonly kind: 'hashed';
}

/** A SHA-256 of content: recorded as it is, keyed when it leaves. */
export interface DigestField extends FieldTraits {
  readonly kind: 'digest';
}

/** A digest that leaves as itself, so that the same fault on two machines is one group. */
export interface FingerprintField extends FieldTraits {
  readonly kind: 'fingerprint';
}

/** Free text after redaction: recorded, never leaves. */
export interface LocalField extends FieldTraits {
  readonly kind: 'local';
}

/** A moment, RFC 3339; cut to the hour when it leaves below level debug. */
export interface InstantField extends FieldTraits {
  readonly kind: 'instant';
}

/** A list of up to 200 items of one kind. */
export interface ListField<Item extends Field = Field> extends FieldTraits {
  readonly kind: 'list';
  readonly item: Item;
}

/** A group of fields, which all stand at its level. */
export interface RecordField<Fields extends FieldSet = FieldSet> extends FieldTraits {
  readonly kind: 'record';
  readonly fields: Fields;
}

/** A declared field. */
export type Field =
  | FlagField
  | NumberField
  | EnumerationField
  | NameField
  | HashedField
  | DigestField
  | FingerprintField
  | LocalField
  | InstantField
  | ListField
  | RecordField;

/** Fields by name. */
export interface FieldSet {
  readonly [name: string]: Field;
}

/** How deep lists and records may stand in each other; a field by itself is 1. Keeps policies within canonical JSON's depth of 32. */
export const MAX_FIELD_DEPTH = 6;

/** The largest number of items that a `list()` may hold; a longer one does not fit. Keeps a line far below 256 KiB. */
export const MAX_LIST_ITEMS = 200;

/** What an identifier looks like: at most 64 characters, no spaces, so that no sentence fits. Its text is redacted all the same. */
export const NAME_PATTERN = /^[A-Za-z0-9_.:/@-]{1,64}$/;

/** What a `digest()` or `fingerprint()` looks like: lower-case hex of a SHA-256, or its first characters. */
export const DIGEST_PATTERN = /^(?:sha256:)?[0-9a-f]{12,64}$/;

/** How a value is treated on its way into the log and out of the machine. */
export type Treatment =
  | 'as_is'
  | 'bucket'
  | 'hour'
  | 'vocabulary'
  | 'keyed_at_record'
  | 'keyed_at_release'
  | 'stays_local';

/** The treatment of a field; a list has its item's, a record none of its own. */
export function treatmentOf(field: Field): Treatment {
  switch (field.kind) {
    case 'name':
      return 'vocabulary';
    case 'hashed':
      return 'keyed_at_record';
    case 'digest':
      return 'keyed_at_release';
    case 'local':
      return 'stays_local';
    case 'list':
      return treatmentOf(field.item);
    case 'number':
      return field.bucketed ? 'bucket' : 'as_is';
    case 'instant':
      return 'hour';
    default:
      return 'as_is';
  }
}

/** The name under which a field stands in the log: `hashed_<name>` for what is keyed, else its own. */
export function recordedName(name: string, field: Field): string {
  return treatmentOf(field) === 'keyed_at_record' ? `hashed_${name}` : name;
}
