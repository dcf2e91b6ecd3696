/**
 * zod and JSON Schema, derived from a catalog. Three projections, never mixed up: **input** is what `track` takes, **recorded**
 * what stands in the log, **released** what may be on the wire. The recording path never loads this entry.
 */

import { z } from 'zod';
import type { Catalog } from './define-catalog.ts';
import type { EventDefinition, EventInput } from './define-event.ts';
import { declaredFields } from './define-event.ts';
import { recordedEnvelope, releasedEnvelope } from './zod/envelope-schemas.ts';
import { inputSchema, recordedSchema, releasedSchema } from './zod/field-schemas.ts';

export { buildEnvelopeSchema } from './zod/envelope-schemas.ts';

/** Which of the three schemas. */
export type Projection = 'input' | 'recorded' | 'released';

/** A JSON Schema document. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The payload that `track` takes for an event: every field under its own name, hashed ones as plain text; nothing else. */
export function buildEventInputSchema<Definition extends EventDefinition>(
  definition: Definition,
): z.ZodType<EventInput<Definition>> {
  const fields = declaredFields(definition).map(({ name, field }) => [name, inputSchema(field)] as const);
  // Built from the same declaration as the static type, which zod cannot see at run time.
  return z.strictObject(Object.fromEntries(fields)) as unknown as z.ZodType<EventInput<Definition>>;
}

/** What `track` takes, as one document: `{ event, payload }` for each event of the catalog. */
export function buildInputSchema(catalog: Catalog): z.ZodType {
  return unionOf(
    catalog.events.map((event) =>
      z.strictObject({ event: z.literal(event.name), payload: buildEventInputSchema(event) }).meta(aboutEvent(event)),
    ),
  );
}

/**
 * What stands in the log, for readers: unknown members of envelope and payload are let through, every field may be missing (the
 * level, the agreement, or an identifier that did not fit took it away), `redacted_fields` is a list of paths.
 */
export function buildRecordedSchema(catalog: Catalog): z.ZodType {
  return unionOf(
    catalog.events.map((event) => {
      const payload = z.looseObject({
        ...recordedSchema(declaredFields(event)),
        redacted_fields: z.array(z.string()).exactOptional(),
      });
      return z.looseObject(recordedEnvelope(event.name, payload)).meta(aboutEvent(event));
    }),
  );
}

/**
 * What may be on the wire, for collectors: an unknown event, member or word is an error; local text is no part of it; every field
 * may be missing, as in the log.
 */
export function buildReleasedSchema(catalog: Catalog): z.ZodType {
  return unionOf(
    catalog.events.map((event) => {
      const payload = z.strictObject(releasedSchema(declaredFields(event)));
      return z.strictObject(releasedEnvelope(event.name, payload, catalog)).meta(aboutEvent(event));
    }),
  );
}

/** One of the three schemas as JSON Schema, draft 2020-12. */
export function buildJsonSchema(catalog: Catalog, projection: Projection): JsonSchema {
  const schema =
    projection === 'input'
      ? buildInputSchema(catalog)
      : projection === 'recorded'
        ? buildRecordedSchema(catalog)
        : buildReleasedSchema(catalog);
  return z.toJSONSchema(schema.meta({ title: `Telemetry events as ${projection}` }), {
    target: 'draft-2020-12',
    io: 'input',
  });
}

function aboutEvent(event: EventDefinition): { readonly title: string; readonly description: string } {
  return { title: event.name, description: event.summary };
}

function unionOf(schemas: readonly z.ZodObject[]): z.ZodType {
  const [first, ...rest] = schemas;
  return first === undefined ? z.never() : z.discriminatedUnion('event', [first, ...rest]);
}
