/** One field in plain words: its type, and what happens to a value in the log and when it leaves. */

import type { Field, Treatment, Unit } from '../fields.ts';
import { recordedName, treatmentOf } from '../fields.ts';
import type { RecordingLevel } from '../levels.ts';

/** One field, or one that stands within a list or a record: then its name is a path (`actions[].component`). */
export interface DictionaryField {
  /** The name under which a host passes it. */
  readonly name: string;
  /** The name under which it stands in the log. */
  readonly recorded_name: string;
  readonly level: RecordingLevel;
  /** Its type and unit in words. */
  readonly type: string;
  readonly unit?: Unit;
  /** How a value is treated; missing for a record, whose fields follow. */
  readonly treatment?: Treatment;
  /** What happens to a value, in one sentence. */
  readonly handling: string;
  /** The closed set that it is one of. */
  readonly values?: readonly string[];
  /** The words that leave as themselves. */
  readonly words?: readonly string[];
  readonly optional: boolean;
  readonly purpose?: string;
}

const UNIT_WORDS: { readonly [U in Unit]: string } = {
  milliseconds: 'duration in milliseconds',
  seconds: 'duration in seconds',
  minutes: 'duration in minutes',
  days: 'number of days',
  weeks: 'number of weeks',
  bytes: 'size in bytes',
  count: 'count',
  tokens: 'number of model tokens',
  per_second: 'rate per second',
  usd: 'amount in US dollars',
  ratio: 'share',
  rating: 'rating',
  delta: 'change, up or down',
  none: 'number',
};

const HANDLING: { readonly [T in Treatment]: string } = {
  as_is: 'Recorded and sent as it is.',
  bucket: 'Recorded as it is; when sent, rounded down to 1, 2 or 5 times a power of ten.',
  hour: 'Recorded as it is; when sent below level debug, cut to the hour.',
  vocabulary: 'Recorded as it is; sent only if it is one of the words listed here, else as "other".',
  keyed_at_record: 'Never recorded: only a hash of it, keyed with a secret that stays on this machine.',
  keyed_at_release:
    'A hash of content. Recorded as it is; when sent, hashed again with a secret that stays on this machine.',
  stays_local: 'Redacted and recorded; never sent.',
};

/** A field and, below it, whatever stands within it. */
export function describeField(name: string, level: RecordingLevel, field: Field, prefix = ''): DictionaryField[] {
  const path = `${prefix}${name}`;
  const recorded = `${prefix}${recordedName(name, field)}`;
  const record = recordWithin(field);
  const own: DictionaryField = {
    name: path,
    recorded_name: recorded,
    level,
    type: typeInWords(field),
    ...(field.kind === 'number' ? { unit: field.unit } : {}),
    ...(record === undefined ? { treatment: treatmentOf(field) } : {}),
    handling: record === undefined ? HANDLING[treatmentOf(field)] : 'See its fields.',
    ...wordsOf(field),
    optional: field.optional === true,
    ...(field.purpose === undefined ? {} : { purpose: field.purpose }),
  };
  if (record === undefined) return [own];
  const within = Object.entries(record.fields).flatMap(([inner, innerField]) =>
    describeField(inner, level, innerField, `${path}${listMarks(field)}.`),
  );
  return [own, ...within];
}

function recordWithin(field: Field): Extract<Field, { kind: 'record' }> | undefined {
  if (field.kind === 'record') return field;
  return field.kind === 'list' ? recordWithin(field.item) : undefined;
}

function listMarks(field: Field): string {
  return field.kind === 'list' ? `[]${listMarks(field.item)}` : '';
}

function wordsOf(field: Field): Pick<DictionaryField, 'values' | 'words'> {
  if (field.kind === 'list') return wordsOf(field.item);
  if (field.kind === 'enumeration') return { values: field.values };
  return field.kind === 'name' ? { words: field.words } : {};
}

function typeInWords(field: Field): string {
  switch (field.kind) {
    case 'flag':
      return 'yes or no';
    case 'number':
      return numberInWords(field);
    case 'enumeration':
      return 'one of a closed set';
    case 'name':
      return 'identifier';
    case 'hashed':
      return 'keyed hash of text';
    case 'digest':
      return 'SHA-256 of content';
    case 'fingerprint':
      return 'SHA-256 of a normalised stack';
    case 'local':
      return 'free text';
    case 'instant':
      return 'point in time';
    case 'list':
      return `list: ${typeInWords(field.item)}`;
    case 'record':
      return 'group of fields';
  }
}

function numberInWords({ unit, min, max, integer }: Extract<Field, { kind: 'number' }>): string {
  const words = unit === 'none' && integer ? 'whole number' : UNIT_WORDS[unit];
  if (max !== undefined) return `${words}, ${min === undefined ? 'at most ' : `${min} to `}${max}`;
  return words;
}
