/**
 * The first projection: what may be written into the local log.
 * Level filter, validation, treatment, redaction, encoding, in this order; plain and readable, the definition of the rules.
 * Pure: no clock, no disk, no randomness; the salt and the redactor come in as parameters.
 */

import type { Redactor } from '@telemetry/redaction';
import type { Catalog, Field, Json, Level, RecordedEvent } from '@telemetry/schema';
import {
  declaredFields,
  eventLevel,
  includesLevel,
  MAX_LINE_BYTES,
  recordedName,
  SCHEMA_VERSION,
} from '@telemetry/schema';
import type { EncodedEvent, EventContext, EventDraft } from './draft.ts';
import { encodeJson } from './encode-json.ts';
import type { KeyedHash } from './keyed-hash.ts';
import type { SanitizeNotes } from './sanitize-notes.ts';
import { createNoteTaker } from './sanitize-notes.ts';
import type { Treatments } from './treat-value.ts';
import { LEFT_OUT, MISFIT, treatValue } from './treat-value.ts';

/** Tags of one event; the rest is dropped and counted. */
const MAX_TAGS = 32;

/** Under which conditions something is recorded. */
export interface RecordPolicy {
  /** The consented level. */
  readonly level: Level;
  readonly keyed: KeyedHash;
  readonly redactor: Redactor;
}

/** What was done to an event on its way into the log. */
export interface Sanitized {
  /** Paths at which something was replaced, in the order in which they were met. Envelope paths begin with `envelope.`. */
  readonly redactedFields: readonly string[];
  /** How many texts were cut. */
  readonly truncatedCount: number;
  /** How many values were dropped: undeclared, or no identifier where one is declared. */
  readonly droppedCount: number;
}

/** What came of a draft. */
export type RecordOutcome =
  | ({ readonly kind: 'recorded' } & EncodedEvent<RecordedEvent> & Sanitized)
  | { readonly kind: 'ignored' }
  | {
      readonly kind: 'rejected';
      readonly reason: 'invalid_event_type' | 'invalid_payload' | 'too_large';
      /** The declared name of the event; absent when it is not declared. */
      readonly event?: string;
      /** The declared fields at fault. */
      readonly fields: readonly string[];
    };

/** The first projection of a catalog at a level. */
export interface Recorder {
  /** True for a declared event above the level: nothing of it is recorded, and nothing is lost. */
  ignores(event: string): boolean;
  /** Turns a draft into what may be recorded of it. Never throws. */
  record(draft: EventDraft): RecordOutcome;
}

/** The context of a scope, redacted and cut, with what was done to it. */
export interface CleanContext extends Sanitized {
  readonly source: string;
  readonly actor: EventContext['actor'];
  readonly runId: string | undefined;
  readonly cycle: number | undefined;
  readonly tags: { readonly [tag: string]: string } | undefined;
}

/** Treatments for a value that will not be kept: only whether it fits is asked. */
const JUDGE_ONLY: Treatments = { keyed: () => '', filter: (text) => text, leftOut: () => {} };

/** A declared event that stands above the level. */
export const IGNORED = Symbol('ignored');

/** One event at one level. */
export interface EventPlan {
  readonly kept: readonly KeptField[];
  /** All names that the event declares, at whatever level. */
  readonly declared: ReadonlySet<string>;
}

/** One field of an event at one level. */
export interface KeptField {
  readonly name: string;
  readonly recordedName: string;
  readonly field: Field;
  /** The field as the host declares it, where the user agreed to less of it. */
  readonly whole?: Field;
}

/** The recorder of a catalog for one level, rule by rule. Hosts use `compileRecorder`, which is the same and fast. */
export function createRecorder(catalog: Catalog, policy: RecordPolicy): Recorder {
  const planOf = (event: string) => planEvent(catalog, policy.level, event);
  const openNotes = createNoteTaker(policy.keyed, policy.redactor);

  const record = (draft: EventDraft): RecordOutcome => {
    const plan = planOf(draft.event);
    if (plan === undefined) return { kind: 'rejected', reason: 'invalid_event_type', fields: [] };
    if (plan === IGNORED) return { kind: 'ignored' };
    const notes = openNotes();
    const payload: { [name: string]: Json } = {};
    const fields = collectFields(draft.payload, plan, payload, notes);
    if (fields.length > 0) return { kind: 'rejected', reason: 'invalid_payload', event: draft.event, fields };
    const contextNotes = openNotes();
    const context = cleanContext(draft.context, contextNotes);
    const redactedFields = [...notes.redactedFields, ...context.redactedFields];
    if (redactedFields.length > 0) payload['redacted_fields'] = redactedFields;
    const event = buildEnvelope(draft, context, payload);
    const line = encodeJson(event as unknown as Json);
    if (isTooLong(line)) return { kind: 'rejected', reason: 'too_large', event: draft.event, fields: [] };
    return {
      kind: 'recorded',
      event,
      line,
      redactedFields,
      truncatedCount: notes.truncatedCount + context.truncatedCount,
      droppedCount: notes.droppedCount + context.droppedCount,
    };
  };

  return { ignores: (event) => planOf(event) === IGNORED, record };
}

