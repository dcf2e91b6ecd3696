/** The summary: the shape of what `export` gives. Names, order, units and rounding are a contract (docs/formats/summary.md). */

import type { Distribution } from '../metrics/distribution.ts';
import type { ByKey } from '../metrics/group-by.ts';

/** The version of the summary that is written. */
export const SUMMARY_VERSION = '1.0';

/** How one agent fared. */
export interface AgentUse {
  readonly uses: number;
  /** Of the uses that say so; 4 decimals; null with none. */
  readonly success_rate: number | null;
  readonly duration_ms: Distribution;
  readonly error_types: ByKey<number>;
  /** US dollars, to nine decimals. */
  readonly cost_usd: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
}

/** How one skill fared. */
export interface SkillUse {
  readonly uses: number;
  readonly success_rate: number | null;
  readonly duration_ms: Distribution;
  readonly error_types: ByKey<number>;
  /** Mean rating, 1 to 5, to 3 decimals; null with none. */
  readonly rating_mean: number | null;
}

/** One kind of error in one component. */
export interface ErrorGroup {
  readonly count: number;
  /** The agents that it hit, with how often. */
  readonly agents: ByKey<number>;
  /** The five most frequent. */
  readonly top_stack_hashes: readonly { readonly stack_trace_hash: string; readonly count: number }[];
}

/** One way of working: components in the order of their first turns. */
export interface WorkflowSequence {
  readonly sequence: readonly string[];
  readonly count: number;
  /** To 3 decimals; null when none says it. */
  readonly mean_duration_ms: number | null;
  readonly success_rate: number | null;
}

/** How one command fared. */
export interface CommandUse {
  readonly runs: number;
  /** Of the runs that say how they ended; 4 decimals; null with none. */
  readonly failure_rate: number | null;
  readonly duration_ms: Distribution;
}

/** One run, told by its ordinal alone. */
export interface RunSummary {
  /** From 1, by the time of its first event in the window. */
  readonly run: number;
  /** The greatest cycle seen; 0 when no event names one. */
  readonly cycles: number;
  /** Reviewers' verdicts. */
  readonly decisions: ByKey<number>;
  /** Steps of plans that ended. */
  readonly plan_steps: number;
  /** From its first event in the window to its last. */
  readonly duration_ms: number;
}

/** Everything that a summary says, in its order. Contains no event, event id, run id, path or free text. */
export interface Summary {
  readonly schema_version: typeof SUMMARY_VERSION;
  /** RFC 3339, UTC, milliseconds; so are both ends of the window. */
  readonly generated_at: string;
  /** `7d` or `12h`, or null when the window was given by its ends. */
  readonly range: string | null;
  /** Null when the window is open to the past. */
  readonly window_start: string | null;
  readonly window_end: string;
  readonly actor_id_filter: string | null;
  /** The floor under which groups are suppressed; null: nothing is. */
  readonly k: number | null;
  /** How many figures of days were withheld for the floor; null when there is none. */
  readonly suppressed_figures: number | null;
  /** The first UTC day of which events are still in the log: what is told of days before rests on states that were kept of them. Null: not said. */
  readonly raw_from: string | null;
  readonly events_considered: number;
  readonly events_by_type: ByKey<number>;
  readonly events_by_actor_kind: ByKey<number>;
  readonly events_by_actor_id: ByKey<number>;
  readonly completions_total: number;
  /** By kind, as `completions_by_actor_kind`; for older readers. */
  readonly completions_by_actor: ByKey<number>;
  readonly completions_by_actor_kind: ByKey<number>;
  readonly completions_by_actor_id: ByKey<number>;
  readonly completions_by_source: ByKey<number>;
  readonly completions_by_proof_tier: ByKey<number>;
  readonly completions_by_pack: ByKey<number>;
  readonly completions_by_pillar: ByKey<number>;
  /** Days. */
  readonly daily_streak: number;
  /** Weeks. */
  readonly weekly_streak: number;
  readonly total_xp: number;
  readonly plans_generated: number;
  /** Over the plans that say it; 3 decimals; 0 with none. */
  readonly avg_quests_per_plan: number;
  /** 4 decimals; 0 with none. */
  readonly quest_success_rate: number;
  readonly failures_by_reason: ByKey<number>;
  readonly risk_flags_count: number;
  readonly top_quests_completed: readonly { readonly quest_id: string; readonly count: number }[];
  /** Minutes. */
  readonly timebox_estimates_sum: number;
  /** Seconds. */
  readonly observed_duration_sum: number;
  readonly feedback_count: number;
  readonly feedback_by_component: ByKey<number>;
  readonly feedback_by_severity: ByKey<number>;
  readonly agents: ByKey<AgentUse>;
  readonly skills: ByKey<SkillUse>;
  /** By error type, then by component. */
  readonly errors: ByKey<ByKey<ErrorGroup>>;
  /** By feature, then by action. */
  readonly features: ByKey<ByKey<number>>;
  /** The ten most frequent, by count down, then by sequence. */
  readonly workflows: readonly WorkflowSequence[];
  readonly commands: ByKey<CommandUse>;
  readonly runs: readonly RunSummary[];
  /** The names above whose map was full: keys beyond the cap are within `other`, or missing from a list. Sorted. */
  readonly capped: readonly string[];
}
