/** The event that everybody records: what an agent says of one call of a tool. The same values for ours and for the peers. */

const TOOLS = ['read_file', 'write_file', 'search', 'run_tests', 'git', 'browser', 'planner', 'linter'] as const;
const MODELS = ['large-2', 'small-2', 'reasoner-1'] as const;
const STATUSES = ['ok', 'ok', 'ok', 'failed'] as const;

/** The payload of one event: numbers that differ each time, words that recur as they do in an agent. */
export interface ToolCall {
  readonly success: boolean;
  readonly duration_ms: number;
  readonly status: 'ok' | 'failed';
  readonly attempt: number;
  readonly tool: string;
  readonly model: string;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cost: number;
  readonly content: string;
}

/** The same with what only the level `debug` records: a text that is new each time, and a command. */
export interface ToolCallInFull extends ToolCall {
  readonly command: string;
  readonly note: string;
}

/** The context that a scope, or a child logger, binds. */
export const CONTEXT = { source: 'executor', actor: { kind: 'agent', id: 'worker-1' }, runId: 'nightly/42' } as const;

/** Makes the payload of event `index`. Ten fields, about 200 bytes of JSON. */
export function toolCall(index: number): ToolCall {
  return {
    success: index % 4 !== 3,
    duration_ms: 12 + (index % 1_000) * 0.125,
    status: STATUSES[index % 4] ?? 'ok',
    attempt: 1 + (index % 3),
    tool: TOOLS[index % TOOLS.length] ?? 'git',
    model: MODELS[index % MODELS.length] ?? 'large-2',
    input_tokens: 1_200 + (index % 5_000),
    output_tokens: 300 + (index % 700),
    cost: 0.0125 + (index % 100) / 8_192,
    content: (index % 65_536).toString(16).padStart(64, 'a'),
  };
}

/** The same with a text of its own for each event, which no cache has seen. */
export function toolCallInFull(index: number): ToolCallInFull {
  return {
    ...toolCall(index),
    command: TOOLS[index % TOOLS.length] ?? 'git',
    note: `Step ${index} read ${index % 97} files of the index and left ${index % 89} of them as they were.`,
  };
}

/** Three fields that cost nothing to make, for calls that do nothing with them. */
export function smallPayload(index: number): {
  readonly success: boolean;
  readonly duration_ms: number;
  readonly tool: string;
} {
  return { success: true, duration_ms: index, tool: 'git' };
}
