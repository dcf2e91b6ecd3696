/**
 * The figures of one UTC day as groups of events: which there are, how they overlap, and what is taken out of the day's state when
 * a group may not be told. Works on the encoded state, whose form docs/formats/summary.md says. Owns no rule about which may.
 */

import { UNKNOWN } from '../identifier.ts';
import type { CountedGroup, GroupRelation } from '../suppress/suppress.ts';

/** Commands of `command_completed` are keyed hashes. */
const KEYED = /^[0-9a-f]{12}$/;

/** A day's encoded `within`, as a copy that may be changed. */
export type DayState = { [metric: string]: unknown };

/** Groups that hang together. */
export interface FigureBlock {
  readonly groups: readonly CountedGroup[];
  readonly relations: readonly GroupRelation[];
}

/** The groups of a day. */
export interface DayFigures {
  /** How the whole day is divided up. */
  readonly day: FigureBlock;
  /** What is known of one agent, skill, command, workflow or error, by the group that all of it is part of, which is a group of the day, too. */
  readonly details: ReadonlyMap<string, FigureBlock>;
  /** Takes everything out of the state that rests on a group which is not among the released. */
  remove(released: ReadonlySet<string>): void;
}

interface EncodedMap<State> {
  keys: [string, State][];
  rest: State | null;
}

type Mean = [count: number, sum: string];
type Rate = [hits: number, total: number];

/** What is kept of a use; which members there are depends on what it is a use of. */
interface Use {
  uses?: number;
  runs?: number;
  count?: number;
  success_rate?: Rate;
  failure_rate?: Rate;
  duration_ms?: { avg: Mean; quantiles: unknown };
  mean_duration_ms?: Mean;
  error_types?: EncodedMap<number>;
  rating_mean?: Mean;
  cost_usd?: Mean;
  input_tokens?: Mean;
  output_tokens?: Mean;
  agents?: EncodedMap<number>;
  stack_hashes?: EncodedMap<number>;
}

