/** The standard catalog: the events that agents and developer tools share. */

import type { Catalog, TagSet, Vocabulary } from './define-catalog.ts';
import { defineCatalog } from './define-catalog.ts';
import type { EventDefinition } from './define-event.ts';
import {
  executorCommandCompleted,
  executorCommandStarted,
  executorError,
  optimizerBenchmarkCompleted,
  optimizerProfileSelected,
  planGenerated,
  planStepCompleted,
  planStepStarted,
  proofSubmitted,
  reviewDecision,
  reviewFeedbackGenerated,
  runnerStarted,
} from './standard/agent-loop.ts';
import { commandCompleted, orchestratorStarted, triggerFired } from './standard/orchestrator.ts';
import { profileUpdated, questCompleted, questFailed, scorecardUpdated } from './standard/quests.ts';
import { capabilityDenied, capabilityGranted, capabilityRevoked, riskFlagged } from './standard/safety.ts';
import {
  agentExecution,
  errorOccurred,
  featureUsage,
  feedbackSubmitted,
  performance,
  skillExecution,
  workflow,
} from './standard/usage.ts';

/** All standard events, in the order of the data dictionary. */
export const STANDARD_EVENTS = [
  runnerStarted,
  planGenerated,
  planStepStarted,
  planStepCompleted,
  executorCommandStarted,
  executorCommandCompleted,
  executorError,
  reviewFeedbackGenerated,
  reviewDecision,
  optimizerProfileSelected,
  optimizerBenchmarkCompleted,
  proofSubmitted,
  questCompleted,
  questFailed,
  scorecardUpdated,
  profileUpdated,
  capabilityGranted,
  capabilityRevoked,
  capabilityDenied,
  riskFlagged,
  agentExecution,
  skillExecution,
  featureUsage,
  errorOccurred,
  performance,
  workflow,
  orchestratorStarted,
  commandCompleted,
  triggerFired,
  feedbackSubmitted,
] as const;

/** The type of the standard events, for catalogs that extend them. */
export type StandardEvents = typeof STANDARD_EVENTS;

/** What a host adds to the standard catalog. */
export interface CatalogExtension<Events extends readonly EventDefinition[]> {
  readonly events?: Events;
  readonly tags?: TagSet;
  readonly vocabulary?: Vocabulary;
}

/**
 * The standard catalog with a host's own events, tags and words.
 *
 * @throws TypeError as `defineCatalog`
 */
export function extendStandardCatalog<const Events extends readonly EventDefinition[] = readonly []>(
  extension: CatalogExtension<Events> = {},
): Catalog<readonly [...StandardEvents, ...Events]> {
  const own = (extension.events ?? []) as Events;
  return defineCatalog({
    events: [...STANDARD_EVENTS, ...own] as const,
    ...(extension.tags === undefined ? {} : { tags: extension.tags }),
    ...(extension.vocabulary === undefined ? {} : { vocabulary: extension.vocabulary }),
  });
}
