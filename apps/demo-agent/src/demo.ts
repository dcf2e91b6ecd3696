/** One run of the demo, from consent to proof. Prints nothing itself: progress goes to `narrate`, the rest is the result. */

import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Summary } from '@telemetry/aggregation';
import { createSummary } from '@telemetry/aggregation';
import type { Consent } from '@telemetry/consent';
import { loadTelemetry } from '@telemetry/core';
import type { RecordedEvent } from '@telemetry/schema';
import { parseEvent } from '@telemetry/schema/parse';
import { readLog } from '@telemetry/store';
import { createCapabilityPolicy } from './agent/capability-policy.ts';
import { MODEL_KEY_VARIABLE } from './agent/model-planner.ts';
import type { Planner } from './agent/plan.ts';
import { createRulePlanner } from './agent/rule-planner.ts';
import type { AgentOutcome } from './agent/run-agent.ts';
import { runAgent } from './agent/run-agent.ts';
import type { Narrate } from './agent/run-cycle.ts';
import { createCanary } from './canary.ts';
import { APP, VOCABULARY } from './catalog.ts';
import type { DemoOptions } from './command-line.ts';
import { enableCommand, giveConsent, isForbidden, leaveConsent } from './consent.ts';
import type { DemoHome, Environment } from './home.ts';
import { chooseHome } from './home.ts';
import type { Proof } from './proof/prove.ts';
import { linesOf, prove } from './proof/prove.ts';
import type { Workspace } from './workspace/workspace.ts';
import { openWorkspace } from './workspace/workspace.ts';

/** What a run needs from outside. */
export interface DemoParts {
  readonly options: DemoOptions;
  readonly env: Environment;
  readonly narrate: Narrate;
  /** The model that plans; absent: the rules do. */
  readonly modelPlanner?: Planner;
}

/** Everything that is told at the end. */
export interface DemoResult {
  readonly home: DemoHome;
  readonly consent: Consent;
  /** The command that consent was given with; absent when none was given. */
  readonly command: string | undefined;
  readonly outcome: AgentOutcome;
  /** The events of this run, as they stand in the log, in the order of writing. */
  readonly events: readonly RecordedEvent[];
  readonly summary: Summary;
  readonly proof: Proof;
}

/**
 * Runs the demo. Afterwards the workspace is gone, and the home stays.
 *
 * @throws TelemetryError `GIT_UNUSABLE`, `MODEL_FAILED`, and what giving consent throws
 */
export async function runDemo(parts: DemoParts): Promise<DemoResult> {
  const { options, env, narrate } = parts;
  const canary = createCanary();
  // First, since a machine without git should get no home either.
  const workspace = await openWorkspace({ happy: options.happy, secret: canary });
  try {
    const isGiven = options.consent && !(await isForbidden(env));
    const home = chooseHome(env, { create: isGiven });
    if (isGiven) narrate('consent', `$ TELEMETRY_HOME=${home.folder} \\`);
    if (isGiven) narrate('', `    ${enableCommand(options)}`);
    const { consent, command } = isGiven ? await giveConsent(home.env, options) : await leaveConsent(home.env);
    narrate('consent', consent.explanation);

    const startedAt = new Date();
    const runId = `${startedAt.toISOString().replaceAll(':', '-')}/repair-demo`;
    const linesBefore = sourceLines(workspace);
    const outcome = await record(parts, home, workspace, runId);
    const events = await readRun(home, runId);
    const secrets = [canary, ...otherSecrets(env)];
    const subject = { secrets, repository: workspace.root, lines: [...linesBefore, ...sourceLines(workspace)] };
    const proof = prove(home.paths.root, subject);
    return { home, consent, command, outcome, events, summary: summarize(events, startedAt), proof };
  } finally {
    workspace.remove();
  }
}

/** Lets the agent work, with telemetry as the user wants it. */
async function record(parts: DemoParts, home: DemoHome, workspace: Workspace, runId: string): Promise<AgentOutcome> {
  const telemetry = await loadTelemetry({
    app: APP,
    version: readVersion(),
    vocabulary: VOCABULARY,
    env: home.env,
    // The place of work is nobody's business, wherever its path turns up.
    redaction: { knownValues: [workspace.root] },
    onError: ({ code }) => parts.narrate('telemetry', code),
  });
  try {
    return await runAgent({
      root: workspace.root,
      policy: createCapabilityPolicy(workspace.root),
      planner: parts.modelPlanner ?? createRulePlanner(),
      plannerFeature: parts.modelPlanner === undefined ? 'rule-planner' : 'model-planner',
      scope: telemetry.scope({ runId, source: 'runner', actor: { kind: 'agent', id: 'repair-loop' } }),
      clock: { now: Date.now, monotonicMs: () => performance.now() },
      narrate: parts.narrate,
    });
  } finally {
    await telemetry.close();
  }
}

async function readRun({ paths }: DemoHome, runId: string): Promise<RecordedEvent[]> {
  const parse = (line: string) => {
    // Read as it is, since what is shown should have its members in the order of the file.
    return parseEvent(line).ok ? (JSON.parse(line) as RecordedEvent) : undefined;
  };
  const events: RecordedEvent[] = [];
  for await (const { value } of readLog({ directory: paths.telemetryDir, parse })) {
    if (value.run_id === runId) events.push(value);
  }
  return events;
}

function summarize(events: readonly RecordedEvent[], start: Date): Summary {
  const end = new Date();
  const summary = createSummary({ window: { range: null, start, end } });
  for (const event of events) summary.add(event);
  return summary.finish({ generatedAt: end });
}

/** The model's key, where there is one: it has no business in a log either. */
function otherSecrets(env: Environment): readonly string[] {
  const key = env[MODEL_KEY_VARIABLE];
  return key ? [key] : [];
}

function sourceLines(workspace: Workspace): readonly string[] {
  return workspace.listFiles().flatMap(({ text }) => linesOf(text));
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return (manifest as { version: string }).version;
}
