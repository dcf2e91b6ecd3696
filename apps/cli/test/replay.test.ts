import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeKind, TimelineNode } from '@telemetry/views';
import { timelineRows } from '@telemetry/views';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import truncatedWidth from 'fast-string-truncated-width';
import { describe, expect, it } from 'vitest';
import { replay } from '../src/commands/replay.ts';
import { pausesOf } from '../src/play-lines.ts';
import { renderRow, renderRunHeader } from '../src/render-timeline.ts';
import { createHome, type TestHome, writeLog } from './support/home.ts';
import { runCli, runHere } from './support/run-cli.ts';
import { runInTerminal } from './support/terminal.ts';

/** Any control but LF, formats, separators: what a terminal would obey. */
const OBEYED = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

let count = 0;

function line(run: string, event: string, timeMs: number, payload: object, cycle?: number): string {
  count += 1;
  return JSON.stringify({
    schema_version: '1.0',
    event_id: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
    timestamp: new Date(Date.UTC(2026, 10, 20) + timeMs).toISOString(),
    event,
    source: 'executor',
    actor: { kind: 'agent', id: 'executor' },
    run_id: run,
    cycle,
    build: {},
    payload,
  });
}

/** A run that was killed in a step and resumed an hour later. */
function linesOf(run: string, fromMs = 0): string[] {
  const at = (event: string, timeMs: number, payload: object) => line(run, event, fromMs + timeMs, payload, 1);
  return [
    at('plan.step_started', 1000, { step_index: 0, tool: 'test' }),
    at('executor.command_started', 1100, { command: 'npm' }),
    at('plan.step_started', 3_600_000, { step_index: 0, tool: 'test' }),
    at('executor.command_started', 3_600_100, { command: 'npm' }),
    at('executor.command_completed', 3_600_300, { command: 'npm', exit_code: 2, duration_ms: 200 }),
    at('executor.error', 3_600_310, { error_type: 'TestsFailed', handled: true }),
    at('plan.step_completed', 3_600_400, { step_index: 0, duration_ms: 400, status: 'failed' }),
    at('review.decision', 3_600_500, { verdict: 'accept' }),
  ];
}

function writeRunLog(home: TestHome, path: string, lines: readonly string[]): void {
  mkdirSync(join(home.project, path, '..'), { recursive: true, mode: 0o700 });
  writeFileSync(join(home.project, path), lines.map((text) => `${text}\n`).join(''), { mode: 0o600 });
}

describe('replay', () => {
  it('shows a run that was killed, resumed and written out of order as a tree', async () => {
    const home = createHome();
    const lines = linesOf('nightly/42');
    writeLog(home, ['{"torn": "li', ...lines.toReversed(), 'no json', line('other', 'runner.started', 5, {})]);
    const { code, stdout } = await runHere(home, ['replay', 'nightly/42'], { env: { COLUMNS: '80' } });
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'nightly/42',
      '2026-11-20 00:00:01 UTC · 60.0 min · 1 cycle · 8 events · 1 error · accepted',
      '',
      '0:00:00 └ ✓ cycle 1  accept                        ━━━━━━━━━━━━━━━━━━━━ 60.0 min',
      '0:00:00   ├ … step 0  test                         ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌        ?',
      '0:00:00   │ └ … $ npm                              ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌        ?',
      '0:59:59   ├ ✗ step 0  test                                            ━   400 ms',
      '0:59:59   │ ├ ✗ $ npm  exit 2                                         ━   200 ms',
      '0:59:59   │ └ ✗ error TestsFailed  handled                            ✗',
      '0:59:59   └ ✓ accept                                                  ◆',
      '',
    ]);
  });

  it('prints what its shape says, one object a line, for a run and for the list, the latest run first', async () => {
    const home = createHome();
    writeLog(home, [...linesOf('old'), ...linesOf('new', 9_000_000)]);
    const validate = new Ajv2020({ strict: false }).compile(replay.output);
    for (const args of [['old'], ['--list'], []]) {
      const { stdout } = await runHere(home, ['replay', ...args, '--json']);
      const objects = stdout
        .trimEnd()
        .split('\n')
        .map((text) => JSON.parse(text));
      for (const object of objects) expect([validate(object), validate.errors]).toEqual([true, null]);
      const runs = objects
        .filter(({ kind }) => kind === 'run')
        .map(({ run_id, errors, cycles }) => [run_id, errors, cycles]);
      if (args[0] === '--list')
        expect(runs).toEqual([
          ['new', 1, 1],
          ['old', 1, 1],
        ]);
      else expect(runs).toEqual([[args[0] ?? 'new', 1, 1]]);
    }
    expect((await runHere(home, ['replay', '--list'])).stdout).toMatch(/accepted {4}new\n.*accepted {4}old\n$/);
  });

  it('finds runs in logs per run, in a file and in a folder, with or without an application, and counts no event twice', async () => {
    const home = createHome();
    const lines = linesOf('2026-11-20T00-00-00Z/refactor');
    writeRunLog(home, 'logs/telemetry/2026-11-20T00-00-00Z/refactor.jsonl', lines);
    writeLog(home, lines.slice(0, 4));
    const events = async (args: readonly string[], cwd = home.project) => {
      const { code, stdout, stderr } = await runHere(home, ['replay', ...args, '--json'], { cwd });
      expect([args, code, stderr]).toEqual([args, 0, '']);
      return JSON.parse(stdout.split('\n')[0] ?? '').events;
    };
    expect(await events(['2026-11-20T00-00-00Z/refactor'])).toBe(8);
    expect(await events(['refactor'])).toBe(8);
    const file = join(home.project, 'logs/telemetry/2026-11-20T00-00-00Z/refactor.jsonl');
    expect(await events([file], home.elsewhere)).toBe(8);
    expect(await events(['refactor', '--from', join(home.project, 'logs')], home.elsewhere)).toBe(8);
  });

  it('says what it does not find, and which texts name more than one run', async () => {
    const home = createHome();
    const failure = async (...args: string[]) => {
      const { code, stderr } = await runHere(home, ['replay', ...args, '--json']);
      return [code, JSON.parse(stderr).error.code];
    };
    expect(await failure()).toEqual([1, 'RUN_UNKNOWN']);
    writeLog(home, [...linesOf('run-1'), ...linesOf('run-2')]);
    expect(await failure('run-3')).toEqual([1, 'RUN_UNKNOWN']);
    expect(await failure('run')).toEqual([1, 'RUN_UNKNOWN']);
    expect(await failure('run-1', '--from', 'absent')).toEqual([1, 'FILE_ABSENT']);
    expect(await failure('run-1', '--from', 'package.json')).toEqual([2, 'USAGE_INVALID']);
    symlinkSync(join(home.telemetryDir, 'events.jsonl'), join(home.project, 'link.jsonl'));
    expect((await runHere(home, ['replay', 'run-1', '--from', 'link.jsonl'])).code).toBe(0);
    for (const speed of ['0', '-1', 'fast', '1e9', 'Infinity']) {
      expect(await failure('run-1', `--speed=${speed}`)).toEqual([2, 'USAGE_INVALID']);
    }
  });

  it('plays to a terminal, in colour unless NO_COLOR, and ends with 0 at ctrl-c', async () => {
    const home = createHome();
    writeLog(home, linesOf('run-1'));
    const quick = await runInTerminal(home, ['replay', 'run-1', '--speed', '100000']);
    expect([quick.code, quick.screen.includes('\u001b[')]).toEqual([0, true]);
    expect(quick.screen).toContain('TestsFailed');
    const plain = await runInTerminal(home, ['replay', 'run-1'], [], { NO_COLOR: '1' });
    expect([plain.code, plain.screen.includes('\u001b[')]).toEqual([0, false]);
    writeLog(
      home,
      Array.from({ length: 60 }, (_, n) => line('long', 'feature_usage', n * 2000, { feature_name: `n${n}` })),
    );
    const stopped = await runInTerminal(home, ['replay', 'long', '--speed'], [[/feature/, '\u0003']]);
    expect(stopped.code).toBe(0);
    expect(stopped.screen).not.toContain('n59');
  });

  it('prints at once into a pipe, whatever the speed', async () => {
    const home = createHome();
    writeLog(home, linesOf('run-1'));
    const { code, stdout, stderr } = await runCli(home, ['replay', 'run-1', '--speed', '0.001']);
    expect([code, stderr]).toEqual([0, 'Shown at once: only a terminal is played to.\n']);
    expect(stdout).toBe((await runCli(home, ['replay', 'run-1'])).stdout);
  });
});

