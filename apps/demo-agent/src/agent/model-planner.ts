/** The same planning step through a real model, by the AI SDK (https://ai-sdk.dev): an optional peer, loaded only when asked for. */

import { TelemetryError } from '@telemetry/schema';
import type { LanguageModel } from 'ai';
import type { Observation, PlannedEdit, Planner } from './plan.ts';

/** The variable that holds the key of the AI gateway, as the SDK reads it. */
export const MODEL_KEY_VARIABLE = 'AI_GATEWAY_API_KEY';

/** What is used of the SDK. */
export type ModelSdk = Pick<typeof import('ai'), 'generateText' | 'jsonSchema' | 'Output'>;

/** A model that has not answered by then is not worth waiting for in a demo. Milliseconds. */
const TIMEOUT_MS = 60_000;

const INSTRUCTIONS = [
  'You repair a small JavaScript library whose tests fail. The tests are the specification: change files under src/ only.',
  'Answer with the smallest edits. In each, `find` is text that stands exactly once in `file`, and `replace` takes its place.',
  'Leave out what cannot be repaired. `confidence` says how sure you are, from 0 to 1.',
].join('\n');

const ANSWER = {
  type: 'object',
  properties: {
    confidence: { type: 'number' },
    edits: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          file: { type: 'string' },
          find: { type: 'string' },
          replace: { type: 'string' },
          reason: { type: 'string' },
        },
        required: ['file', 'find', 'replace', 'reason'],
        additionalProperties: false,
      },
    },
  },
  required: ['confidence', 'edits'],
  additionalProperties: false,
} as const;

/** What loading takes. */
export interface ModelPlannerOptions {
  /** An id of the gateway: `provider/model`. */
  readonly model: string;
  readonly env: { readonly [name: string]: string | undefined };
}

/**
 * Loads the SDK and makes a planner that asks a model. Opens no connection yet.
 *
 * @throws TelemetryError `MODEL_KEY_MISSING`, `MODEL_SDK_MISSING`
 */
export async function loadModelPlanner({ model, env }: ModelPlannerOptions): Promise<Planner> {
  if (!env[MODEL_KEY_VARIABLE]) {
    throw new TelemetryError('MODEL_KEY_MISSING', `--llm needs a key in ${MODEL_KEY_VARIABLE}.`, {
      hint: 'Leave --llm out: the rules need no key and no network.',
    });
  }
  return createModelPlanner(await importSdk(), model);
}

/** Makes a planner that asks a model. It rejects with `MODEL_FAILED` when there is no usable answer. */
export function createModelPlanner(sdk: ModelSdk, model: LanguageModel): Planner {
  const schema = sdk.jsonSchema<unknown>(ANSWER);
  return async (observation) => {
    try {
      const { output, usage } = await sdk.generateText({
        model,
        instructions: INSTRUCTIONS,
        prompt: describeFailures(observation),
        output: sdk.Output.object({ schema }),
        maxRetries: 1,
        abortSignal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const id = typeof model === 'string' ? model : model.modelId;
      return {
        ...parseAnswer(output),
        usage: {
          model: id,
          provider: id.split('/')[0] ?? id,
          inputTokens: usage.inputTokens ?? 0,
          outputTokens: usage.outputTokens ?? 0,
        },
      };
    } catch (cause) {
      throw new TelemetryError('MODEL_FAILED', 'The model gave no usable plan.', {
        hint: 'Look at the key, the name of the model and the network, or leave --llm out.',
        retryable: true,
        cause,
      });
    }
  };
}

async function importSdk(): Promise<ModelSdk> {
  try {
    return await import('ai');
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new TelemetryError('MODEL_SDK_MISSING', '--llm needs the AI SDK, which is not installed.', {
      hint: 'Install it with `pnpm add ai`, or leave --llm out.',
      cause,
    });
  }
}

/** What the model gets to see: the repository of the demo, nothing of the machine. */
function describeFailures({ failures }: Observation): string {
  return failures
    .map(({ title, testFile, testSource, sourceFile, source, errorName, message }) =>
      [
        `The test "${title}" fails with ${errorName}: ${message}`,
        `--- ${testFile}\n${testSource}`,
        `--- ${sourceFile}\n${source}`,
      ].join('\n'),
    )
    .join('\n\n');
}

/** The SDK has checked nothing against a schema of this kind: what does not fit is no plan. @throws TypeError */
function parseAnswer(answer: unknown): { confidence: number; edits: readonly PlannedEdit[] } {
  const { confidence, edits } = Object(answer) as { confidence?: unknown; edits?: unknown };
  if (typeof confidence !== 'number' || !(confidence >= 0 && confidence <= 1) || !Array.isArray(edits)) {
    throw new TypeError('the answer is no plan');
  }
  return { confidence, edits: edits.map(parseEdit) };
}

function parseEdit(value: unknown): PlannedEdit {
  const { file, find, replace, reason } = Object(value) as { [key: string]: unknown };
  if ([file, find, replace, reason].some((text) => typeof text !== 'string')) throw new TypeError('no edit');
  return { file, find, replace, reason } as PlannedEdit;
}
