/**
 * The way of one event through the toolkit: budget, record, deliver, and the flag that follows a loss or a redaction.
 * It owns the counters and the policy in force, which may change while the process runs; it owns no disk and no clock.
 */

import type { EncodedEvent, EventContext, KeyedHash, Recorder, RecordOutcome, Releaser } from '@telemetry/payload';
import { compileRecorder, createKeyedHash, createReleaser } from '@telemetry/payload';
import type { RedactionPolicy } from '@telemetry/redaction';
import { createRedactor } from '@telemetry/redaction';
import type { Delivery } from '@telemetry/reporters';
import type { Build, Catalog, EventDefinition, Level, RecordedEvent, ReleasedEvent } from '@telemetry/schema';
import { lowerLevel, riskFlagged } from '@telemetry/schema';
import { createEventBudget } from './event-budget.ts';
import { measureWork } from './measure.ts';
import { mergeContext } from './scope-context.ts';
import type { Telemetry, TelemetryScope } from './telemetry.ts';
import { createTimeFormat } from './time-format.ts';

/** What is consented to at a moment. */
export interface RecordingConfig {
  /** What may be recorded. */
  readonly level: Level;
  /** `events` lets released events reach remote reporters. Default `off`. */
  readonly upload?: 'off' | 'summary' | 'events';
  /** What may leave; never above `level`. Default `minimal`. */
  readonly uploadLevel?: Level;
  /** When the consent to debug ends, in milliseconds since 1970: from then on the level is `standard`. */
  readonly debugUntilMs?: number;
}

/** What of an identity recording needs: the key of its hashes, and the name on what leaves. */
export interface InstallIdentity {
  readonly salt: Uint8Array;
  readonly installId: string;
}

/** The terms under which is recorded; they may change while a process runs. */
export interface RecordingTerms {
  readonly config: RecordingConfig;
  /** Without it hashes are keyed by chance, and nothing is released. */
  readonly identity: InstallIdentity | undefined;
  readonly redaction: RedactionPolicy;
}

/** Everything that an engine is made of. */
export interface EngineParts<C extends Catalog> {
  readonly catalog: C;
  readonly terms: RecordingTerms;
  readonly context: EventContext;
  readonly build: Build;
  readonly delivery: Delivery;
  /** Called before the first event of each turn is recorded; the terms may change within. */
  readonly onTurn: (() => void) | undefined;
  /** Milliseconds since 1970. */
  now(): number;
  /** A clock that only goes forward. Milliseconds. */
  monotonicMs(): number;
  /** UUIDv4. */
  createId(): string;
  /** Random bytes, for hashes that no identity keys; they die with the process. */
  createSalt(): Uint8Array;
}

/** A running telemetry, and the way to change what it may do. */
export interface Engine<C extends Catalog> {
  readonly telemetry: Telemetry<C>;
  /** Puts other terms in force, from the next event on. What is not named stays. */
  configure(terms: Partial<RecordingTerms>): void;
}

/** Starts an engine. */
export function createEngine<C extends Catalog>(parts: EngineParts<C>): Engine<C> {
  const { catalog, delivery } = parts;
  const budget = createEventBudget(catalog);
  const formatTime = createTimeFormat();
  const flagsItself = catalog.byName.has(riskFlagged.name);
  const dropped: { [reason: string]: number } = {};
  const counts = { recorded: 0, fieldsDropped: 0, fieldsRedacted: 0, fieldsTruncated: 0 };
  let closed = false;
  let force = putInForce(parts, parts.terms);
  let turnHasBegun = false;

  const drop = (reason: string) => {
    dropped[reason] = (dropped[reason] ?? 0) + 1;
  };

  const expireDebug = () => {
    const { config } = force.terms;
    const standard = {
      ...withoutExpiry(config),
      level: lowerLevel(config.level, 'standard'),
      uploadLevel: lowerLevel(config.uploadLevel ?? 'minimal', 'standard'),
    };
    force = putInForce(parts, { ...force.terms, config: standard });
  };

  const beginTurn = (onTurn: () => void) => {
    if (turnHasBegun) return;
    turnHasBegun = true;
    queueMicrotask(() => {
      turnHasBegun = false;
    });
    onTurn();
  };

  const record = (context: EventContext, event: string, payload: unknown, nowMs: number): RecordOutcome => {
    const outcome = force.recorder.record({
      eventId: parts.createId(),
      timestamp: formatTime(nowMs),
      event,
      context,
      build: parts.build,
      payload,
    });
    if (outcome.kind === 'rejected') drop(outcome.reason);
    if (outcome.kind === 'recorded') {
      counts.recorded += 1;
      counts.fieldsDropped += outcome.droppedCount;
      counts.fieldsRedacted += outcome.redactedFields.length;
      counts.fieldsTruncated += outcome.truncatedCount;
      const { releaser } = force;
      delivery.deliver(outcome, () => release(releaser, outcome.event));
    }
    return outcome;
  };

  const track = (context: EventContext, reference: string | EventDefinition, payload: unknown) => {
    try {
      if (force.level === 'off') return;
      if (closed) return drop('closed');
      if (parts.onTurn !== undefined) beginTurn(parts.onTurn);
      const event = typeof reference === 'string' ? reference : reference.name;
      // Before the clock is asked: what stands above the level does so when the consent to debug has ended, too.
      if (force.recorder.ignores(event)) return;
      const nowMs = parts.now();
      if (nowMs >= force.expiresMs) {
        expireDebug();
        if (force.recorder.ignores(event)) return;
      }
      if (!budget(event, nowMs)) return drop('over_budget');
      const outcome = record(context, event, payload, nowMs);
      const flag = event === riskFlagged.name || !flagsItself ? undefined : flagFor(event, outcome);
      if (flag !== undefined && budget(riskFlagged.name, nowMs)) record(context, riskFlagged.name, flag, nowMs);
    } catch {
      // Whatever went wrong in here is ours or a hostile argument's; the host must not pay for it.
      drop('internal_error');
    }
  };

  const scopeOf = (context: EventContext): TelemetryScope<C> => ({
    track: (event, payload) => track(context, event, payload),
    scope: (inner) => scopeOf(mergeContext(context, inner)),
    measure: (event, fields, fn) =>
      measureWork(
        definitionOf(catalog, event),
        fields,
        fn as (note: (fields: unknown) => void) => ReturnType<typeof fn>,
        {
          monotonicMs: parts.monotonicMs,
          finish: (collected) => track(context, event, collected),
        },
      ),
  });

  const telemetry: Telemetry<C> = Object.freeze({
    ...scopeOf(parts.context),
    get enabled() {
      return force.level !== 'off';
    },
    get level() {
      if (parts.now() >= force.expiresMs) expireDebug();
      return force.level;
    },
    get stats() {
      return { ...counts, dropped: { ...dropped }, reporter: delivery.stats };
    },
    flush: delivery.flush,
    async close(options?: { readonly timeoutMs?: number }) {
      closed = true;
      await delivery.close(options);
    },
  });

  return {
    telemetry,
    configure(terms) {
      force = putInForce(parts, { ...force.terms, ...terms });
    },
  };
}

