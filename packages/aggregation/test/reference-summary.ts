/**
 * The table of the summary once more, plainly: filter, group, count over whole arrays, with nothing taken from the package.
 * Slow and obvious on purpose. Quantiles are exact here.
 */

import { createHash } from 'node:crypto';
import type { RecordedEvent } from '@telemetry/schema';

type Fields = { readonly [field: string]: unknown };
type Event = RecordedEvent;

const DAY = 86_400_000;
const KINDS = ['human', 'agent', 'system'];

export function referenceSummary(log: readonly Event[], window: { start: Date | null; end: Date }, actorId?: string) {
  const upToEnd = log.filter(
    (e) => Date.parse(e.timestamp) <= window.end.getTime() && (actorId === undefined || e.actor.id === actorId),
  );
  const within = upToEnd.filter((e) => window.start === null || Date.parse(e.timestamp) >= window.start.getTime());
  const named = (name: string) => within.filter((e) => e.event === name);
  const done = named('quest.completed');
  const failed = named('quest.failed');
  const plans = named('plan.generated');
  const feedback = named('feedback.submitted');
  const streaks = referenceStreaks(
    upToEnd.filter((e) => e.event === 'quest.completed'),
    window.end,
  );
  const card = (field: string, min: number) =>
    latestField(
      upToEnd.filter((e) => e.event === 'scorecard.updated'),
      field,
      min,
    );
  const kind = (e: Event) => (KINDS.includes(e.actor.kind) ? e.actor.kind : 'other');
  const actor = (e: Event) => shown(e.actor.id, e, true) ?? 'unknown';
  return {
    events_considered: within.length,
    events_by_type: tally(within, (e) => e.event),
    events_by_actor_kind: tally(within, kind),
    events_by_actor_id: tally(within, actor),
    completions_total: done.length,
    completions_by_actor: tally(done, kind),
    completions_by_actor_kind: tally(done, kind),
    completions_by_actor_id: tally(done, actor),
    completions_by_source: tally(done, (e) => shown(e.source, e)),
    completions_by_proof_tier: tally(done, (e) => word(e, 'proof_tier') ?? 'unknown'),
    completions_by_pack: tally(done, (e) => word(e, 'pack_id')),
    completions_by_pillar: tally(
      done.flatMap((e) => {
        const pillars = payload(e)['pillars'];
        const words = Array.isArray(pillars) ? pillars.map((pillar) => shown(pillar, e)) : [];
        return [...new Set(words.filter((pillar) => pillar !== undefined))];
      }),
      (pillar) => pillar,
    ),
    daily_streak: card('daily_streak', 0) ?? streaks.days,
    weekly_streak: card('weekly_streak', 0) ?? streaks.weeks,
    total_xp: card('total_xp', -Infinity) ?? total(done, 'xp_awarded', 1, true),
    plans_generated: plans.length,
    avg_quests_per_plan: average(plans, 'quest_count', 1, true) ?? 0,
    quest_success_rate: share(done.length, done.length + failed.length) ?? 0,
    failures_by_reason: tally(failed, (e) => word(e, 'reason') ?? 'unknown'),
    risk_flags_count: named('risk.flagged').length,
    top_quests_completed: top(
      tally(done, (e) => word(e, 'quest_id') ?? 'unknown'),
      10,
    ).map(([quest_id, count]) => ({ quest_id, count })),
    timebox_estimates_sum: total(done, 'timebox_estimate_minutes', 1e6),
    observed_duration_sum: total(done, 'observed_duration_seconds', 1e6),
    feedback_count: feedback.length,
    feedback_by_component: tally(feedback, (e) => word(e, 'component') ?? 'unknown'),
    feedback_by_severity: tally(feedback, (e) => word(e, 'severity') ?? 'unknown'),
    agents: grouped(
      named('agent_execution'),
      (e) => word(e, 'agent_type') ?? 'unknown',
      (uses) => ({
        ...usage(uses),
        cost_usd: total(uses, 'cost', 1e9),
        input_tokens: total(uses, 'input_tokens', 1, true),
        output_tokens: total(uses, 'output_tokens', 1, true),
      }),
    ),
    skills: grouped(
      named('skill_execution'),
      (e) => word(e, 'skill_name') ?? 'unknown',
      (uses) => ({
        ...usage(uses),
        rating_mean: average(
          uses.filter((e) => between(payload(e)['user_satisfaction'], 1, 5)),
          'user_satisfaction',
          1,
          true,
        ),
      }),
    ),
    errors: grouped(
      named('error'),
      (e) => word(e, 'error_type') ?? 'unknown',
      (ofType) =>
        grouped(
          ofType,
          (e) => word(e, 'component') ?? 'unknown',
          (group) => ({
            count: group.length,
            agents: tally(group, (e) => word(e, 'agent_type')),
            top_stack_hashes: top(
              tally(group, (e) => digest(e, 'stack_trace_hash')),
              5,
            ).map(([stack_trace_hash, count]) => ({
              stack_trace_hash,
              count,
            })),
          }),
        ),
    ),
    features: grouped(
      named('feature_usage'),
      (e) => word(e, 'feature_name') ?? 'unknown',
      (uses) => tally(uses, (e) => oneOf(e, 'action', ['enabled', 'disabled', 'configured', 'used']) ?? 'unknown'),
    ),
    workflows: referenceWorkflows(named('workflow')),
    commands: grouped(
      within.filter((e) => e.event === 'executor.command_completed' || e.event === 'command_completed'),
      (e) => (e.event === 'command_completed' ? digest(e, 'hashed_command_name') : word(e, 'command')) ?? 'unknown',
      (runs) => ({ runs: runs.length, failure_rate: failureRate(runs), duration_ms: durations(runs, 'duration_ms') }),
    ),
    runs: referenceRuns(within),
  };
}

