import { describe, expect, test } from 'vitest';
import { createSandbox, readEvents, runDemoProcess } from './support/demo-process.ts';

interface Report {
  readonly events_total: number;
  readonly events_by_type: { readonly [event: string]: number };
  readonly fields_redacted_count: number;
}

describe('--json', async () => {
  const sandbox = createSandbox();
  const env = { TELEMETRY_HOME: sandbox.home };
  const first = await runDemoProcess(sandbox, { args: ['--json'], env });
  const logAfterFirst = readEvents(sandbox.home);
  const second = await runDemoProcess(sandbox, { args: ['--json', '--happy'], env });

  test('prints exactly one object with exactly the members of the contract', () => {
    const report: unknown = JSON.parse(first.stdout);
    expect(first.stdout.trim().split('\n')).toHaveLength(1);
    expect(report).toEqual({
      app: 'demo-agent',
      log_dir: `${sandbox.home}/.demo-agent/telemetry`,
      events_total: expect.any(Number),
      events_by_type: expect.any(Object),
      fields_redacted_count: expect.any(Number),
      canary_found: false,
    });
  });

  test('counts what is in the log, by kind and in all', () => {
    const report = JSON.parse(first.stdout) as Report;
    const byType: { [event: string]: number } = {};
    for (const { event } of logAfterFirst) byType[event] = (byType[event] ?? 0) + 1;
    expect(report.events_total).toBe(logAfterFirst.length);
    expect(report.events_by_type).toEqual(byType);
    const redacted = logAfterFirst.flatMap(({ payload }) => (payload['redacted_fields'] as string[] | undefined) ?? []);
    expect(report.fields_redacted_count).toBe(redacted.length);
  });

  test('counts its own run, and not those before it in the same home', () => {
    const report = JSON.parse(second.stdout) as Report;
    expect(report.events_total).toBe(readEvents(sandbox.home).length - logAfterFirst.length);
    expect(report.events_by_type).not.toHaveProperty(['quest.failed']);
  });
});

test('--json is the same object where nothing is recorded', async () => {
  const run = await runDemoProcess(createSandbox(), { args: ['--json', '--no-consent'] });
  expect(JSON.parse(run.stdout)).toMatchObject({
    events_total: 0,
    events_by_type: {},
    fields_redacted_count: 0,
    canary_found: false,
  });
});

describe('wrong usage', () => {
  test.each([
    { args: ['--hapy'], says: '--happy' },
    { args: ['--level', 'loud'], says: 'minimal, standard, debug' },
    { args: ['again'], says: 'again' },
  ])('$args ends with 2, says what would be right, and does nothing', async ({ args, says }) => {
    const sandbox = createSandbox();
    const run = await runDemoProcess(sandbox, { args });
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain(says);
    expect(sandbox.listAll()).toEqual([]);
  });

  test('is told as an object under --json', async () => {
    const run = await runDemoProcess(createSandbox(), { args: ['--json', '--hapy'] });
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(JSON.parse(run.stderr)).toMatchObject({ error: { code: 'USAGE' } });
  });
});

test('--help has an example and does nothing', async () => {
  const sandbox = createSandbox();
  const run = await runDemoProcess(sandbox, { args: ['--help'] });
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.stdout).toContain('npx -y pnpm@12 demo --happy');
  expect(sandbox.listAll()).toEqual([]);
});
