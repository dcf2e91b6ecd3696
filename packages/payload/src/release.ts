/**
 * The second projection: what may leave the machine of an event that was recorded.
 * It starts from the recorded event, live or read back from the log, and believes none of it: every value is checked against
 * its declaration once more. Pure: the salt and the install id come in as parameters.
 */

import type {
  Build,
  Catalog,
  EventDefinition,
  Field,
  Json,
  Level,
  RecordedEvent,
  ReleasedEvent,
} from '@telemetry/schema';
import {
  ACTOR_KINDS,
  DIGEST_PATTERN,
  declaredFields,
  includesLevel,
  KNOWN_SOURCES,
  MAX_LIST_ITEMS,
  recordedName,
  SCHEMA_VERSION,
  treatmentOf,
  UUID_PATTERN,
} from '@telemetry/schema';
import { bucketOf } from './bucket.ts';
import type { EncodedEvent } from './draft.ts';
import { encodeJson } from './encode-json.ts';
import type { KeyedHash } from './keyed-hash.ts';
import { isInRange } from './treat-value.ts';

/** Under which conditions something leaves. */
export interface ReleasePolicy {
  /** The level up to which fields may leave. */
  readonly level: Level;
  readonly keyed: KeyedHash;
  /** The anonymous install id, UUIDv4. */
  readonly installId: string;
}

/** What came of a recorded event. */
export type ReleaseOutcome =
  | ({ readonly kind: 'released' } & EncodedEvent<ReleasedEvent>)
  | { readonly kind: 'withheld'; readonly reason: 'unknown_event' | 'above_level' | 'does_not_fit' };

/** Turns a recorded event into what may leave of it. Never throws. */
export type Releaser = (event: RecordedEvent) => ReleaseOutcome;

/** What leaves in place of an identifier that is in no vocabulary. */
const OTHER = 'other';

/** An HMAC as `createKeyedHash` makes it. */
const KEYED = /^[0-9a-f]{12}$/;

/** RFC 3339 as the recorder writes it. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** The members of `build`, in the order in which they are written. */
const BUILD_MEMBERS = [
  'app',
  'app_version',
  'git_sha',
  'runtime',
  'runtime_version',
  'platform',
  'arch',
] as const satisfies readonly (keyof Build)[];

/** What a name of an application, a version, a commit or a platform looks like: nothing that could be a path or an address. */
const BUILD_VALUE = /^[A-Za-z0-9][A-Za-z0-9_.+-]{0,63}$/;

const GONE = Symbol('gone');

/** Compiles the releaser of a catalog for one level. */
export function createReleaser(catalog: Catalog, policy: ReleasePolicy): Releaser {
  const plans = new Map<string, readonly { readonly field: Field; readonly released: string }[]>();
  for (const definition of catalog.events) {
    const declared = declaredFields(definition);
    const kept = declared.filter(({ level }) => includesLevel(policy.level, level));
    if (policy.level === 'off' || (declared.length > 0 && kept.length === 0)) continue;
    plans.set(
      definition.name,
      kept
        .filter(({ field }) => treatmentOf(field) !== 'stays_local')
        .map(({ name, field }) => ({ field, released: recordedName(name, field) })),
    );
  }

  const release: Releaser = (recorded) => {
    if (!isEnvelope(recorded)) return { kind: 'withheld', reason: 'does_not_fit' };
    const definition: EventDefinition | undefined = catalog.byName.get(recorded.event);
    if (definition === undefined) return { kind: 'withheld', reason: 'unknown_event' };
    const plan = plans.get(definition.name);
    if (plan === undefined) return { kind: 'withheld', reason: 'above_level' };
    const payload: { [name: string]: Json } = {};
    for (const { field, released } of plan) {
      const value = Object.hasOwn(recorded.payload, released) ? recorded.payload[released] : undefined;
      if (value === undefined) continue;
      const result = releaseValue(field, value, policy);
      if (result === GONE) return { kind: 'withheld', reason: 'does_not_fit' };
      payload[released] = result;
    }
    const event = releaseEnvelope(recorded, definition.name, payload, catalog, policy);
    return { kind: 'released', event, line: encodeJson(event as unknown as Json) };
  };

  return (recorded) => {
    try {
      return release(recorded);
    } catch {
      // What cannot even be looked at is nothing that was recorded.
      return { kind: 'withheld', reason: 'does_not_fit' };
    }
  };
}

/** Tells whether the members that leave as they are have the only form that the recorder gives them. */
function isEnvelope({ event_id, timestamp, actor, cycle }: RecordedEvent): boolean {
  return (
    UUID_PATTERN.test(event_id) &&
    INSTANT.test(timestamp) &&
    ACTOR_KINDS.includes(actor.kind) &&
    (cycle === undefined || (Number.isSafeInteger(cycle) && cycle >= 1))
  );
}

