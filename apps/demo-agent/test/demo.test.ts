import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEvent } from '@telemetry/schema/parse';
import { describe, expect, test } from 'vitest';
import {
  createSandbox,
  payloadsOf,
  readAllBytes,
  readEvents,
  readLines,
  runDemoProcess,
} from './support/demo-process.ts';

const USAGE = ['agent_execution', 'skill_execution', 'feature_usage', 'error', 'performance', 'workflow'];
const LOOP = [
  'runner.started',
  'plan.generated',
  'plan.step_started',
  'plan.step_completed',
  'executor.command_started',
  'executor.command_completed',
  'executor.error',
  'review.feedback_generated',
  'review.decision',
  'optimizer.profile_selected',
  'optimizer.benchmark_completed',
  'proof.submitted',
  'quest.completed',
  'scorecard.updated',
  'capability.granted',
  'capability.denied',
  'risk.flagged',
];

describe('a full run', async () => {
  const sandbox = createSandbox();
  const run = await runDemoProcess(sandbox, { env: { TELEMETRY_HOME: sandbox.home } });
  const events = readEvents(sandbox.home);

  test('ends well, after one revise and one abort', () => {
    expect(run.exitCode, run.stderr).toBe(0);
    expect(payloadsOf(events, 'review.decision').map(({ verdict }) => verdict)).toEqual(['revise', 'abort']);
    expect(run.stdout).toContain('failing tests 4 -> 1');
  });

  test('records all six categories of usage, and every family of the loop', () => {
    const kinds = new Set(events.map(({ event }) => event));
    expect([...USAGE, ...LOOP, 'quest.failed'].filter((name) => !kinds.has(name))).toEqual([]);
  });

  test('writes only lines that every reader takes for an envelope of its version', () => {
    expect(
      readLines(sandbox.home)
        .map((line) => parseEvent(line))
        .filter(({ ok }) => !ok),
    ).toEqual([]);
    expect(new Set(events.map(({ schema_version }) => schema_version))).toEqual(new Set(['1.0']));
  });

  test('binds run, cycle, actor and source', () => {
    expect(new Set(events.map(({ run_id }) => run_id)).size).toBe(1);
    expect(new Set(events.map(({ cycle }) => cycle))).toEqual(new Set([undefined, 1, 2]));
    const agents = ['repair-loop', 'executor', 'optimizer', 'planner', 'reviewer'];
    expect(new Set(events.map(({ actor }) => actor.id))).toEqual(new Set(agents));
    expect(events.every(({ source, actor }) => source === actor.id || source === 'runner')).toBe(true);
  });

  test('records what was refused: the network, and the edit of a test', () => {
    const denied = payloadsOf(events, 'capability.denied').map(({ capability }) => capability);
    expect(denied).toEqual(['network', 'filesystem.write']);
    expect(new Set(payloadsOf(events, 'error').map(({ error_type }) => error_type))).toEqual(
      new Set(['CapabilityDeniedError']),
    );
  });

  test('ran real programs: tests that failed with 1, git that succeeded with 0', () => {
    const codes = (name: string) =>
      payloadsOf(events, 'executor.command_completed')
        .filter(({ command }) => command === name)
        .map(({ exit_code }) => exit_code);
    expect(codes('node')).toEqual([1, 1, 1]);
    expect(new Set(codes('git'))).toEqual(new Set([0]));
    expect(payloadsOf(events, 'proof.submitted').every(({ byte_size }) => Number(byte_size) > 100)).toBe(true);
  });

  test('replaced the key where it was careless with it: in the message, the input and the version', () => {
    const touched = events.filter(({ payload }) => payload['redacted_fields'] !== undefined);
    expect(touched.map(({ event, payload }) => [event, payload['redacted_fields']])).toEqual([
      ['plan.generated', ['inputs.0', 'inputs.2']],
      ['skill_execution', ['skill_version']],
      ['plan.step_completed', ['result_summary']],
      ['plan.generated', ['inputs.0', 'inputs.2']],
    ]);
    expect(payloadsOf(events, 'risk.flagged').length).toBe(touched.length);
  });

  test('leaves no byte of the form of its key, and no line of the source, anywhere in the home', () => {
    const bytes = readAllBytes(sandbox.home).toString('latin1');
    for (const offset of [0, 1, 2]) {
      const spelt = Buffer.concat([Buffer.alloc(offset), Buffer.from('sk-ant-')]).toString('base64');
      expect(bytes).not.toContain(spelt.slice(offset + 1, -3));
    }
    expect(bytes).not.toMatch(/sk-ant|sk%2dant|736b2d616e74|market-stall-|RULES_KEY=[^[]/i);
    for (const line of ['price == 0', 'index <= items.length', 'ledger.read()', 'Math.round(price)']) {
      expect(bytes).not.toContain(line);
    }
  });

  test('shows the command of its consent, the log, the proof, and where to go on', () => {
    expect(run.stdout).toContain('telemetry enable --yes --level debug');
    expect(run.stdout).toContain(`${events.length} events of 24 kinds`);
    expect(run.stdout.match(/not found/g)).toHaveLength(3);
    expect(run.stdout).toContain('finds the key and the source');
    expect(run.stdout).toContain('npx -y pnpm@12 exec telemetry status');
  });

  test('prints no colour into a pipe, and no line of more than 80 columns but for the paths', () => {
    for (const line of `${run.stdout}\n${run.stderr}`.split('\n')) {
      expect(line).not.toContain('\u001b');
      if (!line.includes(sandbox.home)) expect(line.length, line).toBeLessThanOrEqual(80);
    }
  });

  test('keeps nothing but the home: its place of work is gone', () => {
    expect(sandbox.listAll().filter((path) => !path.startsWith('.demo-agent'))).toEqual([]);
  });
});

describe('a happy run', async () => {
  const sandbox = createSandbox();
  const run = await runDemoProcess(sandbox, { args: ['--happy'], env: { TELEMETRY_HOME: sandbox.home } });
  const events = readEvents(sandbox.home);

  test('ends in accept, with every goal reached', () => {
    expect(run.exitCode, run.stderr).toBe(0);
    expect(payloadsOf(events, 'review.decision').map(({ verdict }) => verdict)).toEqual(['revise', 'accept']);
    expect(payloadsOf(events, 'quest.completed')).toHaveLength(3);
    expect(payloadsOf(events, 'quest.failed')).toEqual([]);
    expect(payloadsOf(events, 'quest.completed').at(-1)).toMatchObject({ proof_tier: 'gold' });
  });

  test('records all six categories of usage, and every family of the loop', () => {
    const kinds = new Set(events.map(({ event }) => event));
    expect([...USAGE, ...LOOP].filter((name) => !kinds.has(name))).toEqual([]);
  });
});

describe('without TELEMETRY_HOME', () => {
  test('uses a fresh home that stays, and does not touch the one of the user', async () => {
    const sandbox = createSandbox();
    const run = await runDemoProcess(sandbox);
    expect(run.exitCode, run.stderr).toBe(0);
    const folder = /export TELEMETRY_HOME=(.*)/.exec(run.stdout)?.[1] ?? '';
    expect(folder.startsWith(join(sandbox.temporary, 'telemetry-demo-'))).toBe(true);
    expect(readEvents(folder).length).toBeGreaterThan(50);
    expect(sandbox.listAll().every((path) => path.startsWith('telemetry-demo-'))).toBe(true);
  });
});

describe('the proof', () => {
  test('fails the run when a line of the source stands in the folder', async () => {
    const sandbox = createSandbox();
    const folder = join(sandbox.home, '.demo-agent/telemetry');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, 'note.txt'), 'somebody wrote: return price == 0; and went');
    const run = await runDemoProcess(sandbox, { args: ['--happy'], env: { TELEMETRY_HOME: sandbox.home } });
    expect(run.exitCode, run.stderr).toBe(1);
    expect(run.stdout).toMatch(/the source {2}FOUND/);
  });
});

