/**
 * Checks a policy that comes from outside, member by member. By hand: a policy is read when a host starts, and a schema library
 * would cost it more than everything else that happens then.
 */

import { TelemetryError } from '../errors.ts';
import type { Field, Treatment } from '../fields.ts';
import { MAX_FIELD_DEPTH, UNITS } from '../fields.ts';
import { RECORDING_LEVELS } from '../levels.ts';
import type { Policy } from './policy-of.ts';
import { POLICY_VERSION } from './policy-of.ts';

/** What belongs to a kind of field. */
interface KindRules {
  readonly treatments: readonly Treatment[];
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

const rules = (
  treatments: readonly Treatment[],
  required: readonly string[] = [],
  optional: readonly string[] = [],
) => ({
  treatments,
  required,
  optional,
});

const KINDS: { readonly [K in Field['kind']]: KindRules } = {
  flag: rules(['as_is']),
  number: rules(['as_is', 'bucket'], ['unit'], ['integer', 'min', 'max']),
  enumeration: rules(['as_is'], ['values']),
  name: rules(['vocabulary'], ['words']),
  hashed: rules(['keyed_at_record']),
  digest: rules(['keyed_at_release']),
  fingerprint: rules(['as_is']),
  local: rules(['stays_local']),
  instant: rules(['hour']),
  list: rules([], ['item']),
  record: rules([], ['fields']),
};

type Members = { readonly [member: string]: unknown };
type Check = (value: unknown) => boolean;

/** Half of a surrogate pair, of which there is no canonical JSON. */
const HALF_PAIR = /\p{Cs}/u;

const isText: Check = (value) => typeof value === 'string' && !HALF_PAIR.test(value);
const isTrue: Check = (value) => value === true;
const isNumber: Check = (value) => Number.isFinite(value) && !Object.is(value, -0);
const isTextList: Check = (value) => Array.isArray(value) && value.every(isText);
const isOneOf =
  (words: readonly unknown[]): Check =>
  (value) =>
    words.includes(value);

/** What each member must be; `kind`, `treatment`, `item`, `fields`, `events` and `tags` are checked where they stand. */
const MEMBERS: { readonly [member: string]: Check } = {
  policy_version: isOneOf([POLICY_VERSION]),
  endpoint: isText,
  summary: isText,
  renamed_from: isTextList,
  deprecated: isText,
  per_minute: isNumber,
  level: isOneOf(RECORDING_LEVELS),
  unit: isOneOf(UNITS),
  integer: isTrue,
  min: isNumber,
  max: isNumber,
  values: isTextList,
  words: isTextList,
  optional: isTrue,
  purpose: isText,
};

/**
 * Checks the shape of a policy. Whether its names, words and ranges make sense is for `defineEvent` to say.
 *
 * @throws TelemetryError LOCK_INVALID, naming the key at fault
 */
export function checkPolicy(value: unknown): Policy {
  const policy = membersOf(value, '', ['policy_version', 'events', 'tags'], ['endpoint']);
  for (const [name, event] of entriesOf(policy['events'], 'events')) {
    const place = within('events', name);
    const { fields } = membersOf(event, place, ['summary', 'fields'], ['renamed_from', 'deprecated', 'per_minute']);
    for (const [field, shape] of entriesOf(fields, within(place, 'fields'))) {
      checkShape(shape, within(within(place, 'fields'), field), ['level'], 1);
    }
  }
  for (const [name, shape] of entriesOf(policy['tags'], 'tags')) {
    const place = within('tags', name);
    const kind = checkShape(shape, place, [], 1);
    if (kind !== 'name' && kind !== 'enumeration') throw invalidPolicy(within(place, 'kind'), 'is no set of words');
  }
  // Every member was looked at above; the type cannot follow that.
  return value as Policy;
}

function checkShape(value: unknown, place: string, more: readonly string[], depth: number): string {
  const kind = membersAt(value, place)['kind'];
  const kindRules = typeof kind === 'string' && Object.hasOwn(KINDS, kind) ? KINDS[kind as Field['kind']] : undefined;
  if (kindRules === undefined) throw invalidPolicy(within(place, 'kind'), 'is no kind of field');
  if (depth > MAX_FIELD_DEPTH) throw invalidPolicy(place, `is nested deeper than ${MAX_FIELD_DEPTH}`);
  const { treatments } = kindRules;
  const treated = treatments.length === 0 ? [] : ['treatment'];
  const required = ['kind', ...more, ...treated, ...kindRules.required];
  const shape = membersOf(value, place, required, [...kindRules.optional, 'optional', 'purpose']);
  if (treatments.length > 0 && !isOneOf(treatments)(shape['treatment'])) {
    throw invalidPolicy(within(place, 'treatment'), 'is not a treatment of its kind');
  }
  if (kind === 'list') checkShape(shape['item'], within(place, 'item'), [], depth + 1);
  if (kind === 'record') {
    for (const [name, inner] of entriesOf(shape['fields'], within(place, 'fields'))) {
      checkShape(inner, within(within(place, 'fields'), name), [], depth + 1);
    }
  }
  return String(kind);
}

/** The members of an object that has all that are required and none that is unknown. */
function membersOf(value: unknown, place: string, required: readonly string[], optional: readonly string[]): Members {
  const members = membersAt(value, place);
  for (const member of Object.keys(members)) {
    if (!required.includes(member) && !optional.includes(member))
      throw invalidPolicy(within(place, member), 'is unknown');
    const check = MEMBERS[member];
    if (check !== undefined && !check(members[member])) throw invalidPolicy(within(place, member), 'is not valid');
  }
  for (const member of required) {
    if (!Object.hasOwn(members, member)) throw invalidPolicy(within(place, member), 'is missing');
  }
  return members;
}

function entriesOf(value: unknown, place: string): [string, unknown][] {
  return Object.entries(membersAt(value, place));
}

function membersAt(value: unknown, place: string): Members {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members;
  throw invalidPolicy(place === '' ? '(policy)' : place, 'is no object');
}

/** The place of a member: `events[plan.generated].fields.steps`. */
export function within(place: string, key: string): string {
  // Only what looks like a name of ours may stand in a message; anything else might be a value in a wrong place.
  const shown = /^[a-z0-9_.]{1,64}$/.test(key) ? key : '(malformed key)';
  if (!/^[a-z_]+$/.test(shown)) return `${place}[${shown}]`;
  return place === '' ? shown : `${place}.${shown}`;
}

/** The failure of a policy at a key. */
export function invalidPolicy(key: string, fault: string, cause?: unknown): TelemetryError {
  return new TelemetryError('LOCK_INVALID', `policy: ${key} ${fault}`, {
    hint: 'Write the lock again with `telemetry privacy --lock`, and look at what changed.',
    ...(cause === undefined ? {} : { cause }),
  });
}
