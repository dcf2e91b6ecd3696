/** Eight demo agents with one home at once, and the user's commands beside them: all real processes, no lock between them. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLog } from '@telemetry/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { environmentIn, type Running, runCli, start } from './support/child-process.ts';

const DEMO = join(import.meta.dirname, '../../../apps/demo-agent/src/main.ts');
const AGENTS = 8;

let home = '';
let telemetryDir = '';

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'shared-home-'));
  telemetryDir = join(home, '.demo-agent', 'telemetry');
  mkdirSync(join(home, 'tmp'));
});

afterEach(() => rmSync(home, { recursive: true }));

function startAgents(): Running[] {
  const env = { ...environmentIn(home), TMPDIR: join(home, 'tmp') };
  return Array.from({ length: AGENTS }, () => start(DEMO, ['--json'], env));
}

async function runJson(...args: string[]): Promise<{ readonly [name: string]: unknown }> {
  const { code, stdout, stderr } = await runCli(home, 'demo-agent', ...args, '--json');
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
  return JSON.parse(stdout) as { readonly [name: string]: unknown };
}

interface Counted {
  /** Ids of events by run. */
  readonly byRun: Map<string, Set<string>>;
  readonly events: number;
}

/** `inMidWrite`: agents are at it, and a look may find the front of the last line. */
async function countLog({ inMidWrite = false } = {}): Promise<Counted> {
  const byRun = new Map<string, Set<string>>();
  let events = 0;
  const reading = readLog({ directory: telemetryDir });
  for await (const { value } of reading) {
    const { run_id: run, event_id: id } = value as { run_id: string; event_id: string };
    byRun.set(run, (byRun.get(run) ?? new Set()).add(id));
    events += 1;
  }
  const { torn, ...others } = reading.skipped;
  expect(torn).toBeLessThanOrEqual(inMidWrite ? 1 : 0);
  expect(others).toEqual({ not_json: 0, nul: 0, invalid_utf8: 0, overlong: 0, unknown_schema: 0 });
  return { byRun, events };
}

/** Resolves when there is a log with something in it. */
async function logBegun(running: readonly Running[]): Promise<void> {
  let isOver = false;
  void Promise.all(running.map(({ ended }) => ended)).then(() => {
    isOver = true;
  });
  while (!isOver && (await countLog({ inMidWrite: true })).events < 50)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

describe(`${AGENTS} agents at once`, () => {
  it('each find all of their events, once, in one log that is read and exported meanwhile', async () => {
    const agents = startAgents();
    await logBegun(agents);
    const during: number[] = [];
    for (let round = 0; round < 2; round += 1) {
      during.push(Number((await runJson('export'))['events_considered']));
      const { code, stdout } = await runCli(home, 'demo-agent', 'events', '--json');
      expect(code).toBe(0);
      for (const line of stdout.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('event_id');
      during.push(Number((await runJson('verify'))['events']));
    }
    const ended = await Promise.all(agents.map(({ ended: end }) => end));
    expect(ended.map(({ code }) => code)).toEqual(ended.map(() => 0));
    const reported = ended.map(({ stdout }) => (JSON.parse(stdout) as { events_total: number }).events_total);
    const { byRun, events } = await countLog();
    expect([...byRun.values()].map(({ size }) => size).sort()).toEqual(reported.sort());
    expect(events).toBe(reported.reduce((sum, total) => sum + total, 0));
    expect(during).toEqual([...during].sort((a, b) => a - b));
    expect(await runJson('verify')).toMatchObject({ ok: true, events });
    expect(await runJson('export')).toMatchObject({ events_considered: events });
  });

  it('go on when the log is purged beside them, and nothing of before the purge is left', async () => {
    const agents = startAgents();
    await logBegun(agents);
    const before = (await countLog({ inMidWrite: true })).byRun;
    const purged = await runJson('purge', '--yes');
    expect(Number(purged['files'])).toBeGreaterThan(0);
    const ended = await Promise.all(agents.map(({ ended: end }) => end));
    expect(ended.map(({ code }) => code)).toEqual(ended.map(() => 0));
    const { byRun, events } = await countLog();
    for (const [run, ids] of before) for (const id of ids) expect(byRun.get(run)?.has(id) ?? false).toBe(false);
    expect(events).toBeGreaterThan(0);
    expect(await runJson('verify')).toMatchObject({ ok: true, events });
    expect(await runJson('purge', '--yes')).toMatchObject({ restarted: false });
    expect((await countLog()).events).toBe(0);
  });
});