/** Finds the groups of a day. Actors and runs are taken out at once: a summary with a floor does not know them. */
export function figuresOfDay(state: DayState): DayFigures {
  const day = { groups: new Map<string, CountedGroup>(), relations: [] as GroupRelation[] };
  const details = new Map<string, typeof day>();
  let { groups, relations } = day;
  const removals: ((released: ReadonlySet<string>) => void)[] = [];

  const group = (id: string, count: number, isHidden = false): string => {
    groups.set(id, isHidden ? { id, count, isHidden } : { id, count });
    return id;
  };
  const countOf = (id: string): number => groups.get(id)?.count ?? 0;
  const unless = (ids: readonly string[], remove: () => void): void => {
    removals.push((released) => {
      if (!ids.every((id) => released.has(id))) remove();
    });
  };

  /** The parts make up the whole, together with what no part holds. */
  function partition(whole: string, parts: readonly string[]): void {
    if (parts.length === 0) return;
    const rest = countOf(whole) - parts.reduce((sum, part) => sum + countOf(part), 0);
    const others = rest === 0 ? [] : [group(`${whole} without ${parts.join(', ')}`, rest, true)];
    relations.push({ whole, parts: [...parts, ...others] });
  }

  /** Counts by key: each a group. What a full map folded away is not told. */
  function keyed(name: string, map: EncodedMap<number>): readonly string[] {
    const ids = map.keys.map(([key, count]) => group(`${name} / ${key}`, count));
    removals.push((released) => {
      map.keys = map.keys.filter(([key]) => released.has(`${name} / ${key}`));
      map.rest = null;
    });
    return ids;
  }

  /** A number that some events of a group have. */
  function measured(whole: string, name: string, number: Mean, clear: () => void = () => empty(number)): void {
    const id = group(`${whole} / ${name}`, number[0]);
    partition(whole, [id]);
    unless([id], clear);
  }

  function share(whole: string, name: string, held: Rate): void {
    const [hits, total] = held;
    const ids = [group(`${whole} / ${name} / yes`, hits), group(`${whole} / ${name} / no`, total - hits)];
    const said = group(`${whole} / ${name}`, total);
    relations.push({ whole: said, parts: ids });
    partition(whole, [said]);
    unless([...ids, said], () => held.fill(0));
  }

  /** What is known of the uses of one agent, skill, command or workflow. */
  function use(id: string, held: Use): void {
    const count = held.uses ?? held.runs ?? held.count ?? 0;
    group(id, count);
    const own = { groups: new Map<string, CountedGroup>(), relations: [] as GroupRelation[] };
    details.set(id, own);
    ({ groups, relations } = own);
    group(id, count);
    const { success_rate, failure_rate, duration_ms, mean_duration_ms, error_types, agents, stack_hashes } = held;
    if (success_rate !== undefined) share(id, 'success', success_rate);
    if (failure_rate !== undefined) share(id, 'failure', failure_rate);
    if (duration_ms !== undefined) {
      measured(id, 'duration', duration_ms.avg, () => {
        empty(duration_ms.avg);
        duration_ms.quantiles = null;
      });
    }
    if (mean_duration_ms !== undefined) measured(id, 'duration', mean_duration_ms);
    for (const name of ['rating_mean', 'cost_usd', 'input_tokens', 'output_tokens'] as const) {
      const number = held[name];
      if (number !== undefined) measured(id, name, number);
    }
    if (error_types !== undefined) {
      const errors = keyed(`${id} / error`, error_types);
      partition(id, errors);
      // Who knows that only what failed has an error type subtracts them from the failures.
      const failures = `${id} / success / no`;
      if (errors.reduce((sum, error) => sum + countOf(error), 0) <= countOf(failures)) partition(failures, errors);
    }
    if (agents !== undefined) partition(id, keyed(`${id} / agent`, agents));
    if (stack_hashes !== undefined) partition(id, keyed(`${id} / stack`, stack_hashes));
    ({ groups, relations } = day);
  }

  function uses(name: string, map: EncodedMap<Use>): readonly string[] {
    const ids = map.keys.map(([key, held]) => {
      use(`${name} / ${key}`, held);
      return `${name} / ${key}`;
    });
    removals.push((released) => {
      map.keys = map.keys.filter(([key]) => released.has(`${name} / ${key}`));
      map.rest = null;
    });
    return ids;
  }

  /** A map of maps: the cells, each a group. */
  function cells<State>(
    map: EncodedMap<EncodedMap<State>>,
    inner: (key: string, cell: EncodedMap<State>) => readonly string[],
  ): readonly string[] {
    const ids = map.keys.flatMap(([key, cell]) => inner(key, cell));
    removals.push(() => {
      map.keys = map.keys.filter(([, cell]) => cell.keys.length > 0);
      map.rest = null;
    });
    return ids;
  }

  const held = state as unknown as HeldFigures;
  group('events', held.events_considered);
  unless(['events'], () => {
    held.events_considered = 0;
  });
  const types = new Map(held.events_by_type.keys);
  partition('events', keyed('type', held.events_by_type));
  partition('events', keyed('kind', held.events_by_actor_kind));
  /** The events of a type, as the group that the count of the type is: counted once more under a name of its own. */
  const typed = (name: string, count: number, ...names: readonly string[]): string => {
    const present = names.filter((type) => types.has(type));
    const id = group(name, count);
    if (present.reduce((sum, type) => sum + (types.get(type) ?? 0), 0) === count && present.length > 0) {
      relations.push({ whole: id, parts: present.map((type) => `type / ${type}`) });
    } else if (count > 0) partition('events', [id]);
    return id;
  };

  const completed = typed('completed', held.completions_total, 'quest.completed');
  unless([completed], () => {
    held.completions_total = 0;
  });
  partition(completed, keyed('completed / kind', held.completions_by_actor_kind));
  for (const [kind] of held.completions_by_actor_kind.keys) partition(`kind / ${kind}`, [`completed / kind / ${kind}`]);
  partition(completed, keyed('completed / source', held.completions_by_source));
  partition(completed, keyed('completed / tier', held.completions_by_proof_tier));
  partition(completed, keyed('completed / pack', held.completions_by_pack));
  partition(completed, keyed('completed / quest', held.top_quests_completed));
  // One completion may serve several pillars.
  for (const pillar of keyed('completed / pillar', held.completions_by_pillar)) partition(completed, [pillar]);
  measured(completed, 'xp', held.xp_awarded);
  measured(completed, 'estimate', held.timebox_estimates_sum);
  measured(completed, 'observed', held.observed_duration_sum);

  const failed = typed('failed', held.quest_success_rate[1] - held.quest_success_rate[0], 'quest.failed');
  partition(failed, keyed('failed / reason', held.failures_by_reason));
  unless([completed, failed], () => held.quest_success_rate.fill(0));

  const plans = typed('plans', held.plans_generated, 'plan.generated');
  measured(plans, 'quests', held.avg_quests_per_plan);
  unless([plans], () => {
    held.plans_generated = 0;
  });
  const risks = typed('risks', held.risk_flags_count, 'risk.flagged');
  unless([risks], () => {
    held.risk_flags_count = 0;
  });
  const feedback = typed('feedback', held.feedback_count, 'feedback.submitted');
  unless([feedback], () => {
    held.feedback_count = 0;
  });
  partition(feedback, keyed('feedback / component', held.feedback_by_component));
  partition(feedback, keyed('feedback / severity', held.feedback_by_severity));

  /** Everything of a type, which its groups make up. */
  const whole = (name: string, parts: readonly string[], ...names: readonly string[]): void => {
    const count = names.reduce((sum, type) => sum + (types.get(type) ?? 0), 0);
    const id = typed(name, count, ...names);
    partition(id, parts);
  };
  /** By their look keys tell of which type their events are. */
  const within = (type: string, parts: readonly string[]): void => {
    const sum = parts.reduce((so, part) => so + countOf(part), 0);
    if (sum <= (types.get(type) ?? 0)) partition(`type / ${type}`, parts);
  };
  whole('agents', uses('agent', held.agents), 'agent_execution');
  whole('skills', uses('skill', held.skills), 'skill_execution');
  whole('commands', uses('command', held.commands), 'executor.command_completed', 'command_completed');
  const commands = held.commands.keys.map(([key]) => key).filter((key) => key !== UNKNOWN);
  const [keyedCommands, namedCommands] = [true, false].map((isKeyed) =>
    commands.filter((key) => KEYED.test(key) === isKeyed).map((key) => `command / ${key}`),
  );
  within('command_completed', keyedCommands ?? []);
  within('executor.command_completed', namedCommands ?? []);
  whole('workflows', uses('workflow', held.workflows), 'workflow');
  whole(
    'features',
    cells(held.features, (feature, actions) => keyed(`feature / ${feature}`, actions)),
    'feature_usage',
  );
  whole(
    'errors',
    cells(held.errors, (type, components) => uses(`error / ${type}`, components)),
    'error',
  );

  return {
    day: blockOf(day),
    details: new Map([...details].map(([id, block]) => [id, blockOf(block)])),
    remove: (released) => {
      held.events_by_actor_id = { keys: [], rest: null };
      held.completions_by_actor_id = { keys: [], rest: null };
      held.runs = { keys: [], rest: null };
      for (const remove of removals) remove(released);
    },
  };
}