function payload(e: Event): Fields {
  return e.payload as Fields;
}

/** A text as a key: itself, `other`, or undefined when it is none. */
function shown(text: unknown, e: Event, uuidsToo = false): string | undefined {
  if (typeof text !== 'string' || text === '') return undefined;
  const shape = /^[A-Za-z0-9_.:/@-]{1,64}$/.test(text) && !text.startsWith('/') && !/^[^/]+@.+\..+/.test(text);
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
  return shape && (uuidsToo || !uuid) && text !== e.run_id && text !== e.event_id ? text : 'other';
}

function word(e: Event, field: string): string | undefined {
  return shown(payload(e)[field], e);
}

function digest(e: Event, field: string): string | undefined {
  const text = payload(e)[field];
  return typeof text === 'string' && /^(sha256:)?[0-9a-f]{12,64}$/.test(text) ? text : undefined;
}

function oneOf(e: Event, field: string, words: readonly string[]): string | undefined {
  const text = payload(e)[field];
  if (typeof text !== 'string' || text === '') return undefined;
  return words.includes(text) ? text : 'other';
}

function between(value: unknown, min: number, max: number): boolean {
  return typeof value === 'number' && value >= min && value <= max;
}

/** The numbers that fit a field which is never negative. */
function numbers(events: readonly Event[], field: string, scale: number, whole = false): number[] {
  return events
    .map((e) => payload(e)[field])
    .filter((n): n is number => typeof n === 'number' && n >= 0 && (!whole || Number.isInteger(n)))
    .filter((n) => Number.isSafeInteger(Math.round(n * scale)));
}

function scaledTotal(values: readonly number[], scale: number): bigint {
  return values.reduce((so, n) => so + BigInt(Math.round(n * scale)), 0n);
}

function total(events: readonly Event[], field: string, scale: number, whole = false): number {
  const sum = scaledTotal(numbers(events, field, scale, whole), scale);
  const decimals = String(scale).length - 1;
  const text = String(sum).padStart(decimals + 1, '0');
  return Number(`${text.slice(0, text.length - decimals)}.${text.slice(text.length - decimals)}`);
}

/** To 3 decimals, in whole thousandths. */
function average(events: readonly Event[], field: string, scale: number, whole = false): number | null {
  const values = numbers(events, field, scale, whole);
  if (values.length === 0) return null;
  const divisor = BigInt(values.length) * BigInt(scale);
  const thousandths = (2000n * scaledTotal(values, scale) + divisor) / (2n * divisor);
  return Number(thousandths) / 1000;
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part * 10_000) / whole) / 10_000;
}

function tally<Item>(items: readonly Item[], key: (item: Item) => string | undefined): { [key: string]: number } {
  return grouped(
    items.filter((item) => key(item) !== undefined),
    (item) => key(item) ?? '',
    (group) => group.length,
  );
}

function grouped<Item, Result>(
  items: readonly Item[],
  key: (item: Item) => string,
  finish: (group: readonly Item[]) => Result,
): { [key: string]: Result } {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return Object.fromEntries([...groups].map(([name, group]) => [name, finish(group)]));
}

function top(counts: { [key: string]: number }, n: number): [string, number][] {
  return Object.entries(counts)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, n);
}

function usage(uses: readonly Event[]) {
  return {
    uses: uses.length,
    success_rate: successRate(uses),
    duration_ms: durations(uses, 'duration_ms'),
    error_types: tally(uses, (e) => word(e, 'error_type')),
  };
}

