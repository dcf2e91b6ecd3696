/**
 * The first projection, compiled: one small encoder a field, and the envelope of a scope encoded once. Gives the same outcome as
 * `createRecorder`, byte for byte, which stays the definition of the rules; here stands only what makes it fast.
 */

import type { Build, Catalog, Field, NumberField, Payload, RecordedEvent } from '@telemetry/schema';
import { DIGEST_PATTERN, NAME_PATTERN, SCHEMA_VERSION } from '@telemetry/schema';
import type { EncodedEvent, EventContext, EventDraft } from './draft.ts';
import { encodeJson } from './encode-json.ts';
import type { CleanContext, EventPlan, KeptField, Recorder, RecordOutcome, RecordPolicy, Sanitized } from './record.ts';
import { cleanContext, countUndeclared, fitsDeclaration, IGNORED, isTooLong, planEvent } from './record.ts';
import type { SanitizeNotes } from './sanitize-notes.ts';
import { createNoteTaker } from './sanitize-notes.ts';
import { LEFT_OUT, MISFIT, treatValue } from './treat-value.ts';

/** Names and words that are remembered as clean, per field: agents, tools and models are far fewer. Bounds memory. */
const REMEMBERED_NAMES = 256;

/** How every line begins. */
const START = `{"schema_version":"${SCHEMA_VERSION}","event_id":`;

/** What came of a value: its JSON, or that it does not fit, or that it is left out. */
type Encoded = string | typeof MISFIT | typeof LEFT_OUT;

/** One field of an event, ready to be written. */
interface FieldEncoder extends KeptField {
  /** `"duration_ms":` */
  readonly key: string;
  /** The same behind a comma, for all but the first field that is there: one text less to be put together. */
  readonly nextKey: string;
  encode(value: unknown, notes: SanitizeNotes): Encoded;
}

/** One event at one level, ready to be written. */
interface CompiledPlan {
  /** From the timestamp to the name of the source. */
  readonly start: string;
  readonly encoders: readonly FieldEncoder[];
  readonly declared: ReadonlySet<string>;
}

/** The parts of a line that are the same for every event of a scope. */
interface EncodedContext extends CleanContext {
  readonly build: Build;
  /** From `source` to the brace that opens the payload. */
  readonly head: string;
  /** From the brace that closes the payload to the end. */
  readonly tail: string;
}

/** Compiles the recorder of a catalog for one level. */
export function compileRecorder(catalog: Catalog, policy: RecordPolicy): Recorder {
  const openNotes = createNoteTaker(policy.keyed, policy.redactor);
  const contexts = new WeakMap<EventContext, EncodedContext>();
  const plans = new Map<string, CompiledPlan | typeof IGNORED>();
  /** Compiled when it first comes: a process records few of the events that it could. */
  const planFirst = (event: string): CompiledPlan | typeof IGNORED | undefined => {
    const plan = planEvent(catalog, policy.level, event);
    const compiled = plan === undefined || plan === IGNORED ? plan : compilePlan(event, plan);
    if (compiled !== undefined) plans.set(event, compiled);
    return compiled;
  };

  const contextOf = (draft: EventDraft): EncodedContext => {
    const known = contexts.get(draft.context);
    if (known !== undefined && known.build === draft.build) return known;
    const clean = cleanContext(draft.context, openNotes());
    const encoded = { ...clean, build: draft.build, head: headOf(clean, draft.build), tail: tailOf(clean) };
    contexts.set(draft.context, encoded);
    return encoded;
  };

  const record = (draft: EventDraft): RecordOutcome => {
    const plan = plans.get(draft.event) ?? planFirst(draft.event);
    if (plan === undefined) return { kind: 'rejected', reason: 'invalid_event_type', fields: [] };
    if (plan === IGNORED) return { kind: 'ignored' };
    const notes = openNotes();
    const given = draft.payload;
    const source = typeof given === 'object' && given !== null ? (given as { readonly [name: string]: unknown }) : {};
    let payload = '';
    let misfits: string[] | undefined;
    for (const encoder of plan.encoders) {
      const encoded = encodeField(encoder, source, notes);
      if (encoded === MISFIT) {
        misfits ??= [];
        misfits.push(encoder.name);
      } else if (encoded !== LEFT_OUT) {
        payload += (payload === '' ? encoder.key : encoder.nextKey) + encoded;
      }
    }
    notes.droppedCount += countUndeclared(source, plan.declared);
    if (misfits !== undefined) {
      return { kind: 'rejected', reason: 'invalid_payload', event: draft.event, fields: misfits };
    }
    const context = contextOf(draft);
    const redactedFields =
      context.redactedFields.length === 0 ? notes.redactedFields : [...notes.redactedFields, ...context.redactedFields];
    if (redactedFields.length > 0) {
      payload = `${payload}${payload === '' ? '' : ','}"redacted_fields":${encodeJson(redactedFields)}`;
    }
    const id = JSON.stringify(draft.eventId);
    const time = JSON.stringify(draft.timestamp);
    const line = `${START}${id},"timestamp":${time}${plan.start}${context.head}${payload}${context.tail}`;
    if (isTooLong(line)) return { kind: 'rejected', reason: 'too_large', event: draft.event, fields: [] };
    return new RecordedLine(
      line,
      redactedFields,
      notes.truncatedCount + context.truncatedCount,
      notes.droppedCount + context.droppedCount,
    );
  };

  return { ignores: (event) => (plans.get(event) ?? planFirst(event)) === IGNORED, record };
}