function blockOf(block: { groups: Map<string, CountedGroup>; relations: GroupRelation[] }): FigureBlock {
  return { groups: [...block.groups.values()], relations: block.relations };
}

/** The state that is walked: what `encode` of the summary's metrics gives. */
interface HeldFigures {
  events_considered: number;
  events_by_type: EncodedMap<number>;
  events_by_actor_kind: EncodedMap<number>;
  events_by_actor_id: EncodedMap<number>;
  completions_total: number;
  completions_by_actor_kind: EncodedMap<number>;
  completions_by_actor_id: EncodedMap<number>;
  completions_by_source: EncodedMap<number>;
  completions_by_proof_tier: EncodedMap<number>;
  completions_by_pack: EncodedMap<number>;
  completions_by_pillar: EncodedMap<number>;
  top_quests_completed: EncodedMap<number>;
  xp_awarded: Mean;
  timebox_estimates_sum: Mean;
  observed_duration_sum: Mean;
  plans_generated: number;
  avg_quests_per_plan: Mean;
  quest_success_rate: Rate;
  failures_by_reason: EncodedMap<number>;
  risk_flags_count: number;
  feedback_count: number;
  feedback_by_component: EncodedMap<number>;
  feedback_by_severity: EncodedMap<number>;
  agents: EncodedMap<Use>;
  skills: EncodedMap<Use>;
  commands: EncodedMap<Use>;
  workflows: EncodedMap<Use>;
  features: EncodedMap<EncodedMap<number>>;
  errors: EncodedMap<EncodedMap<Use>>;
  runs: EncodedMap<unknown>;
}

function empty(number: Mean): void {
  number[0] = 0;
  number[1] = '0';
}
