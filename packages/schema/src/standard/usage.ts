/** The six usage categories: agents, skills, features, errors, performance, workflows; and feedback. */

import { defineEventOnDemand } from '../define-event.ts';
import {
  count,
  described,
  fingerprint,
  flag,
  instant,
  list,
  millis,
  name,
  nameIn,
  oneOf,
  optional,
  rating,
  record,
  tokens,
  usd,
} from '../field-constructors.ts';
import { COMPONENTS, ERROR_TYPES, PROVIDERS, TASK_TYPES } from './vocabulary.ts';

export const agentExecution = defineEventOnDemand('agent_execution', 'An agent worked on a task.', () => ({
  minimal: {
    agent_type: described('Which agents are used.', nameIn('agents')),
    success: described('Whether agents succeed.', flag()),
    duration_ms: described('How long agents take.', millis()),
    error_type: optional(
      described('What kinds of error stop agents; never a message.', nameIn('errors', ...ERROR_TYPES)),
    ),
    agent_version: optional(described('Which versions are in use.', nameIn('versions'))),
  },
  standard: {
    cost: optional(described('What a task costs, in US dollars.', usd())),
    task_type: optional(described('What agents are used for.', nameIn('tasks', ...TASK_TYPES))),
    model: optional(described('Which models agents use.', nameIn('models'))),
    provider: optional(described('Who serves the model.', nameIn('providers', ...PROVIDERS))),
    input_tokens: optional(described('How much is read.', tokens())),
    output_tokens: optional(described('How much is written.', tokens())),
    tool_calls: optional(described('How often tools are called.', count())),
  },
}));

export const skillExecution = defineEventOnDemand('skill_execution', 'A skill was used.', () => ({
  minimal: {
    skill_name: described('Which skills are used.', nameIn('skills')),
    success: described('Whether skills succeed.', flag()),
    duration_ms: described('How long skills take.', millis()),
    error_type: optional(
      described('What kinds of error stop skills; never a message.', nameIn('errors', ...ERROR_TYPES)),
    ),
    skill_version: optional(described('Which versions are in use.', nameIn('versions'))),
  },
  standard: {
    user_satisfaction: optional(described('How content the user was, 1 to 5.', rating(1, 5))),
    used_with_agent: optional(described('Which agents use it.', nameIn('agents'))),
    task_type: optional(described('What skills are used for.', nameIn('tasks', ...TASK_TYPES))),
  },
}));

export const featureUsage = defineEventOnDemand('feature_usage', 'A feature was used or set.', () => ({
  minimal: {
    feature_name: described('Which features are used.', nameIn('features')),
    action: described('How they are used.', oneOf('enabled', 'disabled', 'configured', 'used')),
  },
}));

export const errorOccurred = defineEventOnDemand('error', 'Something failed.', () => ({
  minimal: {
    error_type: described('What kinds of error occur; never a message.', nameIn('errors', ...ERROR_TYPES)),
    error_category: described(
      'Where errors come from.',
      name('internal', 'io', 'model', 'network', 'permission', 'timeout', 'validation'),
    ),
    component: described('Which part failed.', nameIn('components', ...COMPONENTS)),
  },
  standard: {
    agent_type: optional(described('Which agents are hit.', nameIn('agents'))),
    skill_name: optional(described('Which skills are hit.', nameIn('skills'))),
    stack_trace_hash: optional(described('Groups equal faults; no frame can be read from it.', fingerprint())),
  },
}));

export const performance = defineEventOnDemand('performance', 'Durations over a period, summed up.', () => ({
  minimal: {
    metric_type: described('What was measured.', oneOf('agent_duration', 'skill_duration', 'api_latency')),
    scope: described('Of which agent, skill or interface.', nameIn('scopes')),
    avg: described('Mean duration.', millis()),
    p50: described('Median duration.', millis()),
    p95: described('95th percentile.', millis()),
    p99: described('99th percentile.', millis()),
    period_start: described('Begin of the period.', instant()),
    period_end: described('End of the period.', instant()),
  },
}));

export const workflow = defineEventOnDemand('workflow', 'A sequence of actions ended.', () => ({
  minimal: {
    total_duration_ms: described('How long workflows take.', millis()),
    total_steps: described('How long workflows are.', count()),
    success: described('Whether workflows succeed.', flag()),
  },
  standard: {
    actions: described(
      'Which steps follow which.',
      list(
        record({
          action_type: described(
            'What kind of step.',
            name('command', 'edit', 'execute', 'plan', 'read', 'review', 'test', 'write'),
          ),
          component: described('Which part did it.', nameIn('components', ...COMPONENTS)),
          timestamp_offset: described('Time since the first action.', millis()),
        }),
      ),
    ),
  },
}));

export const feedbackSubmitted = defineEventOnDemand(
  'feedback.submitted',
  'A user sent feedback by other means.',
  () => ({
    minimal: {
      severity: described('How grave it is.', name('low', 'medium', 'high', 'critical')),
      component: described('Which part it is about.', nameIn('components', ...COMPONENTS)),
    },
    standard: { tag_count: described('How many tags it has; never their text.', count()) },
  }),
);
