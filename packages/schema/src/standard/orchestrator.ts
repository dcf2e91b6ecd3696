/** Standard events of an orchestrator that runs commands on triggers. */

import { defineEventOnDemand } from '../define-event.ts';
import { count, described, flag, hashed, list, mean, millis, name, nameIn } from '../field-constructors.ts';

export const orchestratorStarted = defineEventOnDemand('orchestrator_started', 'An orchestrator began.', () => ({
  minimal: {
    executor_type: described('How commands are run.', nameIn('executors', 'local', 'container', 'remote')),
    command_count: described('How many commands are configured.', count()),
    has_triggers: described('Whether triggers are used.', flag()),
  },
  standard: {
    trigger_count: described('How many triggers are configured.', count()),
    has_wildcard_triggers: described('Whether patterns are used.', flag()),
    avg_concurrent_runs: described('How much runs at once.', mean()),
    most_common_on_retrigger_policy: described(
      'What happens on a second trigger.',
      name('cancel', 'ignore', 'queue', 'restart'),
    ),
  },
}));

export const commandCompleted = defineEventOnDemand('command_completed', 'An orchestrated command ended.', () => ({
  minimal: {
    success: described('Whether commands succeed.', flag()),
    duration_ms: described('How long commands take.', millis()),
    executor_type: described('How commands are run.', nameIn('executors', 'local', 'container', 'remote')),
  },
  standard: { manual: described('Whether a person started it.', flag()) },
  debug: {
    command_name: described('Tells one command from another.', hashed()),
    trigger_patterns: described('Tells one trigger from another.', list(hashed())),
    command_arg_count: described('How many arguments it got.', count()),
    cwd_prefix: described('Tells one place from another.', hashed()),
  },
}));

export const triggerFired = defineEventOnDemand('trigger_fired', 'A trigger fired.', () => ({
  standard: { trigger_count: described('How many triggers fired together.', count()) },
  debug: { trigger_patterns: described('Tells one trigger from another.', list(hashed())) },
}));