/**
 * What is known of an event at a level: undefined when it is not declared. What the host declares and the user has not agreed to is
 * ignored like what stands above the level.
 */
export function planEvent(catalog: Catalog, level: Level, name: string): EventPlan | typeof IGNORED | undefined {
  const whole = (catalog.declared ?? catalog).byName.get(name);
  // A former name is read in old logs; nobody records under it.
  if (whole?.name !== name) return undefined;
  const definition = catalog.byName.get(name);
  if (definition === undefined || !includesLevel(level, eventLevel(definition))) return IGNORED;
  const declared = new Map(declaredFields(whole).map((field) => [field.name, field.field]));
  const kept = declaredFields(definition)
    .filter((field) => includesLevel(level, field.level))
    .map((field) => keptField(field.name, field.field, declared.get(field.name)));
  return { kept, declared: new Set(declared.keys()) };
}

function keptField(name: string, field: Field, whole: Field | undefined): KeptField {
  return {
    name,
    field,
    recordedName: recordedName(name, field),
    ...(whole === undefined || whole === field ? {} : { whole }),
  };
}

/** A character is at most three bytes of UTF-8, so that most lines need no count. */
export function isTooLong(line: string): boolean {
  return line.length * 3 > MAX_LINE_BYTES && Buffer.byteLength(line) > MAX_LINE_BYTES;
}

/** Fills `payload` with what may be recorded, and answers the names of the fields that do not fit. */
function collectFields(
  given: unknown,
  plan: EventPlan,
  payload: { [name: string]: Json },
  notes: SanitizeNotes,
): string[] {
  const misfits: string[] = [];
  const source = typeof given === 'object' && given !== null ? (given as { readonly [name: string]: unknown }) : {};
  for (const kept of plan.kept) {
    const { name, recordedName, field } = kept;
    try {
      const value = Object.hasOwn(source, name) ? source[name] : undefined;
      if (value === undefined || value === null) {
        if (!field.optional) misfits.push(name);
        continue;
      }
      const treated = treatValue(field, value, name, notes);
      if (treated === MISFIT) {
        if (!fitsDeclaration(kept, value)) misfits.push(name);
      } else if (treated !== LEFT_OUT) payload[recordedName] = treated;
    } catch {
      // A getter, a proxy or a toJSON of the host threw: the value cannot be had, so it does not fit.
      misfits.push(name);
    }
  }
  notes.droppedCount += countUndeclared(source, plan.declared);
  return misfits;
}

/**
 * True when a value fits the field as the host declares it, and only not what the user agreed to: it is left out silently, since nobody
 * made a mistake.
 */
export function fitsDeclaration({ name, whole }: KeptField, value: unknown): boolean {
  return whole !== undefined && treatValue(whole, value, name, JUDGE_ONLY) !== MISFIT;
}

/** The number of own keys that the event does not declare; 1 for an object that does not let itself be listed. */
export function countUndeclared(source: object, declared: ReadonlySet<string>): number {
  try {
    let undeclared = 0;
    for (const key of Object.keys(source)) if (!declared.has(key)) undeclared += 1;
    return undeclared;
  } catch {
    return 1;
  }
}

function buildEnvelope(
  draft: EventDraft,
  context: CleanContext,
  payload: { readonly [name: string]: Json },
): RecordedEvent {
  const { source, actor, runId, cycle, tags } = context;
  return {
    schema_version: SCHEMA_VERSION,
    event_id: draft.eventId,
    timestamp: draft.timestamp,
    event: draft.event,
    source,
    actor,
    ...(runId === undefined ? {} : { run_id: runId }),
    ...(cycle === undefined ? {} : { cycle }),
    build: draft.build,
    payload,
    ...(tags === undefined ? {} : { tags }),
  };
}

/** Redacts and cuts the texts of a scope's context. */
export function cleanContext(context: EventContext, notes: SanitizeNotes): CleanContext {
  const source = notes.identifier(context.source, 'source') ?? 'unknown';
  const actor = { kind: context.actor.kind, id: notes.identifier(context.actor.id, 'actor.id') ?? 'unknown' };
  const runId = context.runId === undefined ? undefined : notes.identifier(context.runId, 'run_id');
  const tags = context.tags === undefined ? undefined : cleanTags(context.tags, notes);
  const { redactedFields, truncatedCount, droppedCount } = notes;
  return { source, actor, runId, cycle: context.cycle, tags, redactedFields, truncatedCount, droppedCount };
}

function cleanTags(tags: EventContext['tags'] & object, notes: SanitizeNotes): { [tag: string]: string } | undefined {
  const clean = new Map<string, string>();
  const entries = Object.entries(tags);
  for (const [tag, text] of entries.slice(0, MAX_TAGS)) {
    const key = notes.identifier(tag, 'tags');
    const value = key === undefined ? undefined : notes.tag(tag, text, `tags.${key}`);
    if (key === undefined || value === undefined || clean.has(key)) notes.droppedCount += 1;
    else clean.set(key, value);
  }
  notes.droppedCount += Math.max(0, entries.length - MAX_TAGS);
  return clean.size === 0 ? undefined : Object.fromEntries(clean);
}