/** A consent, compiled. */
interface Force {
  readonly terms: RecordingTerms;
  readonly level: Level;
  readonly expiresMs: number;
  readonly recorder: Recorder;
  /** Absent while nothing may leave. */
  readonly releaser: Releaser | undefined;
}

function putInForce<C extends Catalog>(parts: EngineParts<C>, terms: RecordingTerms): Force {
  const { catalog, delivery } = parts;
  const { config, identity, redaction } = terms;
  const keyed = keyedHashOf(identity, parts.createSalt);
  const uploadLevel = lowerLevel(config.uploadLevel ?? 'minimal', config.level);
  const mayLeave = delivery.hasRemote && config.upload === 'events' && uploadLevel !== 'off' && identity !== undefined;
  return {
    terms,
    level: config.level,
    expiresMs: config.debugUntilMs ?? Number.POSITIVE_INFINITY,
    recorder: compileRecorder(catalog, { level: config.level, keyed, redactor: createRedactor(redaction) }),
    releaser: mayLeave
      ? createReleaser(catalog, { level: uploadLevel, keyed, installId: identity.installId })
      : undefined,
  };
}

/** The keyed hash of an identity; without one, under a key that is made when it is first needed and dies with the process. */
function keyedHashOf(identity: InstallIdentity | undefined, createSalt: () => Uint8Array): KeyedHash {
  if (identity !== undefined) return createKeyedHash(identity.salt);
  let keyed: KeyedHash | undefined;
  return (text) => {
    keyed ??= createKeyedHash(createSalt());
    return keyed(text);
  };
}

function withoutExpiry(config: RecordingConfig): RecordingConfig {
  const { debugUntilMs: _ended, ...rest } = config;
  return rest;
}

function release(releaser: Releaser | undefined, event: RecordedEvent): EncodedEvent<ReleasedEvent> | undefined {
  const outcome = releaser?.(event);
  return outcome?.kind === 'released' ? outcome : undefined;
}

/** What has to be flagged after an event, if anything. Names of declared fields and counts, never a value. */
function flagFor(event: string, outcome: RecordOutcome): { [field: string]: unknown } | undefined {
  if (outcome.kind === 'rejected') {
    return {
      reason: outcome.reason,
      ...(outcome.event === undefined ? {} : { trigger_event_type: outcome.event }),
      ...(outcome.fields.length === 0 ? {} : { fields: outcome.fields }),
    };
  }
  if (outcome.kind !== 'recorded') return undefined;
  if (outcome.redactedFields.length === 0 && outcome.truncatedCount === 0) return undefined;
  return {
    reason: 'telemetry_sanitized',
    trigger_event_type: event,
    fields_redacted_count: outcome.redactedFields.length,
    fields_truncated_count: outcome.truncatedCount,
  };
}

function definitionOf(catalog: Catalog, reference: unknown): EventDefinition | undefined {
  try {
    const name = typeof reference === 'string' ? reference : (reference as EventDefinition).name;
    return (catalog.declared ?? catalog).byName.get(name);
  } catch {
    // Nothing that names an event. The work is done all the same; recording it will be a counted drop.
    return undefined;
  }
}