function successRate(events: readonly Event[]): number | null {
  const said = events.filter((e) => typeof payload(e)['success'] === 'boolean');
  return share(said.filter((e) => payload(e)['success'] === true).length, said.length);
}

function failureRate(runs: readonly Event[]): number | null {
  const ends = runs.flatMap((e) => {
    if (e.event === 'command_completed') {
      return typeof payload(e)['success'] === 'boolean' ? [payload(e)['success'] === false] : [];
    }
    return Number.isSafeInteger(payload(e)['exit_code']) ? [payload(e)['exit_code'] !== 0] : [];
  });
  return share(ends.filter((failed) => failed).length, ends.length);
}

function durations(events: readonly Event[], field: string) {
  const values = numbers(events, field, 1000).sort((a, b) => a - b);
  const at = (percent: number) => values[Math.ceil((values.length * percent) / 100) - 1] ?? null;
  return { avg: average(events, field, 1000), p50: at(50), p95: at(95), p99: at(99) };
}

function latestField(cards: readonly Event[], field: string, min: number): number | undefined {
  const valid = cards.filter((e) => Number.isSafeInteger(payload(e)[field]) && (payload(e)[field] as number) >= min);
  const order = (e: Event) => [e.timestamp, e.event_id, payload(e)[field] as number] as const;
  valid.sort((a, b) => {
    const [x, y] = [order(a), order(b)];
    return x[0] < y[0] ? -1 : x[0] > y[0] ? 1 : x[1] < y[1] ? -1 : x[1] > y[1] ? 1 : x[2] - y[2];
  });
  const last = valid.at(-1);
  return last === undefined ? undefined : (payload(last)[field] as number) + 0;
}

function referenceStreaks(done: readonly Event[], end: Date) {
  const days = new Set(done.map((e) => e.timestamp.slice(0, 10)));
  const weeks = new Set([...days].map((day) => mondayOf(Date.parse(day))));
  const midnight = Date.parse(end.toISOString().slice(0, 10));
  const active = (set: Set<string>, time: number, step: number, name: (ms: number) => string) => {
    let from = time;
    if (!set.has(name(from))) from -= step;
    let length = 0;
    while (set.has(name(from - length * step))) length++;
    return length;
  };
  const dayName = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  return { days: active(days, midnight, DAY, dayName), weeks: active(weeks, midnight, 7 * DAY, mondayOf) };
}

function mondayOf(ms: number): string {
  const weekday = (new Date(ms).getUTCDay() + 6) % 7;
  return new Date(ms - weekday * DAY).toISOString().slice(0, 10);
}

function referenceWorkflows(workflows: readonly Event[]) {
  const steps = (e: Event): string => {
    const actions = payload(e)['actions'];
    const names = Array.isArray(actions)
      ? actions
          .filter((action) => typeof action === 'object' && action !== null)
          .map((action: Fields) => shown(action['component'], e) ?? 'unknown')
      : [];
    return names
      .filter((name, at) => name !== names[at - 1])
      .slice(0, 12)
      .join(' > ');
  };
  const all = grouped(
    workflows.filter((e) => steps(e) !== ''),
    steps,
    (group) => ({
      count: group.length,
      mean_duration_ms: average(group, 'total_duration_ms', 1000),
      success_rate: successRate(group),
    }),
  );
  return Object.entries(all)
    .sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1))
    .slice(0, 10)
    .map(([key, rest]) => ({ sequence: key.split(' > '), ...rest }));
}

/** Runs that began together stand in the order of the SHA-256 of their ids. */
function referenceRuns(within: readonly Event[]) {
  const runs = grouped(
    within.filter((e) => e.run_id !== undefined),
    (e) => e.run_id ?? '',
    (events) => {
      const times = events.map((e) => Date.parse(e.timestamp));
      return {
        start: Math.min(...times),
        cycles: Math.max(0, ...events.map((e) => e.cycle ?? 0)),
        decisions: tally(
          events.filter((e) => e.event === 'review.decision'),
          (e) => oneOf(e, 'verdict', ['accept', 'revise', 'abort']) ?? 'unknown',
        ),
        plan_steps: events.filter((e) => e.event === 'plan.step_completed').length,
        duration_ms: Math.max(...times) - Math.min(...times),
      };
    },
  );
  const hash = (id: string) => createHash('sha256').update(id).digest('hex');
  return Object.entries(runs)
    .sort(([a, x], [b, y]) => x.start - y.start || (hash(a) < hash(b) ? -1 : 1))
    .map(([, { start, ...run }], at) => ({ run: at + 1, ...run }));
}
