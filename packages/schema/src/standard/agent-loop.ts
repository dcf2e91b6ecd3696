/** Standard events of an agent's loop: run, plan, execute, review, tune. */

import { defineEventOnDemand } from '../define-event.ts';
import {
  bytes,
  count,
  delta,
  described,
  digest,
  flag,
  hashed,
  integer,
  list,
  local,
  millis,
  name,
  nameIn,
  oneOf,
  optional,
  perSecond,
  ratio,
} from '../field-constructors.ts';
import { COMMANDS, ERROR_TYPES, PROOF_TIERS } from './vocabulary.ts';

export const runnerStarted = defineEventOnDemand('runner.started', 'A run began.', () => ({
  minimal: {
    session_kind: optional(
      described(
        'Tells interactive runs from unattended ones.',
        nameIn('sessions', 'interactive', 'batch', 'ci', 'demo'),
      ),
    ),
  },
}));

export const planGenerated = defineEventOnDemand('plan.generated', 'A plan was made.', () => ({
  minimal: {
    steps: optional(described('How long plans are.', count())),
    quest_count: optional(described('How many goals a plan serves.', count())),
    confidence: optional(described('How sure the planner was.', ratio())),
  },
  standard: { tools: optional(described('Which tools plans ask for.', list(nameIn('tools')))) },
  debug: { inputs: optional(described('What the planner was given, for the reader of the local log.', list(local()))) },
}));

export const planStepStarted = defineEventOnDemand('plan.step_started', 'A step of a plan began.', () => ({
  minimal: { step_index: described('Which step.', integer()) },
  standard: { tool: optional(described('The tool that the step uses.', nameIn('tools'))) },
  debug: { step_description: optional(described('Tells equal steps from different ones.', hashed())) },
}));

export const planStepCompleted = defineEventOnDemand('plan.step_completed', 'A step of a plan ended.', () => ({
  minimal: {
    step_index: described('Which step.', integer()),
    duration_ms: described('How long steps take.', millis()),
    status: described('Whether steps succeed.', oneOf('ok', 'failed', 'skipped')),
  },
  debug: { result_summary: optional(described('What came of it, for the reader of the local log.', local())) },
}));

export const executorCommandStarted = defineEventOnDemand('executor.command_started', 'A command was started.', () => ({
  minimal: { arg_count: optional(described('How many arguments commands get.', count())) },
  standard: { command: described('Which programs are used.', nameIn('commands', ...COMMANDS)) },
  debug: { args: optional(described('Tells equal calls from different ones.', list(hashed()))) },
}));

export const executorCommandCompleted = defineEventOnDemand('executor.command_completed', 'A command ended.', () => ({
  minimal: {
    exit_code: described('Whether commands succeed.', integer()),
    duration_ms: optional(described('How long commands take.', millis())),
  },
  standard: { command: optional(described('Which programs fail or are slow.', nameIn('commands', ...COMMANDS))) },
  debug: {
    stdout_digest: optional(described('Tells equal output from different output.', digest())),
    stderr_digest: optional(described('Tells equal output from different output.', digest())),
  },
}));

export const executorError = defineEventOnDemand('executor.error', 'The executor met an error.', () => ({
  minimal: {
    error_type: described('What kinds of error occur; never a message.', nameIn('errors', ...ERROR_TYPES)),
    handled: described('Whether the agent recovered.', flag()),
  },
}));

export const reviewFeedbackGenerated = defineEventOnDemand(
  'review.feedback_generated',
  'A reviewer commented.',
  () => ({
    minimal: {
      confidence_delta: described('How the review moved the confidence.', delta()),
      comments: described('How many comments there were; never their text.', count()),
      blocking_issues: described('How many of them blocked.', count()),
    },
  }),
);

export const reviewDecision = defineEventOnDemand('review.decision', 'A reviewer decided.', () => ({
  minimal: { verdict: described('How often work is accepted.', oneOf('accept', 'revise', 'abort')) },
}));

export const optimizerProfileSelected = defineEventOnDemand(
  'optimizer.profile_selected',
  'A tuning profile was chosen.',
  () => ({
    standard: {
      hardware_signature: described('Tells machines of one kind from another.', hashed()),
      profile: described('Which profiles are in use.', nameIn('profiles', 'low', 'balanced', 'high')),
    },
  }),
);

export const optimizerBenchmarkCompleted = defineEventOnDemand(
  'optimizer.benchmark_completed',
  'A benchmark of a profile ended.',
  () => ({
    standard: {
      tokens_per_second: described('How fast the profile is.', perSecond()),
      latency_ms: described('How soon the profile answers.', millis()),
    },
  }),
);

export const proofSubmitted = defineEventOnDemand(
  'proof.submitted',
  'Evidence of finished work was handed in.',
  () => ({
    minimal: {
      quest_id: described('Which goal it proves.', nameIn('quests')),
      proof_tier: described('How strong the evidence is.', name(...PROOF_TIERS)),
      artifact_type: described(
        'What kind of evidence.',
        nameIn('artifacts', 'patch', 'test_report', 'log', 'screenshot'),
      ),
      byte_size: described('How large evidence is.', bytes()),
      sha256: described('Tells equal evidence from different evidence.', digest()),
    },
  }),
);
