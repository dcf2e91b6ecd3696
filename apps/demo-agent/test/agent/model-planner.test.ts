import * as sdk from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, test } from 'vitest';
import { createModelPlanner } from '../../src/agent/model-planner.ts';
import { createCanary } from '../../src/canary.ts';
import { DEFAULT_MODEL } from '../../src/catalog.ts';
import { createSandbox, payloadsOf, readAllBytes, readEvents, runDemoProcess } from '../support/demo-process.ts';
import { INPUT_TOKENS, OUTPUT_TOKENS, repair, sayText } from '../support/model-answers.ts';

const OBSERVATION = {
  passed: 1,
  failed: 1,
  failures: [
    {
      title: 'takes an empty label for no price',
      testFile: 'test/is-free.test.js',
      testSource: 'the test',
      sourceFile: 'src/is-free.js',
      source: 'the source',
      errorName: 'AssertionError',
      message: 'true !== false',
      expected: 'false',
      actual: 'true',
    },
  ],
};

describe('a planner that asks a model', () => {
  test('shows it the failing tests with their sources, and gives its plan with what it took', async () => {
    const model = new MockLanguageModelV4({ provider: 'anthropic', modelId: DEFAULT_MODEL, doGenerate: repair });
    const plan = await createModelPlanner(sdk, model)(OBSERVATION);
    expect(plan).toEqual({
      confidence: 0.8,
      edits: [expect.objectContaining({ file: 'src/is-free.js', find: 'price == 0', replace: 'price === 0' })],
      usage: { model: DEFAULT_MODEL, provider: 'anthropic', inputTokens: INPUT_TOKENS, outputTokens: OUTPUT_TOKENS },
    });
    const shown = JSON.stringify(model.doGenerateCalls[0]?.prompt);
    for (const part of ['takes an empty label', 'the test', 'the source', 'true !== false'])
      expect(shown).toContain(part);
  });

  test.each([
    'no JSON at all',
    '{}',
    '{"confidence":2,"edits":[]}',
    '{"confidence":"0.5","edits":[]}',
    '{"confidence":0.5,"edits":{}}',
    '{"confidence":0.5,"edits":[null]}',
    '{"confidence":0.5,"edits":[{"file":"src/a.js","find":1,"replace":"","reason":""}]}',
  ])('takes %j for no plan, and says so with a code', async (text) => {
    const model = new MockLanguageModelV4({ doGenerate: async () => sayText(text) });
    await expect(createModelPlanner(sdk, model)(OBSERVATION)).rejects.toMatchObject({ code: 'MODEL_FAILED' });
  });
});

describe('--llm', () => {
  const key = createCanary();
  const withKey = { AI_GATEWAY_API_KEY: key };

  test('plans with the model, records model, provider and tokens, and never the key', async () => {
    const sandbox = createSandbox();
    const run = await runDemoProcess(sandbox, {
      args: ['--llm', '--happy'],
      env: { ...withKey, TELEMETRY_HOME: sandbox.home },
      preload: ['mock-provider.ts'],
    });
    expect(run.exitCode, run.stderr).toBe(0);
    const events = readEvents(sandbox.home);
    expect(payloadsOf(events, 'review.decision').map(({ verdict }) => verdict)).toEqual(['revise', 'accept']);
    const planned = payloadsOf(events, 'agent_execution').filter(({ agent_type }) => agent_type === 'planner');
    const usage = {
      model: DEFAULT_MODEL,
      provider: 'anthropic',
      input_tokens: INPUT_TOKENS,
      output_tokens: OUTPUT_TOKENS,
    };
    expect(planned).toMatchObject([usage, usage]);
    expect(payloadsOf(events, 'feature_usage')).toContainEqual({ feature_name: 'model-planner', action: 'used' });
    expect(readAllBytes(sandbox.home).includes(key)).toBe(false);
    expect(run.stderr).toContain('a promise\\u001b[2J');
  });

  test('without a plan fails with a code, quotes nothing, and keeps what was recorded', async () => {
    const sandbox = createSandbox();
    const run = await runDemoProcess(sandbox, {
      args: ['--llm', '--json'],
      env: { ...withKey, TELEMETRY_HOME: sandbox.home },
      preload: ['mute-provider.ts'],
    });
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(JSON.parse(run.stderr.trim().split('\n').at(-1) ?? '')).toMatchObject({ error: { code: 'MODEL_FAILED' } });
    const planned = payloadsOf(readEvents(sandbox.home), 'agent_execution');
    expect(planned).toContainEqual(expect.objectContaining({ agent_type: 'planner', success: false }));
    expect(run.stderr + readAllBytes(sandbox.home).toString('latin1')).not.toContain(key);
  });

  test.each([
    { lacks: 'a key', env: {}, preload: [], code: 'MODEL_KEY_MISSING' },
    { lacks: 'the SDK', env: withKey, preload: ['hide-ai-sdk.ts'], code: 'MODEL_SDK_MISSING' },
  ])('without $lacks says what is missing, and does nothing', async ({ env, preload, code }) => {
    const sandbox = createSandbox();
    const run = await runDemoProcess(sandbox, { args: ['--llm'], env, preload });
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(run.stderr).toContain(code);
    expect(sandbox.listAll()).toEqual([]);
  });
});
