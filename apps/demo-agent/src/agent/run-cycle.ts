/** One cycle of the loop: plan, execute, test, review, commit. */

import type { DemoScope } from '../catalog.ts';
import { SECRET_FILE } from '../workspace/faulty-files.ts';
import { asAgent } from './as-agent.ts';
import type { CapabilityPolicy } from './capability-policy.ts';
import type { Step } from './carry-out.ts';
import { carryOut } from './carry-out.ts';
import type { Executor } from './executor.ts';
import { createExecutor } from './executor.ts';
import type { Journal } from './journal.ts';
import type { Observation, Plan, Planner } from './plan.ts';
import type { QuestBoard } from './quests.ts';
import { sourceOf } from './quests.ts';
import type { Review } from './reviewer.ts';
import { reviewCycle } from './reviewer.ts';
import { editStep, refreshRules, testOnce } from './steps.ts';

/** Edits of one cycle: few enough that a review of them is read. */
const MAX_EDITS = 2;

/** Hears what goes on. */
export type Narrate = (who: string, text: string) => void;

/** What every cycle works with. */
export interface Run {
  readonly root: string;
  readonly policy: CapabilityPolicy;
  readonly planner: Planner;
  /** Bound to the run. */
  readonly scope: DemoScope;
  readonly narrate: Narrate;
  readonly journal: Journal;
  readonly quests: QuestBoard;
}

/** Which cycle it is. */
export interface CycleFrame {
  /** From 1. */
  readonly cycle: number;
  readonly isLast: boolean;
  readonly before: Observation;
}

/** Plans, acts and judges once. */
export async function runCycle(
  run: Run,
  { cycle, isLast, before }: CycleFrame,
): Promise<{ readonly after: Observation; readonly verdict: Review['verdict'] }> {
  const { journal, quests, narrate } = run;
  const scope = run.scope.scope({ cycle });
  const executor = createExecutor(run.root, run.policy, asAgent(scope, 'executor'));
  const plan = await makePlan(run, asAgent(scope, 'planner'), executor, before, cycle);
  const edits = plan.edits.slice(0, MAX_EDITS);
  narrate('planner', `cycle ${cycle}: ${edits.length} of ${plan.edits.length} changes now`);

  const acting = asAgent(scope, 'executor');
  const tools = { executor, scope: acting, journal };
  const after = await journal.useAgent(acting, 'executor', async (note) => {
    let tested = before;
    const steps: readonly Step[] = [
      ...(cycle === 1 ? [refreshRules(tools)] : []),
      ...edits.map((edit) => editStep(edit, tools)),
      {
        tool: 'test',
        description: 'run the tests again',
        run: async () => {
          tested = await testOnce(tools);
          return `${tested.passed} passed, ${tested.failed} failed`;
        },
      },
    ];
    await carryOut(steps, acting, (step, status, summary) => {
      const came = step.tool === 'test' ? `: ${summary}` : '';
      narrate('executor', `${status === 'ok' ? 'done' : 'refused'}: ${step.description}${came}`);
    });
    note({ tool_calls: steps.length });
    return tested;
  });

  const judging = asAgent(scope, 'reviewer');
  const review = await journal.useAgent(judging, 'reviewer', async () => {
    journal.act('review', 'reviewer');
    const { stdout } = await journal.useSkill(judging, { skill: 'read-diff', agent: 'reviewer' }, () =>
      executor.git('diff', '--numstat'),
    );
    const remainingEdits = plan.edits.length - edits.length;
    return reviewCycle({ before, after, remainingEdits, numstat: stdout, isLastCycle: isLast });
  });
  judging.track('review.feedback_generated', {
    confidence_delta: review.confidenceDelta,
    comments: review.comments.length,
    blocking_issues: review.blockingIssues,
  });
  await quests.settle(judging, after, journal.elapsedMs(), async (questId) => {
    return (await executor.git('diff', '--', sourceOf(questId))).stdout;
  });
  if (after.passed > before.passed) await commit(executor, cycle, journal);
  judging.track('review.decision', { verdict: review.verdict });
  for (const comment of review.comments) narrate('reviewer', comment);
  narrate('reviewer', `cycle ${cycle}: ${review.verdict}`);
  return { after, verdict: review.verdict };
}

async function makePlan(
  run: Run,
  scope: DemoScope,
  executor: Executor,
  seen: Observation,
  cycle: number,
): Promise<Plan> {
  const { journal } = run;
  journal.act('plan', 'planner');
  const plan = await journal.useAgent(scope, 'planner', async (note) => {
    const made = await run.planner(seen);
    const { usage } = made;
    if (usage !== undefined) {
      note({
        model: usage.model,
        provider: usage.provider,
        input_tokens: usage.inputTokens,
        output_tokens: usage.outputTokens,
      });
    }
    return made;
  });
  const edits = Math.min(plan.edits.length, MAX_EDITS);
  scope.track('plan.generated', {
    steps: edits + (cycle === 1 ? 2 : 1),
    quest_count: run.quests.open.size,
    confidence: plan.confidence,
    tools: cycle === 1 ? ['rules', 'edit', 'test'] : ['edit', 'test'],
    // Careless, as programs are: everything that the planner was given, the repository's secret included.
    inputs: [`tests in ${run.root}`, `${seen.failed} failing`, executor.readFile(SECRET_FILE).trim()],
  });
  return plan;
}

async function commit(executor: Executor, cycle: number, journal: Journal): Promise<void> {
  journal.act('write', 'executor');
  await executor.git('add', 'src');
  await executor.git('commit', '-q', '-m', `Repair, cycle ${cycle}`);
}