/** What was recorded. A class, and not an object with a getter of its own: that costs more than all the fields of an event. */
class RecordedLine implements EncodedEvent<RecordedEvent>, Sanitized {
  readonly kind = 'recorded';
  readonly line: string;
  readonly redactedFields: readonly string[];
  readonly truncatedCount: number;
  readonly droppedCount: number;

  constructor(line: string, redactedFields: readonly string[], truncatedCount: number, droppedCount: number) {
    this.line = line;
    this.redactedFields = redactedFields;
    this.truncatedCount = truncatedCount;
    this.droppedCount = droppedCount;
  }

  /** Few ask: the store takes the line. */
  get event(): RecordedEvent {
    return JSON.parse(this.line) as RecordedEvent;
  }
}

function compilePlan(name: string, plan: EventPlan): CompiledPlan {
  return {
    start: `,"event":${JSON.stringify(name)},"source":`,
    encoders: plan.kept.map(compileField),
    declared: plan.declared,
  };
}

function headOf(context: CleanContext, build: Build): string {
  const { source, actor, runId, cycle } = context;
  const run = runId === undefined ? '' : `,"run_id":${JSON.stringify(runId)}`;
  const round = cycle === undefined ? '' : `,"cycle":${cycle}`;
  return `${JSON.stringify(source)},"actor":${encodeJson({ ...actor })}${run}${round},"build":${encodeJson(build as Payload)},"payload":{`;
}

function tailOf({ tags }: CleanContext): string {
  return tags === undefined ? '}}' : `},"tags":${encodeJson(tags)}}`;
}

function encodeField(
  encoder: FieldEncoder,
  source: { readonly [name: string]: unknown },
  notes: SanitizeNotes,
): Encoded {
  try {
    const value = Object.hasOwn(source, encoder.name) ? source[encoder.name] : undefined;
    if (value === undefined || value === null) return encoder.field.optional ? LEFT_OUT : MISFIT;
    const encoded = encoder.encode(value, notes);
    return encoded === MISFIT && fitsDeclaration(encoder, value) ? LEFT_OUT : encoded;
  } catch {
    // A getter or a proxy of the host threw: the value cannot be had, so it does not fit.
    return MISFIT;
  }
}

function compileField(kept: KeptField): FieldEncoder {
  const key = `${JSON.stringify(kept.recordedName)}:`;
  return { ...kept, key, nextKey: `,${key}`, encode: encoderOf(kept.name, kept.field) };
}

/** The encoder of a field; the kinds that stand in most events have one of their own. */
function encoderOf(name: string, field: Field): FieldEncoder['encode'] {
  const plain: FieldEncoder['encode'] = (value, notes) => encodeTreated(field, value, name, notes);
  if (field.check !== undefined) return plain;
  switch (field.kind) {
    case 'flag':
      return (value) => (value === true ? 'true' : value === false ? 'false' : MISFIT);
    case 'number':
      return numberEncoder(field);
    case 'digest':
    case 'fingerprint':
      // Hex digits need no escape.
      return (value) => (typeof value === 'string' && DIGEST_PATTERN.test(value) ? `"${value}"` : MISFIT);
    case 'enumeration': {
      const words = new Map<unknown, string>(field.values.map((word) => [word, JSON.stringify(word)]));
      return (value) => words.get(value) ?? MISFIT;
    }
    case 'name':
      return nameEncoder(plain);
    default:
      return plain;
  }
}

/**
 * The text of a finite number is its JSON, that of minus zero included. Of a fraction it is asked by way of JSON all the same: by a template
 * or `String`, V8 (13.6) makes the process 12 MB larger, outside of its heap.
 */
function numberEncoder({
  integer,
  min = -Number.MAX_VALUE,
  max = Number.MAX_VALUE,
}: NumberField): FieldEncoder['encode'] {
  return (value) =>
    typeof value === 'number' && value >= min && value <= max && (!integer || Number.isSafeInteger(value))
      ? textOf(value)
      : MISFIT;
}

function textOf(value: number): string {
  return Number.isSafeInteger(value) ? `${value}` : JSON.stringify(value);
}

/** Remembers the names that were recorded as they are; a secret never is, so none is remembered. */
function nameEncoder(plain: FieldEncoder['encode']): FieldEncoder['encode'] {
  let clean = new Map<unknown, string>();
  return (value, notes) => {
    const known = clean.get(value);
    if (known !== undefined) return known;
    const encoded = plain(value, notes);
    if (typeof value === 'string' && NAME_PATTERN.test(value) && encoded === `"${value}"`) {
      if (clean.size >= REMEMBERED_NAMES) clean = new Map();
      clean.set(value, encoded);
    }
    return encoded;
  };
}

function encodeTreated(field: Field, value: unknown, name: string, notes: SanitizeNotes): Encoded {
  const treated = treatValue(field, value, name, notes);
  return treated === MISFIT || treated === LEFT_OUT ? treated : encodeJson(treated);
}
