/**
 * Reading lines, whoever wrote them: the envelope of today or one of four older dialects, told apart by their members.
 * Nothing here throws, opens a file or trusts a payload: what comes out has the shape of an envelope, and its payload is what
 * the line said. Whoever writes it again passes it through the payload builder.
 */

import type { Catalog } from './define-catalog.ts';
import { declaredFields } from './define-event.ts';
import { deriveEventId } from './derived-id.ts';
import type { Dialect, FieldNames, Unknown } from './dialects.ts';
import { readCycle, readEnvelope, readFlatOrchestrator, readFlatUsage, readRunner } from './dialects.ts';
import type { RecordedEvent } from './envelope.ts';
import { ACTOR_KINDS, MAX_LINE_BYTES, UUID_PATTERN } from './envelope.ts';
import { recordedName } from './fields.ts';
import { createOccurrences } from './occurrences.ts';
import { extendStandardCatalog } from './standard-catalog.ts';
import { parseTimestamp } from './timestamp.ts';

export { DERIVED_ID_NAMESPACE, deriveEventId } from './derived-id.ts';
export type { Dialect } from './dialects.ts';
export { GENERATION_SIZE } from './occurrences.ts';
export { parseTimestamp } from './timestamp.ts';

/** Why a line is skipped. */
export type SkipReason = 'not_json' | 'overlong' | 'unknown_schema';

/** What came of a line. */
export type ParsedLine =
  | { readonly ok: true; readonly event: RecordedEvent; readonly dialect: Dialect }
  | { readonly ok: false; readonly reason: SkipReason };

/** What may be said about one line. */
export interface ParseOptions {
  /** How often an equal line was met so far in its stream, itself included. Default 1. */
  readonly occurrence?: number;
}

/** Reads the lines of one stream, in their order. Never throws. */
export type EventParser = (line: string) => ParsedLine;

const NOT_JSON = Object.freeze({ ok: false, reason: 'not_json' });
const OVERLONG = Object.freeze({ ok: false, reason: 'overlong' });
const UNKNOWN_SCHEMA = Object.freeze({ ok: false, reason: 'unknown_schema' });

/** The names of the standard catalog's fields, for single lines. */
const STANDARD_NAMES = namesOf(extendStandardCatalog());

/**
 * Reads one line, with or without its ending. Never throws.
 * Flat shapes are read by the standard catalog. For a whole stream use `createEventParser`, which numbers equal lines itself.
 */
export function parseEvent(line: string, options: ParseOptions = {}): ParsedLine {
  return parseLine(line, STANDARD_NAMES, (text) => deriveEventId(text, options.occurrence ?? 1));
}

/**
 * Makes the reader of one stream (a file from its beginning): numbers equal lines, reads flat shapes by the catalog, and gives
 * events their present names (`renamedFrom`). Use another for another stream. Memory is bounded by `GENERATION_SIZE`, and only
 * lines without an id of their own take any.
 *
 * @param catalog default: the standard catalog
 */
export function createEventParser(catalog?: Catalog): EventParser {
  const names = catalog === undefined ? STANDARD_NAMES : namesOf(catalog);
  const presentNames = new Map<string, string>();
  for (const [name, { name: present }] of catalog?.byName ?? []) if (name !== present) presentNames.set(name, present);
  const occurrences = createOccurrences();
  const deriveId = (text: string): string => {
    const first = deriveEventId(text, 1);
    const occurrence = occurrences.next(first);
    return occurrence === 1 ? first : deriveEventId(text, occurrence);
  };
  return (line) => {
    const parsed = parseLine(line, names, deriveId);
    if (!parsed.ok || presentNames.size === 0) return parsed;
    const present = presentNames.get(parsed.event.event);
    return present === undefined ? parsed : { ...parsed, event: { ...parsed.event, event: present } };
  };
}

function parseLine(line: string, names: FieldNames, deriveId: (text: string) => string): ParsedLine {
  if (typeof line !== 'string') return NOT_JSON;
  const text = withoutEnding(line);
  if (isOverlong(text)) return OVERLONG;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return NOT_JSON;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return UNKNOWN_SCHEMA;
  const object = value as Unknown;
  const id = (): string => deriveId(text);
  return (
    found('envelope', readEnvelope(object)) ??
    found('runner_0_1', readRunner(object, id)) ??
    found('cycle_0_1', readCycle(object, id)) ??
    found('flat_usage_1', readFlatUsage(object, id, names)) ??
    found('flat_orchestrator', readFlatOrchestrator(object, id, names)) ??
    UNKNOWN_SCHEMA
  );
}

function found(dialect: Dialect, event: RecordedEvent | undefined): ParsedLine | undefined {
  return event === undefined ? undefined : { ok: true, event, dialect };
}

function withoutEnding(line: string): string {
  let end = line.length;
  if (line.charCodeAt(end - 1) === 0x0a) end -= 1;
  if (line.charCodeAt(end - 1) === 0x0d) end -= 1;
  return end === line.length ? line : line.slice(0, end);
}

/** A UTF-16 unit takes one to three bytes in UTF-8, so most lines are decided by their length. */
function isOverlong(text: string): boolean {
  if (text.length * 3 <= MAX_LINE_BYTES) return false;
  return text.length > MAX_LINE_BYTES || Buffer.byteLength(text) > MAX_LINE_BYTES;
}

function namesOf(catalog: Catalog): FieldNames {
  const names = new Map<string, ReadonlySet<string>>();
  for (const [name, definition] of catalog.byName) {
    const fields = declaredFields(definition);
    names.set(
      name,
      new Set(fields.flatMap((declared) => [declared.name, recordedName(declared.name, declared.field)])),
    );
  }
  return (event) => names.get(event);
}

/** Tells whether a value has the shape of a recorded event, as `parseEvent` answers it. Looks at no field of the payload. */
export function isRecordedEvent(value: unknown): value is RecordedEvent {
  if (typeof value !== 'object' || value === null) return false;
  const event = value as { readonly [Member in keyof RecordedEvent]?: unknown };
  const { actor, cycle } = event;
  return (
    typeof event.schema_version === 'string' &&
    event.schema_version.startsWith('1.') &&
    typeof event.event_id === 'string' &&
    UUID_PATTERN.test(event.event_id) &&
    parseTimestamp(event.timestamp) === event.timestamp &&
    typeof event.event === 'string' &&
    typeof event.source === 'string' &&
    isPlainObject(actor) &&
    ACTOR_KINDS.some((kind) => kind === actor['kind']) &&
    typeof actor['id'] === 'string' &&
    (event.run_id === undefined || typeof event.run_id === 'string') &&
    (cycle === undefined || (typeof cycle === 'number' && Number.isSafeInteger(cycle) && cycle >= 1)) &&
    isPlainObject(event.build) &&
    isPlainObject(event.payload) &&
    (event.tags === undefined || isPlainObject(event.tags)) &&
    event.anonymous_install_id === undefined
  );
}

function isPlainObject(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
