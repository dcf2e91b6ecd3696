import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHome, writeLog } from './support/home.ts';
import { runHere } from './support/run-cli.ts';

type Home = ReturnType<typeof createHome>;

/** An event of a hour of November 2026, the n-th of an agent. */
function line(day: number, hour: number, n: number): string {
  return JSON.stringify({
    schema_version: '1.0',
    event_id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    timestamp: `2026-11-${day}T${String(hour).padStart(2, '0')}:00:00.000Z`,
    event: 'agent_execution',
    source: 'executor',
    actor: { kind: 'agent', id: `worker-${n % 2}` },
    build: {},
    payload: { agent_type: 'planner', success: n % 3 !== 0, duration_ms: n },
  });
}

/** Four days of twelve events each, two hours apart. */
function writeDays(home: Home): void {
  writeLog(
    home,
    [14, 15, 16, 17].flatMap((day) => Array.from({ length: 12 }, (_, n) => line(day, n * 2, day * 100 + n))),
  );
}

async function exported(home: Home, ...args: readonly string[]) {
  const { code, stdout, stderr } = await runHere(home, ['export', '--format', 'json', ...args]);
  expect([code, stderr]).toEqual([0, '']);
  const { generated_at, window_end, ...summary } = JSON.parse(stdout);
  expect([generated_at, window_end]).toEqual([expect.stringMatching(/Z$/), expect.stringMatching(/Z$/)]);
  return summary;
}

function foldFiles(home: Home): string[] {
  const folder = join(home.telemetryDir, 'folds');
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

describe('export over what was folded before', () => {
  it('says the same when the folded states are there, deleted, damaged, cut, foreign or of another version', async () => {
    const home = createHome();
    writeDays(home);
    const want = await exported(home);
    expect(want).toMatchObject({ events_considered: 48, raw_from: '2026-11-14' });
    expect(foldFiles(home)).toHaveLength(1);
    expect(await exported(home)).toEqual(want);
    const [file = ''] = foldFiles(home);
    const text = readFileSync(file, 'utf8');
    for (const bad of [
      '',
      '{}',
      text.slice(0, text.length / 2),
      text.replace(/12/g, '13'),
      text.replace(/"v":(\d+)/, (_, version) => `"v":${Number(version) + 1}`),
    ]) {
      expect(bad).not.toBe(text);
      writeFileSync(file, bad);
      expect(await exported(home)).toEqual(want);
    }
    rmSync(file);
    expect(await exported(home)).toEqual(want);
  });

  it('takes in what came since, and starts over when the log is another', async () => {
    const home = createHome();
    writeDays(home);
    await exported(home);
    appendFileSync(join(home.telemetryDir, 'events.jsonl'), `${line(17, 23, 9999)}\n`);
    expect(await exported(home)).toMatchObject({ events_considered: 49 });
    writeFileSync(join(home.telemetryDir, 'events.jsonl'), `${line(17, 23, 9999)}\n`);
    expect(await exported(home)).toMatchObject({ events_considered: 1 });
  });

  it('is exact for windows that cut days', async () => {
    const home = createHome();
    writeDays(home);
    await exported(home);
    const windows: readonly [string, string, number][] = [
      ['2026-11-14T00:00:00Z', '2026-11-17T23:59:59.999Z', 48],
      ['2026-11-14T02:00:00Z', '2026-11-16T00:00:00Z', 24],
      ['2026-11-15T01:00:00Z', '2026-11-15T04:00:00Z', 2],
      ['2026-11-15T22:00:00.001Z', '2026-11-17T21:59:59.999Z', 23],
    ];
    for (const [since, until, events] of windows) {
      expect(await exported(home, '--since', since, '--until', until)).toMatchObject({ events_considered: events });
    }
  });

  it('of one actor reads the events themselves', async () => {
    const home = createHome();
    writeDays(home);
    const summary = await exported(home, '--actor-id', 'worker-1');
    expect(summary).toMatchObject({ events_considered: 24, raw_from: '2026-11-14', actor_id_filter: 'worker-1' });
    expect(foldFiles(home)).toEqual([]);
  });
});

describe('export with a floor', () => {
  it('tells of closed days what is large enough, and says how much it withheld', async () => {
    const home = createHome();
    writeDays(home);
    const { code, stdout, stderr } = await runHere(home, ['export', '--k', '5', '--format', 'json']);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^\d+ figures of single days were withheld/)]);
    const summary = JSON.parse(stdout);
    expect(summary).toMatchObject({
      k: 5,
      events_considered: 48,
      events_by_actor_id: {},
      runs: [],
      // Four of twelve failed each day.
      agents: { planner: { uses: 48, success_rate: null } },
    });
    expect(summary.suppressed_figures).toBeGreaterThan(0);
    const large = await exported(home, '--k', '4');
    expect(large).toMatchObject({ agents: { planner: { success_rate: 0.6667 } }, suppressed_figures: 0 });
  });

  it('is refused for hours, actors and floors that are none', async () => {
    const home = createHome();
    writeDays(home);
    const refused: readonly (readonly [readonly string[], string])[] = [
      [['--k', '5', '--range', '12h'], 'RANGE_INVALID'],
      [['--k', '5', '--actor-id', 'worker-1'], 'USAGE_INVALID'],
      [['--k', '1'], 'USAGE_INVALID'],
      [['--k', 'many'], 'USAGE_INVALID'],
    ];
    for (const [args, code] of refused) {
      const { code: exit, stderr } = await runHere(home, ['export', '--json', ...args]);
      expect([exit, JSON.parse(stderr).error.code]).toEqual([2, code]);
    }
  });
});
