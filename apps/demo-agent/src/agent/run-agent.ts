/** The loop: observe, plan, execute, review, until the reviewer accepts or gives up. Records all of it; knows no consent. */

import type { DemoScope } from '../catalog.ts';
import { asAgent } from './as-agent.ts';
import type { CapabilityPolicy } from './capability-policy.ts';
import { createExecutor } from './executor.ts';
import type { Clock, Journal } from './journal.ts';
import { createJournal } from './journal.ts';
import { describeHardware, measureProfiles } from './optimizer.ts';
import type { Observation, Planner } from './plan.ts';
import { createQuestBoard } from './quests.ts';
import type { Review } from './reviewer.ts';
import type { Narrate } from './run-cycle.ts';
import { runCycle } from './run-cycle.ts';
import { testOnce } from './steps.ts';

/** After this many cycles the reviewer has to decide. */
const MAX_CYCLES = 2;

/** What an agent is made of. */
export interface AgentParts {
  readonly root: string;
  readonly policy: CapabilityPolicy;
  readonly planner: Planner;
  /** The feature that the planner is. */
  readonly plannerFeature: 'rule-planner' | 'model-planner';
  /** Bound to the run. */
  readonly scope: DemoScope;
  readonly clock: Clock;
  readonly narrate: Narrate;
}

/** How a run ended. */
export interface AgentOutcome {
  readonly verdicts: readonly Review['verdict'][];
  readonly before: Observation;
  readonly after: Observation;
  readonly repaired: readonly string[];
  readonly profile: string;
}

/** Repairs a repository. Rejects only for what is nobody's refusal: a missing program, a model that does not answer. */
export async function runAgent(parts: AgentParts): Promise<AgentOutcome> {
  const { scope, narrate, policy } = parts;
  const journal = createJournal(parts.clock);
  scope.track('runner.started', { session_kind: 'demo' });
  scope.track('feature_usage', { feature_name: parts.plannerFeature, action: 'used' });
  scope.track('feature_usage', { feature_name: 'capability-policy', action: 'enabled' });
  for (const capability of policy.granted) scope.track('capability.granted', { capability, scope: 'run' });

  return await journal.useAgent(scope, 'repair-loop', async (note) => {
    const acting = asAgent(scope, 'executor');
    const executor = createExecutor(parts.root, policy, acting);
    const before = await testOnce({ executor, scope: acting, journal });
    narrate('runner', `${before.failed} of ${before.passed + before.failed} tests fail`);
    const profile = await chooseProfile(parts, journal, before);
    const run = { ...parts, journal, quests: createQuestBoard(before) };

    const verdicts: Review['verdict'][] = [];
    let after = before;
    while (verdicts.length < MAX_CYCLES && (verdicts.at(-1) ?? 'revise') === 'revise') {
      const cycle = verdicts.length + 1;
      const ended = await runCycle(run, { cycle, isLast: cycle === MAX_CYCLES, before: after });
      after = ended.after;
      verdicts.push(ended.verdict);
    }
    const success = verdicts.at(-1) === 'accept';
    run.quests.finish(asAgent(scope, 'reviewer'));
    journal.finish(scope, success);
    note({ success });
    return { verdicts, before, after, repaired: run.quests.completed, profile };
  });
}

async function chooseProfile({ scope, narrate }: AgentParts, journal: Journal, seen: Observation): Promise<string> {
  const tuning = asAgent(scope, 'optimizer');
  tuning.track('feature_usage', { feature_name: 'benchmark', action: 'used' });
  const text = seen.failures.map(({ source, testSource }) => source + testSource).join('\n');
  const best = await journal.useAgent(tuning, 'optimizer', async () => {
    const results = journal.useSkill(tuning, { skill: 'measure-profiles', agent: 'optimizer' }, () =>
      measureProfiles(text),
    );
    for (const { tokensPerSecond, latencyMs } of results) {
      tuning.track('optimizer.benchmark_completed', { tokens_per_second: tokensPerSecond, latency_ms: latencyMs });
    }
    return results[0];
  });
  const profile = best?.profile ?? 'balanced';
  tuning.track('optimizer.profile_selected', { hardware_signature: describeHardware(), profile });
  narrate('optimizer', `profile ${profile}: ${(best?.tokensPerSecond ?? 0).toLocaleString('en')} tokens a second`);
  return profile;
}