function releaseValue(field: Field, value: Json, policy: ReleasePolicy): Json | typeof GONE {
  switch (field.kind) {
    case 'flag':
      return typeof value === 'boolean' ? value : GONE;
    case 'number':
      if (typeof value !== 'number' || !isInRange(field, value)) return GONE;
      return field.bucketed ? bucketOf(value) : value;
    case 'enumeration':
      return typeof value === 'string' && field.values.includes(value) ? value : GONE;
    case 'name':
      return typeof value === 'string' ? wordOf(value, field.words) : GONE;
    case 'hashed':
      return typeof value === 'string' && KEYED.test(value) ? value : GONE;
    case 'digest':
      return typeof value === 'string' && DIGEST_PATTERN.test(value) ? policy.keyed(value) : GONE;
    case 'fingerprint':
      return typeof value === 'string' && DIGEST_PATTERN.test(value) ? value : GONE;
    case 'local':
      return GONE;
    case 'instant':
      return typeof value === 'string' && INSTANT.test(value) ? releaseTime(value, policy.level) : GONE;
    case 'list':
      return releaseList(field.item, value, policy);
    case 'record':
      return releaseRecord(field.fields, value, policy);
  }
}

function releaseList(item: Field, value: Json, policy: ReleasePolicy): Json | typeof GONE {
  if (!Array.isArray(value) || value.length > MAX_LIST_ITEMS) return GONE;
  const items: Json[] = [];
  for (const inner of value) {
    const released = releaseValue(item, inner, policy);
    if (released === GONE) return GONE;
    items.push(released);
  }
  return items;
}

function releaseRecord(
  fields: { readonly [name: string]: Field },
  value: Json,
  policy: ReleasePolicy,
): Json | typeof GONE {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return GONE;
  const source = value as { readonly [name: string]: Json };
  const released: { [name: string]: Json } = {};
  for (const [name, field] of Object.entries(fields)) {
    const key = recordedName(name, field);
    const inner = Object.hasOwn(source, key) ? source[key] : undefined;
    if (inner === undefined || treatmentOf(field) === 'stays_local') continue;
    const result = releaseValue(field, inner, policy);
    if (result === GONE) return GONE;
    released[key] = result;
  }
  return released;
}

function releaseEnvelope(
  recorded: RecordedEvent,
  event: string,
  payload: { [name: string]: Json },
  catalog: Catalog,
  policy: ReleasePolicy,
): ReleasedEvent {
  const tags = releaseTags(recorded.tags ?? {}, catalog);
  return {
    schema_version: SCHEMA_VERSION,
    event_id: recorded.event_id,
    anonymous_install_id: policy.installId,
    timestamp: releaseTime(recorded.timestamp, policy.level),
    event,
    source: wordOf(recorded.source, KNOWN_SOURCES),
    actor: { kind: recorded.actor.kind, id: policy.keyed(recorded.actor.id) },
    ...(recorded.run_id === undefined ? {} : { run_id: policy.keyed(recorded.run_id) }),
    ...(recorded.cycle === undefined ? {} : { cycle: recorded.cycle }),
    build: releaseBuild(recorded.build, policy.level),
    payload,
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
  };
}

/** Versions and platforms leave as they are when they look like it; the commit only at debug. */
function releaseBuild(build: Build, level: Level): Build {
  const released: { -readonly [Member in keyof Build]: string } = {};
  for (const member of BUILD_MEMBERS) {
    const value = build[member];
    if (typeof value !== 'string' || !BUILD_VALUE.test(value)) continue;
    if (member !== 'git_sha' || level === 'debug') released[member] = value;
  }
  return released;
}

/** Tags leave only as the catalog declares them. */
function releaseTags(tags: { readonly [tag: string]: string }, catalog: Catalog): { [tag: string]: string } {
  const released: { [tag: string]: string } = {};
  for (const [tag, field] of Object.entries(catalog.tags)) {
    const value = Object.hasOwn(tags, tag) ? tags[tag] : undefined;
    if (value === undefined) continue;
    if (field.kind === 'name') released[tag] = wordOf(value, field.words);
    else if (field.values.includes(value)) released[tag] = value;
  }
  return released;
}

function wordOf(value: string, words: readonly string[]): string {
  return words.includes(value) ? value : OTHER;
}

/** Below debug only the hour leaves. */
function releaseTime(timestamp: string, level: Level): string {
  return level === 'debug' ? timestamp : `${timestamp.slice(0, 13)}:00:00.000Z`;
}
