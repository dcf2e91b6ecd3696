import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Level, RecordedEvent } from '@telemetry/schema';
import { declaredFields, eventLevel, includesLevel, RECORDING_LEVELS, recordedName } from '@telemetry/schema';
import { describe, expect, test } from 'vitest';
import { createDemoCatalog } from '../src/catalog.ts';
import { createSandbox, readEvents, runDemoProcess } from './support/demo-process.ts';

/** Payload members of the toolkit's own. */
const RESERVED = 'redacted_fields';

/** `event field` for everything that stands in a log. */
function fieldsOf(events: readonly RecordedEvent[]): Set<string> {
  return new Set(events.flatMap(({ event, payload }) => Object.keys(payload).map((field) => `${event} ${field}`)));
}

/** What is in the one and not in the other, sorted. */
function without(one: ReadonlySet<string>, other: ReadonlySet<string>): readonly string[] {
  return [...one].filter((field) => !other.has(field)).sort();
}

describe('off means off', () => {
  const CASES = [
    { title: '--no-consent', args: ['--no-consent'], env: {}, says: 'nobody has agreed yet' },
    {
      title: '--no-consent, a home named',
      args: ['--no-consent', '--level', 'debug'],
      env: { TELEMETRY_HOME: 'named' },
    },
    { title: 'DO_NOT_TRACK=1', args: [], env: { DO_NOT_TRACK: '1' }, says: 'set by DO_NOT_TRACK' },
    { title: 'DO_NOT_TRACK=1, a home named', args: [], env: { DO_NOT_TRACK: '1', TELEMETRY_HOME: 'named' } },
    { title: 'its own switch', args: [], env: { DEMO_AGENT_TELEMETRY_DISABLED: '1' }, says: 'set by DEMO_AGENT_' },
    { title: 'TELEMETRY_LEVEL=off', args: [], env: { TELEMETRY_LEVEL: 'off' }, says: 'TELEMETRY_LEVEL' },
  ];

  test.each(CASES)('the work is done and no file or folder appears under $title', async ({ args, env, says }) => {
    const sandbox = createSandbox();
    const home = env.TELEMETRY_HOME === undefined ? {} : { TELEMETRY_HOME: join(sandbox.home, env.TELEMETRY_HOME) };
    const run = await runDemoProcess(sandbox, { args, env: { ...env, ...home } });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stdout).toContain('failing tests 4 -> 1');
    expect(run.stdout).toContain(says ?? 'Disabled');
    expect(run.stdout).toContain('nothing was written');
    expect(run.stdout).not.toContain('telemetry enable');
    expect(sandbox.listAll()).toEqual([]);
  });

  test.each([[[]], [['--no-consent']]])('no timer and no socket is left open by %j', async (args) => {
    const run = await runDemoProcess(createSandbox(), { args, preload: ['report-resources.ts'] });
    expect(run.stderr).toMatch(/^open at the end: \[\]$/m);
  });
});

describe('the level', async () => {
  const logs = new Map<Level, readonly RecordedEvent[]>();
  for (const level of RECORDING_LEVELS) {
    const sandbox = createSandbox();
    await runDemoProcess(sandbox, { args: ['--level', level], env: { TELEMETRY_HOME: sandbox.home } });
    logs.set(level, readEvents(sandbox.home));
  }

  test.each(RECORDING_LEVELS)('%s lets no field of a higher level into the log', (level) => {
    const catalog = createDemoCatalog();
    for (const { event, payload } of logs.get(level) ?? []) {
      const definition = catalog.byName.get(event);
      if (definition === undefined) throw new Error(`undeclared: ${event}`);
      expect(includesLevel(level, eventLevel(definition)), event).toBe(true);
      const allowed = declaredFields(definition)
        .filter((declared) => includesLevel(level, declared.level))
        .map(({ name, field }) => recordedName(name, field));
      expect(Object.keys(payload).filter((field) => field !== RESERVED && !allowed.includes(field))).toEqual([]);
    }
  });

  test('adds fields from step to step, and takes none away', () => {
    const [minimal, standard, debug] = RECORDING_LEVELS.map((level) => fieldsOf(logs.get(level) ?? []));
    if (minimal === undefined || standard === undefined || debug === undefined) throw new Error('no logs');
    expect(without(minimal, standard)).toEqual([]);
    expect(without(standard, debug)).toEqual([]);
    expect(without(standard, minimal)).toEqual(
      expect.arrayContaining(['plan.generated tools', 'workflow actions', 'optimizer.profile_selected profile']),
    );
    expect(without(debug, standard).filter((field) => !field.endsWith(RESERVED))).toEqual([
      'executor.command_completed stderr_digest',
      'executor.command_completed stdout_digest',
      'executor.command_started hashed_args',
      'plan.generated inputs',
      'plan.step_completed result_summary',
      'plan.step_started hashed_step_description',
    ]);
  });

  test('is lowered by the environment, whatever was asked for', async () => {
    const sandbox = createSandbox();
    const env = { TELEMETRY_HOME: sandbox.home, TELEMETRY_LEVEL: 'minimal' };
    const run = await runDemoProcess(sandbox, { args: ['--level', 'debug'], env });
    expect(run.stdout).toContain('level minimal');
    expect(without(fieldsOf(readEvents(sandbox.home)), fieldsOf(logs.get('minimal') ?? []))).toEqual([]);
  });
});

describe('the home', () => {
  test('that cannot be written is an error with a code, and no stack', async () => {
    const sandbox = createSandbox();
    const file = join(sandbox.home, 'file');
    writeFileSync(file, '');
    const run = await runDemoProcess(sandbox, { args: ['--json'], env: { TELEMETRY_HOME: file } });
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    const last = JSON.parse(run.stderr.trim().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({ error: { code: 'TELEMETRY_FOLDER_UNUSABLE', hint: expect.any(String) } });
    expect(sandbox.listAll()).toEqual(['file']);
  });

  test('works in continuous integration, since the command of the consent is in the open', async () => {
    const sandbox = createSandbox();
    await runDemoProcess(sandbox, { args: ['--happy'], env: { TELEMETRY_HOME: sandbox.home, CI: 'true' } });
    expect(readEvents(sandbox.home).length).toBeGreaterThan(50);
  });
});
