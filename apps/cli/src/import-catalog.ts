/** A catalog as an import needs it: fields that are hashed on the way into the log may come as hashes already. */

import type { Catalog, EventDefinition, Field, FieldSet, LeveledFields } from '@telemetry/schema';
import { RECORDING_LEVELS, recordedName } from '@telemetry/schema';

/** A keyed hash, as the recorder writes it. */
const KEYED = /^[0-9a-f]{12}$/;

/**
 * Declares beside each hashed field one that takes its hash under its recorded name. Every field of an event may be missing,
 * since a lower level or an older dialect may not have had it. A hash made on another machine stays what it is: it compares
 * with nothing made here.
 */
export function createImportCatalog(catalog: Catalog): Catalog {
  const events = catalog.events.map(withHashes);
  const byName = new Map<string, EventDefinition>();
  for (const event of events) {
    for (const name of [event.name, ...(event.options.renamedFrom ?? [])]) byName.set(name, event);
  }
  const declared = catalog.declared === undefined ? {} : { declared: createImportCatalog(catalog.declared) };
  return { events, byName, tags: catalog.tags, ...declared };
}

function withHashes(event: EventDefinition): EventDefinition {
  const fields: { [level: string]: FieldSet } = {};
  for (const level of RECORDING_LEVELS) {
    const set = event.fields[level];
    if (set !== undefined) fields[level] = openSet(set);
  }
  return { ...event, fields: fields as LeveledFields };
}

function openSet(set: FieldSet): FieldSet {
  return Object.fromEntries(
    Object.entries(set).flatMap(([name, field]): [string, Field][] => {
      const recorded = recordedName(name, field);
      const open = openField(field);
      const own: [string, Field] = [name, { ...open, optional: true }];
      return recorded === name ? [own] : [own, [recorded, { ...asHash(field), optional: true }]];
    }),
  );
}

function openField(field: Field): Field {
  if (field.kind === 'record') return { ...field, fields: openSet(field.fields) };
  return field.kind === 'list' ? { ...field, item: openField(field.item) } : field;
}

/** The hash in place of the text, at whatever depth of lists it stands. */
function asHash(field: Field): Field {
  if (field.kind === 'list') return { kind: 'list', item: asHash(field.item) };
  const check = { safeParse: (value: unknown) => ({ success: typeof value === 'string' && KEYED.test(value) }) };
  return { kind: 'digest', check };
}
