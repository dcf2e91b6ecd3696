import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTelemetry } from '@telemetry/core';
import { afterAll, describe, expect, test } from 'vitest';
import { createCapabilityPolicy } from '../../src/agent/capability-policy.ts';
import { createExecutor } from '../../src/agent/executor.ts';
import { observe } from '../../src/agent/observe.ts';
import { createRulePlanner } from '../../src/agent/rule-planner.ts';
import { APP, VOCABULARY } from '../../src/catalog.ts';
import { openWorkspace } from '../../src/workspace/workspace.ts';
import { createRecording } from '../support/recording.ts';

describe('an executor', async () => {
  const workspace = await openWorkspace({ happy: false, secret: 'none' });
  afterAll(() => workspace.remove());
  const { reporter, events } = createRecording();
  const scope = createTelemetry({ app: APP, vocabulary: VOCABULARY, reporter, config: { level: 'debug' } });
  const executor = createExecutor(workspace.root, createCapabilityPolicy(workspace.root), scope);
  const source = () => readFileSync(join(workspace.root, 'src/is-free.js'), 'utf8');

  test('changes nothing when the place of an edit is missing, or is not the only one', () => {
    const before = source();
    for (const find of ['', 'no such text', 'price']) {
      const edit = { file: 'src/is-free.js', find, replace: 'x', reason: '' };
      expect(() => executor.applyEdit(edit)).toThrow(expect.objectContaining({ name: 'EditRefusedError' }));
    }
    expect(source()).toBe(before);
  });

  test('writes the replacement as it stands, special patterns of String.replace included', () => {
    executor.applyEdit({ file: 'src/is-free.js', find: 'price == 0', replace: "'$&$1$$' === price", reason: '' });
    expect(source()).toContain("return '$&$1$$' === price;");
    executor.applyEdit({ file: 'src/is-free.js', find: "'$&$1$$' === price", replace: 'price == 0', reason: '' });
  });

  test('records each program with its exit code and digests, and keeps its output and arguments out', async () => {
    const { exitCode } = await executor.git('show', 'no-such-thing');
    expect(exitCode).toBe(128);
    const [started, completed] = events.slice(-2);
    expect(started).toMatchObject({ event: 'executor.command_started', payload: { command: 'git' } });
    expect(completed).toMatchObject({ event: 'executor.command_completed', payload: { exit_code: 128 } });
    expect(JSON.stringify([started, completed])).not.toContain('no-such-thing');
  });

  test('sees in the real test run the four faults that were built in, and a rule for each', async () => {
    const seen = await observe(executor);
    expect(seen).toMatchObject({ passed: 2, failed: 4 });
    expect(seen.failures.map(({ sourceFile }) => sourceFile).sort()).toEqual([
      'src/is-free.js',
      'src/last-items.js',
      'src/round-price.js',
      'src/total.js',
    ]);
    expect((await createRulePlanner()(seen)).edits.at(-1)).toMatchObject({ file: 'test/round-price.test.js' });
  });
});
