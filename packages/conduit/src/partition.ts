/**
 * Sorts every event into exactly one bucket of one map. Buckets are words of the catalog's enumerations and vocabularies;
 * whatever else an event says is counted under `other`, and so is what it does not say.
 */

import { type Catalog, declaredFields, type Field, type RecordedEvent } from '@telemetry/schema';
import { MAX_MAPS } from './bounds.ts';
import { isShareableWord, OTHER } from './shareable-word.ts';

/** A map that a host declares: which events it takes, and by which field it divides them. */
export interface PartitionRule {
  /** A name in camelCase, at most 32 letters and digits. */
  readonly map: string;
  /** Names of events. No two rules take the same. */
  readonly events: readonly string[];
  /** Fields of kind enumeration or name; the first that an event has counts. */
  readonly fields: readonly string[];
}

/** Where an event belongs. */
export interface Bucket {
  readonly map: string;
  readonly bucket: string;
}

/** A partition of all events. */
export interface Partition {
  /** All maps, sorted. */
  readonly maps: readonly string[];
  bucketOf(event: Pick<RecordedEvent, 'event' | 'payload'>): Bucket;
}

/** The map of all events that no rule takes. */
const REST = 'eventTypes';

const STANDARD_RULES: readonly PartitionRule[] = [
  { map: 'capDenies', events: ['capability.denied'], fields: ['capability'] },
  { map: 'reasonFamilies', events: ['quest.failed', 'executor.error', 'error'], fields: ['reason', 'error_type'] },
  { map: 'tartarusKinds', events: ['risk.flagged'], fields: ['reason', 'kind'] },
];

const MAP_NAME = /^[a-z][A-Za-z0-9]{0,31}$/;

/**
 * Makes the partition of a catalog: the standard maps, a host's own, and `eventTypes` for all other events.
 *
 * @throws TypeError when a map has no proper name or is there twice, two rules take one event, the catalog does not declare what
 * a host's rule names, a field is no enumeration and no name, or there are more than 16 maps
 */
export function createPartition(catalog: Catalog, rules: readonly PartitionRule[] = []): Partition {
  for (const rule of rules) checkRule(rule, catalog);
  const all = [...STANDARD_RULES, ...rules];
  const maps = [...all.map(({ map }) => map), REST].sort();
  if (maps.length > MAX_MAPS) throw new TypeError(`There are more than ${MAX_MAPS} maps.`);
  if (new Set(maps).size < maps.length) throw new TypeError('Two maps have one name.');
  const takers = new Map<string, Taker>();
  for (const { map, events, fields } of all) {
    for (const event of events) {
      if (takers.has(event)) throw new TypeError(`Two maps take the event ${event}.`);
      takers.set(event, { map, fields: fields.map((name) => ({ name, words: wordsOf(catalog, event, name) })) });
    }
  }
  const names = new Set(catalog.events.map(({ name }) => name).filter(isShareableWord));
  return {
    maps,
    bucketOf: ({ event, payload }) => {
      const taker = takers.get(event);
      if (taker === undefined) return { map: REST, bucket: names.has(event) ? event : OTHER };
      for (const { name, words } of taker.fields) {
        const value =
          payload !== null && typeof payload === 'object' && Object.hasOwn(payload, name) ? payload[name] : undefined;
        if (typeof value === 'string') return { map: taker.map, bucket: words.has(value) ? value : OTHER };
      }
      return { map: taker.map, bucket: OTHER };
    },
  };
}

interface Taker {
  readonly map: string;
  readonly fields: readonly { readonly name: string; readonly words: ReadonlySet<string> }[];
}

function checkRule({ map, events, fields }: PartitionRule, catalog: Catalog): void {
  if (!MAP_NAME.test(map)) throw new TypeError('A map needs a name in camelCase of at most 32 letters and digits.');
  if (events.length === 0 || fields.length === 0) throw new TypeError(`The map ${map} names no event or no field.`);
  for (const event of events) {
    for (const name of fields) {
      const field = fieldOf(catalog, event, name);
      // The wordless `other` would be all there is.
      if (field?.kind !== 'enumeration' && field?.kind !== 'name') {
        throw new TypeError(`The map ${map}: ${event}.${name} is no declared enumeration and no name.`);
      }
    }
  }
}

function fieldOf(catalog: Catalog, event: string, name: string): Field | undefined {
  const definition = catalog.byName.get(event);
  return definition === undefined ? undefined : declaredFields(definition).find((field) => field.name === name)?.field;
}

function wordsOf(catalog: Catalog, event: string, name: string): ReadonlySet<string> {
  const field = fieldOf(catalog, event, name);
  const words = field?.kind === 'enumeration' ? field.values : field?.kind === 'name' ? field.words : [];
  return new Set(words.filter(isShareableWord));
}
