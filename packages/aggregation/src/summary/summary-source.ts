/**
 * Where the figures of a summary come from: the recorded log, whose names may be any, or released events, whose names are the
 * declared ones and which name no actor and no run here. One list of metrics serves both.
 */

import type { Catalog, EventDefinition, Field, FieldSet } from '@telemetry/schema';
import { extendStandardCatalog, KNOWN_SOURCES } from '@telemetry/schema';
import type { EventFields, NoteField } from '../catalog-fields.ts';
import { fieldsOf } from '../catalog-fields.ts';
import { OTHER, UNKNOWN } from '../identifier.ts';
import type { ComponentReader } from '../metrics/sequences.ts';
import type { KeyReader } from '../reader.ts';
import { actorId, eventName, runKey, source } from '../reader.ts';

/** The readers of a summary that differ by what events may hold. */
export interface SummarySource {
  /** The fields of a standard event. */
  fields(event: string): EventFields;
  readonly eventName: KeyReader;
  readonly source: KeyReader;
  readonly actorId: KeyReader;
  readonly run: KeyReader;
  /** Missing: any that may be shown. */
  readonly component?: ComponentReader;
}

/** Gives no event a key. */
const noKey: KeyReader = { events: [], read: () => undefined, isKey: () => false };

/** What the log of this machine holds. @param note is told each field that is read by its declaration */
export function recordedSource(note?: NoteField): SummarySource {
  const catalog = extendStandardCatalog();
  return {
    fields: (event) => fieldsOf(catalog, event, 'any', note),
    eventName,
    source,
    actorId,
    run: runKey(),
  };
}

/**
 * What may leave under a catalog: its events and words and no others. Ids of actors and runs are not counted, keyed or not.
 *
 * @param catalog what was agreed to, or what a collector accepts
 */
export function releasedSource(catalog: Catalog): SummarySource {
  const standard = withWordsOf(catalog);
  const components = new Set(wordsAt(catalog, 'workflow', ['actions', 'component']));
  return {
    fields: (event) => fieldsOf(standard, event, 'declared'),
    eventName: closed(eventName, new Set(catalog.events.map(({ name }) => name))),
    source: closed(source, new Set(KNOWN_SOURCES)),
    actorId: noKey,
    run: noKey,
    component: {
      read: (_event, text) => {
        if (typeof text !== 'string' || text === '') return undefined;
        return components.has(text) ? text : OTHER;
      },
      isKey: (step) => components.has(step) || step === OTHER,
    },
  };
}

/** Any key that is none of the words becomes `other`. */
function closed(reader: KeyReader, words: ReadonlySet<string>): KeyReader {
  const isKey = (key: string) => words.has(key) || key === OTHER || key === UNKNOWN;
  return {
    ...reader,
    read: (event) => {
      const key = reader.read(event);
      return typeof key === 'string' && !isKey(key) ? OTHER : key;
    },
    isKey,
  };
}

/** The standard events with the words that a catalog has for them: none for what it lacks. */
function withWordsOf(catalog: Catalog): Catalog {
  const standard = extendStandardCatalog();
  const events = standard.events.map((event): EventDefinition => {
    const fields = Object.entries(event.fields).map(([level, set]: [string, FieldSet]) => [
      level,
      Object.fromEntries(
        Object.entries(set).map(([name, field]) => [name, withWords(field, wordsAt(catalog, event.name, [name]))]),
      ),
    ]);
    return { ...event, fields: Object.fromEntries(fields) };
  });
  return { events, tags: {}, byName: new Map(events.map((event) => [event.name, event])) };
}

function withWords(field: Field, words: readonly string[]): Field {
  if (field.kind === 'list') return { ...field, item: withWords(field.item, words) };
  return field.kind === 'name' ? { ...field, words } : field;
}

/** The words of a name that stands at a path through lists and records; none when there is no such name. */
function wordsAt(catalog: Catalog, event: string, path: readonly string[]): readonly string[] {
  const sets: readonly FieldSet[] = Object.values(catalog.byName.get(event)?.fields ?? {});
  let field = sets.map((set) => set[path[0] ?? '']).find((found) => found !== undefined);
  for (const part of path.slice(1)) {
    while (field?.kind === 'list') field = field.item;
    field = field?.kind === 'record' ? field.fields[part] : undefined;
  }
  while (field?.kind === 'list') field = field.item;
  return field?.kind === 'name' ? field.words : [];
}
