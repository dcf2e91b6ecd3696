/** What this application may record: the standard catalog, with the names of its own agents, skills and goals as words. */

import type { CatalogWith, TelemetryScope } from '@telemetry/core';
import type { Catalog, Vocabulary } from '@telemetry/schema';
import { extendStandardCatalog } from '@telemetry/schema';

/** The name under which everything is stored: `<home>/.demo-agent/`. */
export const APP = 'demo-agent';

/** The model that `--llm` asks unless another is named; an id of the AI gateway. */
export const DEFAULT_MODEL = 'anthropic/claude-sonnet-4.5';

/** The words that may leave as themselves: names of ours, which say nothing about whoever runs the demo. */
export const VOCABULARY = {
  agents: ['executor', 'optimizer', 'planner', 'repair-loop', 'reviewer'],
  components: ['workspace'],
  errors: ['CapabilityDeniedError', 'EditRefusedError'],
  features: ['benchmark', 'capability-policy', 'model-planner', 'rule-planner'],
  models: [DEFAULT_MODEL],
  packs: ['repairs'],
  pillars: ['correctness'],
  quests: ['repair-is-free', 'repair-last-items', 'repair-round-price', 'repair-total'],
  scopes: ['agent', 'run-tests'],
  skills: ['apply-edit', 'measure-profiles', 'read-diff', 'read-failures', 'refresh-rules', 'run-tests'],
  tools: ['edit', 'rules', 'test'],
} as const satisfies Vocabulary;

/** How the demo sees telemetry: it never learns whether it is on. */
export type DemoScope = TelemetryScope<CatalogWith<readonly []>>;

/** Builds the catalog as a value, for the lock file and the consent question. */
export function createDemoCatalog(): Catalog {
  return extendStandardCatalog({ vocabulary: VOCABULARY });
}
