/** What one event means to the timeline of a run: its kind, its words, whether it begins, ends or is something. */

import type { RecordedEvent } from '@telemetry/schema';
import type { NodeKind, NodeStatus } from './timeline-node.ts';

/** What an event says. */
export interface EventMeaning {
  readonly kind: NodeKind;
  readonly title: string;
  readonly detail: string;
  readonly status: NodeStatus;
  /** `begin` and `end` belong together when their `pair` is the same; `span` has its duration with it. */
  readonly form: 'begin' | 'end' | 'span' | 'instant';
  readonly pair?: string;
  /** Of `end` and `span`, when it is known. */
  readonly durationMs?: number | undefined;
}

/** Texts of a node are cut to this many characters: a line of a terminal, twice. */
const MAX_TEXT = 200;

/** Milliseconds of a year: what claims to have lasted longer is not believed. */
const MAX_DURATION_MS = 366 * 86_400_000;

type Payload = RecordedEvent['payload'];

interface Words {
  readonly kind: NodeKind;
  readonly title: string;
  readonly detail?: readonly (string | undefined)[];
  readonly status?: NodeStatus;
  readonly form?: EventMeaning['form'];
  readonly pair?: string;
}

/** The events of the standard catalog that have a picture of their own. */
const MEANINGS: { readonly [event: string]: (payload: Payload) => Words } = {
  'runner.started': (p) => ({ kind: 'note', title: 'started', detail: [text(p, 'session_kind')] }),
  'plan.generated': (p) => ({
    kind: 'plan',
    title: 'plan',
    detail: [amount(p, 'steps', 'step'), amount(p, 'quest_count', 'quest'), figure(p, 'confidence', 'confidence ')],
  }),
  'plan.step_started': (p) => ({ ...step(p), form: 'begin', status: 'unfinished' }),
  'plan.step_completed': (p) => ({ ...step(p), form: 'end', status: stepStatus(p) }),
  'executor.command_started': (p) => ({ ...command(p), form: 'begin', status: 'unfinished' }),
  'executor.command_completed': (p) => ({
    ...command(p),
    form: 'end',
    status: numberIn(p, 'exit_code') === 0 ? 'ok' : 'failed',
    detail: [numberIn(p, 'exit_code') === 0 ? undefined : figure(p, 'exit_code', 'exit ')],
  }),
  'executor.error': (p) => ({ ...error(p), detail: [p['handled'] === true ? 'handled' : 'not handled'] }),
  error: (p) => ({ ...error(p), detail: [text(p, 'component')] }),
  'review.feedback_generated': (p) => ({
    kind: 'review',
    title: 'review',
    detail: [amount(p, 'comments', 'comment'), figure(p, 'blocking_issues', '', ' blocking'), delta(p)],
  }),
  'review.decision': (p) => ({ kind: 'decision', title: text(p, 'verdict') ?? 'decision', status: verdictStatus(p) }),
  agent_execution: (p) => ({
    ...span(p, 'agent', text(p, 'agent_type')),
    detail: [text(p, 'error_type'), text(p, 'model'), figure(p, 'cost', '$')],
  }),
  skill_execution: (p) => ({ ...span(p, 'skill', text(p, 'skill_name')), detail: [text(p, 'error_type')] }),
  command_completed: (p) => ({
    ...span(p, 'command', text(p, 'hashed_command_name')),
    detail: [text(p, 'executor_type')],
  }),
  'quest.completed': (p) => ({
    kind: 'quest',
    title: text(p, 'quest_id') ?? 'quest',
    detail: [text(p, 'proof_tier'), figure(p, 'xp_awarded', '+', ' xp')],
    status: 'ok',
  }),
  'quest.failed': (p) => ({
    kind: 'quest',
    title: text(p, 'quest_id') ?? 'quest',
    detail: [text(p, 'reason')],
    status: 'failed',
  }),
  'proof.submitted': (p) => ({
    kind: 'proof',
    title: text(p, 'quest_id') ?? 'proof',
    detail: [text(p, 'artifact_type'), figure(p, 'byte_size', '', ' bytes')],
  }),
  'capability.granted': (p) => capability(p, 'granted'),
  'capability.revoked': (p) => capability(p, 'revoked'),
  'capability.denied': (p) => capability(p, 'denied'),
  'risk.flagged': (p) => ({ kind: 'note', title: 'risk', detail: [text(p, 'reason'), text(p, 'trigger_event_type')] }),
  'optimizer.profile_selected': (p) => ({ kind: 'note', title: 'profile', detail: [text(p, 'profile')] }),
  'optimizer.benchmark_completed': () => ({ kind: 'note', title: 'benchmark' }),
  feature_usage: (p) => ({ kind: 'note', title: 'feature', detail: [text(p, 'feature_name'), text(p, 'action')] }),
  'scorecard.updated': (p) => ({ kind: 'note', title: 'scorecard', detail: [figure(p, 'total_xp', '', ' xp')] }),
  // Its duration is the run's own: as a span it would hold everything else.
  workflow: (p) => ({ kind: 'note', title: 'workflow', detail: [amount(p, 'total_steps', 'step')] }),
  performance: () => ({ kind: 'note', title: 'performance' }),
};