describe('git', () => {
  test('works whatever the user has configured, and leaves that alone', async () => {
    const sandbox = createSandbox();
    const config =
      '[user]\n\tuseConfigOnly = true\n[commit]\n\tgpgSign = true\n[core]\n\thooksPath = /nonexistent\n[init]\n\ttemplateDir = /nonexistent\n';
    writeFileSync(join(sandbox.home, '.gitconfig'), config);
    mkdirSync(join(sandbox.home, 'elsewhere'));
    const env = { GIT_DIR: join(sandbox.home, 'elsewhere'), GIT_AUTHOR_NAME: '', GIT_CONFIG_COUNT: 'x' };
    const run = await runDemoProcess(sandbox, { args: ['--happy', '--json'], env });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(readFileSync(join(sandbox.home, '.gitconfig'), 'utf8')).toBe(config);
    expect(
      sandbox
        .listAll()
        .filter((path) => !path.startsWith('telemetry-demo-'))
        .sort(),
    ).toEqual(['.gitconfig', 'elsewhere']);
  });

  test('is asked for in plain words where it is missing, and nothing is left behind', async () => {
    const sandbox = createSandbox();
    const run = await runDemoProcess(sandbox, { env: { PATH: sandbox.home } });
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(run.stderr).toContain('GIT_UNUSABLE');
    expect(sandbox.listAll()).toEqual([]);
  });
});
