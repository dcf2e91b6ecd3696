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

export interface FlagField extends FieldTraits {
  readonly kind: 'flag';
}

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

export interface EnumerationField<Words extends string = string> extends FieldTraits {
  readonly kind: 'enumeration';
  readonly values: readonly Words[];
}

export interface NameField extends FieldTraits {
  readonly kind: 'name';
  /** The words that may leave as themselves, sorted; any other leaves as `other`. */
  readonly words: readonly string[];
  /** The catalog's vocabulary whose words are added to `words` when the catalog is defined. */
  readonly vocabulary?: VocabularyName;
}

export interface HashedField extends FieldTraits {
  readonly kind: 'hashed';
}

export interface DigestField extends FieldTraits {
  readonly kind: 'digest';
}

export interface FingerprintField extends FieldTraits {
  readonly kind: 'fingerprint';
}

export interface LocalField extends FieldTraits {
  readonly kind: 'local';
}

export interface InstantField extends FieldTraits {
  readonly kind: 'instant';
}

export interface ListField<Item extends Field = Field> extends FieldTraits {
  readonly kind: 'list';
  readonly item: Item;
}

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