const kinds: readonly NodeKind[] = ['agent', 'step', 'skill', 'command', 'note', 'error', 'decision', 'cycle', 'proof'];
const words = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    '漢字かな交じり文'.repeat(9),
    '👩‍👩‍👧‍👦'.repeat(20),
    'a\u001b[2J\u001b]0;t\u0007\rb\u202ec\u200bd\u2028e',
    'é'.repeat(70),
  ),
);
const { node } = fc.letrec<{ node: TimelineNode }>((tie) => ({
  node: fc.record({
    kind: fc.constantFrom(...kinds),
    title: words,
    detail: words,
    status: fc.constantFrom('ok', 'failed', 'skipped', 'unfinished', null),
    startMs: fc.integer({ min: 0, max: 400_000_000 }),
    durationMs: fc.option(fc.double({ min: 0, max: 4e8, noNaN: true })),
    actor: fc.constant('a'),
    events: fc.integer({ min: 1, max: 9 }),
    children: fc.oneof({ maxDepth: 6 }, fc.constant([]), fc.array(tie('node'), { maxLength: 3 })),
  }),
}));

describe('the picture of a run', () => {
  it('fits into 40 to 200 columns and holds nothing that a terminal obeys, whatever the log holds', () => {
    const same = (text: string) => text;
    const palette = { dim: same, bold: same, red: same, green: same, yellow: same, cyan: same };
    fc.assert(
      fc.property(
        node,
        words,
        fc.integer({ min: 40, max: 200 }),
        fc.nat(400_000_000),
        (child, runId, columns, durationMs) => {
          const facts = { runId, startMs: 0, durationMs, events: 9, cycles: 1, errors: 2, outcome: 'aborted' as const };
          const root = { ...child, kind: 'run' as const, startMs: 0, durationMs, children: [child] };
          const style = { columns, root, palette };
          const lines = renderRunHeader({ facts, root }, style).split('\n');
          for (const row of timelineRows(root)) lines.push(renderRow(row, style));
          for (const text of lines) {
            expect(OBEYED.exec(text)).toBeNull();
            expect(truncatedWidth(text).width).toBeLessThanOrEqual(columns);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the pauses of a replay', () => {
  it('are never negative, at most two seconds each and two minutes in all, and what the run took where that is less', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1e9)), fc.double({ min: 0.001, max: 1e6, noNaN: true }), (starts, speed) => {
        const pauses = pausesOf(starts, speed);
        expect(pauses).toHaveLength(starts.length);
        for (const pause of pauses) expect(pause >= 0 && pause <= 2000).toBe(true);
        expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(120_000.001);
      }),
    );
    expect(pausesOf([0, 500, 1500, 1400, 9500], 2)).toEqual([0, 250, 500, 0, 2000]);
  });
});
