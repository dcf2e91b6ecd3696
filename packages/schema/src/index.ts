export type { Catalog, CatalogInput, EventName, EventOf, TagSet, Vocabulary } from './define-catalog.ts';
export { defineCatalog, freezeCatalog } from './define-catalog.ts';
export type {
  DeclaredField,
  EventDefinition,
  EventInput,
  EventOptions,
  FieldInput,
  FieldSetInput,
  LeveledFields,
} from './define-event.ts';
export { DEFAULT_PER_MINUTE, declaredFields, defineEvent, eventLevel } from './define-event.ts';
export type { Actor, ActorKind, Build, Json, Payload, RecordedEvent, ReleasedEvent } from './envelope.ts';
export { ACTOR_KINDS, KNOWN_SOURCES, MAX_LINE_BYTES, SCHEMA_VERSION, UUID_PATTERN } from './envelope.ts';
export type { TelemetryErrorOptions } from './errors.ts';
export { isTelemetryError, TelemetryError } from './errors.ts';
export {
  bucketed,
  bytes,
  checked,
  count,
  days,
  delta,
  described,
  digest,
  fingerprint,
  flag,
  hashed,
  instant,
  integer,
  list,
  local,
  mean,
  millis,
  minutes,
  name,
  nameIn,
  oneOf,
  optional,
  perSecond,
  rating,
  ratio,
  record,
  seconds,
  tokens,
  usd,
  weeks,
} from './field-constructors.ts';
export type {
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
  Treatment,
  Unit,
  ValueCheck,
  VocabularyName,
} from './fields.ts';
export {
  DIGEST_PATTERN,
  MAX_FIELD_DEPTH,
  MAX_LIST_ITEMS,
  NAME_PATTERN,
  recordedName,
  treatmentOf,
  UNITS,
  VOCABULARY_NAMES,
} from './fields.ts';
export type { Level, RecordingLevel } from './levels.ts';
export { includesLevel, isLevel, LEVELS, lowerLevel, RECORDING_LEVELS } from './levels.ts';
export { RISK_REASONS, riskFlagged } from './standard/safety.ts';
export type { CatalogExtension, StandardEvents } from './standard-catalog.ts';
export { extendStandardCatalog, STANDARD_EVENTS } from './standard-catalog.ts';
