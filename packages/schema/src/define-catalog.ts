/** A catalog: the events, tags and vocabularies that one application declares. Plain data; everything else is derived from it. */

import { checkField, deepFreeze } from './check-field.ts';
import type { EventDefinition, LeveledFields } from './define-event.ts';
import { declaredFields, defineEventOnDemand, isOnDemand } from './define-event.ts';
import type { EnumerationField, Field, NameField, VocabularyName } from './fields.ts';
import { NAME_PATTERN, VOCABULARY_NAMES } from './fields.ts';

/** Tags that may leave. Any other tag is recorded and stays. */
export interface TagSet {
  readonly [tag: string]: EnumerationField | NameField;
}

/** Words that a host adds to the vocabularies of standard events. */
export type Vocabulary = { readonly [Name in VocabularyName]?: readonly string[] };

/** What `defineCatalog` takes. */
export interface CatalogInput<Events extends readonly EventDefinition[]> {
  readonly events: Events;
  readonly tags?: TagSet;
  readonly vocabulary?: Vocabulary;
}

/** The declared events of an application, by name. Frozen. */
export interface Catalog<Events extends readonly EventDefinition[] = readonly EventDefinition[]> {
  /** In the order of declaration, with the vocabularies' words filled in. */
  readonly events: Events;
  readonly tags: TagSet;
  /** By name, and by every name that an event had before. */
  readonly byName: ReadonlyMap<string, EventDefinition>;
  /**
   * In a catalog that was narrowed to what a user agreed to: the whole of what the host declares.
   * What stands there and not here is left out silently; what stands in neither is a host's mistake.
   */
  readonly declared?: Catalog;
}

/** The names that `track()` takes for a catalog. */
export type EventName<C extends Catalog> = C['events'][number]['name'];

/** The definition of an event of a catalog, by its name. */
export type EventOf<C extends Catalog, Name extends EventName<C>> = Extract<
  C['events'][number],
  { readonly name: Name }
>;

/**
 * Puts events, tags and vocabularies together. The fields of standard events are made when somebody asks for them; whatever could make
 * that throw is looked at here.
 *
 * @throws TypeError when two events share a name (a former name counts), a tag or a vocabulary has no proper name, or a word is
 *   no identifier.
 */
export function defineCatalog<const Events extends readonly EventDefinition[]>(
  input: CatalogInput<Events>,
): Catalog<Events> {
  const given = input.vocabulary ?? {};
  for (const name of Object.keys(given)) {
    if (!VOCABULARY_NAMES.some((known) => known === name)) {
      throw new TypeError(`${JSON.stringify(name)} is no vocabulary: there are ${VOCABULARY_NAMES.join(', ')}`);
    }
  }
  const vocabulary = withDeclaredNames(input.events, given);
  // A word that is none is told of the first field that it would come to stand in.
  const isPlain = hasOnlyIdentifiers(input.events, given);
  const events = input.events.map((event) =>
    isPlain && isOnDemand(event)
      ? defineEventOnDemand(event.name, event.summary, () => wordedFields(event, vocabulary), event.options)
      : { ...event, fields: wordedFields(event, vocabulary) },
  );
  const tags = mapFields(input.tags ?? {}, vocabulary) as TagSet;
  for (const [tag, field] of Object.entries(tags)) checkField('tag', tag, field);
  return freezeCatalog(events as unknown as Events, tags);
}

/**
 * Makes a catalog of events whose words are filled in already, as a policy holds them. `declared` is what it was narrowed from.
 *
 * @throws TypeError when two events share a name, or a field makes no sense
 */
export function freezeCatalog<Events extends readonly EventDefinition[]>(
  events: Events,
  tags: TagSet,
  declared?: Catalog,
): Catalog<Events> {
  const byName = new Map<string, EventDefinition>();
  for (const event of events) {
    for (const name of [event.name, ...(event.options.renamedFrom ?? [])]) {
      if (byName.has(name)) throw new TypeError(`two events of the catalog are called ${name}`);
      byName.set(name, event);
    }
    if (isOnDemand(event)) continue;
    for (const { name, field } of declaredFields(event)) checkField(`event ${event.name}`, name, field);
    deepFreeze(event);
  }
  return Object.freeze({
    events: Object.freeze(events),
    tags: deepFreeze(tags),
    byName,
    ...(declared === undefined ? {} : { declared }),
  });
}

/** The names of events and fields are words too: `risk.flagged` speaks of them. Gathered when it is asked for. */
function withDeclaredNames(events: readonly EventDefinition[], given: Vocabulary): Vocabulary {
  let fields: readonly string[] | undefined;
  return {
    ...given,
    events: [...events.map((event) => event.name), ...(given.events ?? [])],
    get fields() {
      fields ??= [...events.flatMap((event) => declaredFields(event).map(({ name }) => name)), ...(given.fields ?? [])];
      return fields;
    },
  };
}

/** Whether all that a host adds to the vocabularies can stand in them. */
function hasOnlyIdentifiers(events: readonly EventDefinition[], given: Vocabulary): boolean {
  const own = events.filter((event) => !isOnDemand(event));
  const names = own.flatMap((event) => [event.name, ...declaredFields(event).map(({ name }) => name)]);
  const words: readonly unknown[] = [...names, ...Object.values(given).flatMap((added) => [...(added ?? [])])];
  return words.every((word) => typeof word === 'string' && NAME_PATTERN.test(word));
}

function wordedFields(event: EventDefinition, vocabulary: Vocabulary): LeveledFields {
  return Object.fromEntries(Object.entries(event.fields).map(([level, set]) => [level, mapFields(set, vocabulary)]));
}

function mapFields(set: { readonly [name: string]: Field }, vocabulary: Vocabulary): { [name: string]: Field } {
  return Object.fromEntries(Object.entries(set).map(([name, field]) => [name, addWords(field, vocabulary)]));
}

function addWords(field: Field, vocabulary: Vocabulary): Field {
  if (field.kind === 'list') return { ...field, item: addWords(field.item, vocabulary) };
  if (field.kind === 'record') return { ...field, fields: mapFields(field.fields, vocabulary) };
  if (field.kind !== 'name' || field.vocabulary === undefined) return field;
  const words = vocabulary[field.vocabulary];
  return words === undefined ? field : { ...field, words: [...new Set([...field.words, ...words])].sort() };
}
