/** Carries a plan out, step by step. A step that is refused or fails is recorded as such, and the next one follows. */

import { hashStack } from '@telemetry/core';
import type { DemoScope } from '../catalog.ts';
import { CapabilityDeniedError } from './capability-policy.ts';
import { EditRefusedError } from './executor.ts';

/** One step. */
export interface Step {
  readonly tool: 'edit' | 'rules' | 'test';
  readonly description: string;
  /** Does it, and says in a few words what came of it. */
  run(): Promise<string>;
}

/** Is told how each step ended. */
export type StepWatcher = (step: Step, status: 'ok' | 'failed', summary: string) => void;

/** Runs the steps in their order. Anything but a refusal is thrown on: then the agent itself is at fault. */
export async function carryOut(steps: readonly Step[], scope: DemoScope, watch: StepWatcher): Promise<void> {
  for (const [step_index, step] of steps.entries()) {
    scope.track('plan.step_started', { step_index, tool: step.tool, step_description: step.description });
    // The status is that of a step that never came to its end, until one is known.
    await scope.measure('plan.step_completed', { step_index, status: 'failed' }, async (note) => {
      try {
        const summary = await step.run();
        note({ status: 'ok', result_summary: summary });
        watch(step, 'ok', summary);
      } catch (error) {
        if (!(error instanceof CapabilityDeniedError || error instanceof EditRefusedError)) throw error;
        recordRefusal(error, scope);
        // Careless, as programs are: a message goes where a summary belongs, and with it whatever the message quotes.
        note({ result_summary: error.message });
        watch(step, 'failed', error.name);
      }
    });
  }
}

function recordRefusal(error: CapabilityDeniedError | EditRefusedError, scope: DemoScope): void {
  scope.track('executor.error', { error_type: error.name, handled: true });
  scope.track('error', {
    error_type: error.name,
    error_category: error instanceof CapabilityDeniedError ? 'permission' : 'validation',
    component: 'executor',
    agent_type: 'executor',
    stack_trace_hash: hashStack(error.stack ?? ''),
  });
}
