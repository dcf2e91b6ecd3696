/** A catalog: the events, tags and vocabularies that one application declares. Plain data; everything else is derived from it. */

import { checkField, deepFreeze } from './check-field.ts';
import type { EventDefinition } from './define-event.ts';
import { declaredFields } from './define-event.ts';
import type { EnumerationField, Field, NameField, VocabularyName } from './fields.ts';
import { VOCABULARY_NAMES } from './fields.ts';

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
 * Puts events, tags and vocabularies together.
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
  const events = input.events.map((event) => withWords(event, vocabulary));
  const tags = mapFields(input.tags ?? {}, vocabulary) as TagSet;
  for (const [tag, field] of Object.entries(tags)) checkField('tag', tag, field);
  return freezeCatalog(events as unknown as Events, tags);
}

/** Makes a catalog of events whose words are filled in already. */
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
    for (const { name, field } of declaredFields(event)) checkField(`event ${event.name}`, name, field);
  }
  return Object.freeze({
    events: deepFreeze(events),
    tags: deepFreeze(tags),
    byName,
    ...(declared === undefined ? {} : { declared }),
  });
}

/** The names of events and fields are words too: `risk.flagged` speaks of them. */
function withDeclaredNames(events: readonly EventDefinition[], vocabulary: Vocabulary): Vocabulary {
  return {
    ...vocabulary,
    events: [...events.map((event) => event.name), ...(vocabulary.events ?? [])],
    fields: [...events.flatMap((event) => declaredFields(event).map(({ name }) => name)), ...(vocabulary.fields ?? [])],
  };
}

function withWords(event: EventDefinition, vocabulary: Vocabulary): EventDefinition {
  const fields = Object.fromEntries(
    Object.entries(event.fields).map(([level, set]) => [level, mapFields(set, vocabulary)]),
  );
  return { ...event, fields };
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
