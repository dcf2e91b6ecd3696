/** Keeps what the usage events of a whole run are made of: which part did what when, and how long skills and agents took. */

import type { DemoScope } from '../catalog.ts';

/** One action, as the event `workflow` lists it. */
interface JournalEntry {
  readonly action_type: 'command' | 'edit' | 'execute' | 'plan' | 'read' | 'review' | 'test' | 'write';
  readonly component: string;
  /** Milliseconds since the run began. */
  readonly timestamp_offset: number;
}

/** The fields of one use of an agent or a skill that are learnt on the way. */
export type Note<Fields> = (fields: Fields) => void;

/** What a use of an agent may add. */
export interface AgentFields {
  readonly success?: boolean;
  readonly model?: string;
  readonly provider?: string;
  readonly input_tokens?: number;
  readonly output_tokens?: number;
  readonly tool_calls?: number;
}

/** Records uses of agents and skills, and remembers them. */
export interface Journal {
  /** Milliseconds since the run began. */
  elapsedMs(): number;
  act(action: JournalEntry['action_type'], component: string): void;
  useAgent<T>(scope: DemoScope, agent: string, fn: (note: Note<AgentFields>) => Promise<T>): Promise<T>;
  useSkill<T>(
    scope: DemoScope,
    use: { readonly skill: string; readonly agent: string; readonly version?: string },
    fn: () => T,
  ): T;
  /** Records the events that sum the run up. */
  finish(scope: DemoScope, success: boolean): void;
}

/** The clocks: milliseconds since 1970, and milliseconds of one that only goes forward. */
export interface Clock {
  now(): number;
  monotonicMs(): number;
}

/** Begins a journal. */
export function createJournal(clock: Clock): Journal {
  const startedAtMs = clock.now();
  const startMs = clock.monotonicMs();
  const entries: JournalEntry[] = [];
  const durations = { agent_duration: [] as number[], skill_duration: [] as number[] };
  const elapsedMs = () => round(clock.monotonicMs() - startMs);

  return {
    elapsedMs,
    act(action_type, component) {
      entries.push({ action_type, component, timestamp_offset: elapsedMs() });
    },
    async useAgent(scope, agent, fn) {
      const beganMs = elapsedMs();
      try {
        return await scope.measure('agent_execution', { agent_type: agent, task_type: 'bugfix' }, fn);
      } finally {
        durations.agent_duration.push(round(elapsedMs() - beganMs));
      }
    },
    useSkill(scope, { skill, agent, version }, fn) {
      const fields = {
        skill_name: skill,
        used_with_agent: agent,
        task_type: 'bugfix',
        ...(version === undefined ? {} : { skill_version: version }),
      };
      const beganMs = elapsedMs();
      const end = () => {
        if (skill === 'run-tests') durations.skill_duration.push(round(elapsedMs() - beganMs));
      };
      const result = scope.measure('skill_execution', fields, fn);
      if (result instanceof Promise) result.then(end, end);
      else end();
      return result;
    },
    finish(scope, success) {
      const period_start = new Date(startedAtMs).toISOString();
      const period_end = new Date(clock.now()).toISOString();
      const measured = [
        { metric_type: 'agent_duration', scope: 'agent' },
        { metric_type: 'skill_duration', scope: 'run-tests' },
      ] as const;
      for (const metric of measured) {
        const values = durations[metric.metric_type];
        if (values.length > 0) scope.track('performance', { ...metric, ...describe(values), period_start, period_end });
      }
      scope.track('workflow', {
        total_duration_ms: elapsedMs(),
        total_steps: entries.length,
        success,
        actions: entries,
      });
    },
  };
}

/** Mean and quantiles (nearest rank) of some durations, in milliseconds. */
function describe(values: readonly number[]): { avg: number; p50: number; p95: number; p99: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  const avg = round(sorted.reduce((sum, value) => sum + value, 0) / sorted.length);
  return { avg, p50: rank(0.5), p95: rank(0.95), p99: rank(0.99) };
}

/** Microseconds are the finest that a duration is worth. */
function round(durationMs: number): number {
  return Math.round(durationMs * 1_000) / 1_000;
}
