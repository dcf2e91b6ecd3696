/** The words of standard events that may leave as themselves, whoever the host is: names that name no person and no project. */

/** Programs that are run everywhere. */
export const COMMANDS = [
  'bash',
  'bun',
  'cargo',
  'deno',
  'docker',
  'git',
  'go',
  'gradle',
  'make',
  'mvn',
  'node',
  'npm',
  'npx',
  'pip',
  'pnpm',
  'pytest',
  'python',
  'sh',
  'tsc',
  'yarn',
] as const;

/** Classes and codes of errors that the language and the system have. */
export const ERROR_TYPES = [
  'AbortError',
  'AggregateError',
  'AssertionError',
  'Error',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TimeoutError',
  'TypeError',
  'URIError',
] as const;

/** Parts that most agents have. */
export const COMPONENTS = [
  'api',
  'cli',
  'core',
  'executor',
  'mcp',
  'memory',
  'optimizer',
  'orchestrator',
  'planner',
  'reviewer',
  'runner',
] as const;

/** What an agent may be granted. */
export const CAPABILITIES = [
  'filesystem.read',
  'filesystem.write',
  'network',
  'process.spawn',
  'secrets.read',
  'shell',
] as const;

/** Those who serve models. */
export const PROVIDERS = [
  'anthropic',
  'azure',
  'bedrock',
  'cohere',
  'deepseek',
  'google',
  'groq',
  'huggingface',
  'local',
  'mistral',
  'ollama',
  'openai',
  'openrouter',
  'xai',
] as const;

/** What a task is for. */
export const TASK_TYPES = ['bugfix', 'docs', 'feature', 'refactor', 'review', 'test'] as const;

/** How strong a proof is, weakest first. */
export const PROOF_TIERS = ['bronze', 'silver', 'gold'] as const;
