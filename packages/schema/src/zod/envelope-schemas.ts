/** The envelope as zod schemas: as it stands in the log, tolerant, and as it may be on the wire, strict. */

import { z } from 'zod';
import type { Catalog } from '../define-catalog.ts';
import { ACTOR_KINDS, KNOWN_SOURCES, UUID_PATTERN } from '../envelope.ts';
import { NAME_PATTERN } from '../fields.ts';
import { INSTANT_PATTERN, KEYED_PATTERN, wordSchema } from './field-schemas.ts';

const buildMembers = ['app', 'app_version', 'git_sha', 'runtime', 'runtime_version', 'platform', 'arch'] as const;

const uuid = (): z.ZodType => z.string().regex(UUID_PATTERN);
/** Every 1.x is read. */
const version = (): z.ZodType => z.string().regex(/^1\.\d{1,9}$/);
const text = (): z.ZodString => z.string().min(1);

/** The members of a recorded envelope around a payload. */
export function recordedEnvelope(event: string | undefined, payload: z.ZodType) {
  return {
    schema_version: version(),
    event_id: uuid(),
    timestamp: z.iso.datetime({ offset: true }),
    event: event === undefined ? text() : z.literal(event),
    source: text(),
    actor: z.looseObject({ kind: z.enum(ACTOR_KINDS), id: z.string().exactOptional() }),
    run_id: z.string().exactOptional(),
    cycle: z.int().min(1).exactOptional(),
    build: z.looseObject(build(z.string())).exactOptional(),
    payload,
    tags: z.record(z.string(), z.string()).exactOptional(),
  };
}

/** The members of a released envelope around a payload. Below debug the timestamp is a full hour. */
export function releasedEnvelope(event: string, payload: z.ZodType, catalog: Catalog) {
  const tags = Object.entries(catalog.tags).map(([tag, field]) => {
    const word = field.kind === 'name' ? wordSchema(field.words) : z.enum([...field.values]);
    return [tag, word.exactOptional()] as const;
  });
  return {
    schema_version: version(),
    event_id: uuid(),
    anonymous_install_id: uuid(),
    timestamp: z.string().regex(INSTANT_PATTERN),
    event: z.literal(event),
    source: wordSchema(KNOWN_SOURCES),
    actor: z.strictObject({ kind: z.enum(ACTOR_KINDS), id: z.string().regex(KEYED_PATTERN) }),
    run_id: z.string().regex(KEYED_PATTERN).exactOptional(),
    cycle: z.int().min(1).exactOptional(),
    build: z.strictObject(build(z.string().regex(NAME_PATTERN))),
    payload,
    tags: z.strictObject(Object.fromEntries(tags)).exactOptional(),
  };
}

/** The envelope of any event in the log, whatever its payload: any UUID, unknown members let through. */
export function buildEnvelopeSchema(): z.ZodType {
  return z.looseObject(recordedEnvelope(undefined, z.looseObject({})));
}

function build(member: z.ZodString) {
  return Object.fromEntries(buildMembers.map((name) => [name, member.exactOptional()]));
}