/** Describes any event; one that is not in the table shows its name, and its `duration_ms` and `success` if it has these. */
export function describeEvent(event: RecordedEvent): EventMeaning {
  const { payload } = event;
  const words = (Object.hasOwn(MEANINGS, event.event) ? MEANINGS[event.event]?.(payload) : undefined) ?? other(event);
  const durationMs = numberIn(payload, 'duration_ms');
  const isKnown = durationMs !== undefined && durationMs >= 0 && durationMs <= MAX_DURATION_MS;
  const form = words.form ?? 'instant';
  return {
    kind: words.kind,
    title: cut(words.title),
    detail: cut((words.detail ?? []).filter((part) => part !== undefined && part !== '').join(', ')),
    status: words.status ?? null,
    form: form === 'span' && !isKnown ? 'instant' : form,
    ...(words.pair === undefined ? {} : { pair: words.pair }),
    ...(isKnown && form !== 'begin' ? { durationMs } : {}),
  };
}

/** Whether an event says what the recorder itself took out of another: counted, not shown. */
export function isSanitizerFlag({ event, payload }: RecordedEvent): boolean {
  return event === 'risk.flagged' && payload['reason'] === 'telemetry_sanitized';
}

function other({ event, payload }: RecordedEvent): Words {
  return numberIn(payload, 'duration_ms') === undefined ? { kind: 'note', title: event } : span(payload, 'work', event);
}

function span(payload: Payload, kind: NodeKind, title: string | undefined): Words {
  const success = payload['success'];
  const status = typeof success === 'boolean' ? (success ? 'ok' : 'failed') : null;
  return { kind, title: title ?? kind, status, form: 'span' };
}

function step(payload: Payload): Words {
  const index = numberIn(payload, 'step_index');
  return {
    kind: 'step',
    title: index === undefined ? 'step' : `step ${index}`,
    detail: [text(payload, 'tool'), text(payload, 'result_summary')],
    pair: `step ${index}`,
  };
}

function stepStatus(payload: Payload): NodeStatus {
  const status = payload['status'];
  return status === 'ok' || status === 'failed' || status === 'skipped' ? status : null;
}

function command(payload: Payload): Words {
  const name = text(payload, 'command');
  return { kind: 'command', title: name === undefined ? 'command' : `$ ${name}`, pair: `command ${name ?? ''}` };
}

function error(payload: Payload): Words {
  return { kind: 'error', title: text(payload, 'error_type') ?? 'error', status: 'failed' };
}

function capability(payload: Payload, verb: string): Words {
  return {
    kind: 'note',
    title: verb,
    detail: [text(payload, 'capability')],
    status: verb === 'denied' ? 'failed' : null,
  };
}

function verdictStatus(payload: Payload): NodeStatus {
  const verdict = payload['verdict'];
  return verdict === 'accept' ? 'ok' : verdict === 'abort' ? 'failed' : null;
}

function delta(payload: Payload): string | undefined {
  const value = numberIn(payload, 'confidence_delta');
  return value === undefined ? undefined : `confidence ${value < 0 ? '' : '+'}${value}`;
}

function amount(payload: Payload, field: string, noun: string): string | undefined {
  const value = numberIn(payload, field);
  return value === undefined ? undefined : `${value} ${noun}${value === 1 ? '' : 's'}`;
}

function figure(payload: Payload, field: string, before: string, after = ''): string | undefined {
  const value = numberIn(payload, field);
  return value === undefined ? undefined : `${before}${value}${after}`;
}

function numberIn(payload: Payload, field: string): number | undefined {
  const value = payload[field];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function text(payload: Payload, field: string): string | undefined {
  const value = payload[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function cut(given: string): string {
  if (given.length <= MAX_TEXT) return given;
  const short = given.slice(0, MAX_TEXT - 1);
  // Never half of a pair of surrogates.
  return `${/[\uD800-\uDBFF]$/.test(short) ? short.slice(0, -1) : short}…`;
}
