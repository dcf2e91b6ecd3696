import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startCollector } from './support/collector.ts';
import { createHome, recordEvents } from './support/home.ts';
import { enableByFlag, runCli, runHere } from './support/run-cli.ts';

const DAY_MS = 86_400_000;

describe('upload = "summary"', () => {
  it('sends closed days as sums: previewed as tables and as bytes, sent as these bytes, once', async () => {
    const home = createHome();
    const collector = await startCollector();
    // All of it at noon: whenever the test runs, midnight does not fall in between.
    const noonMs = (Math.floor(Date.now() / DAY_MS) + 0.5) * DAY_MS;
    const atNoon = { now: () => noonMs };
    await runHere(home, ['enable', '--yes'], atNoon);
    await recordEvents(home, 4, atNoon);
    await runHere(home, ['enable', '--yes', '--upload', '--endpoint', collector.endpoint], atNoon);
    await recordEvents(home, 3, atNoon);
    expect((await runHere(home, ['preview'], atNoon)).stderr).toBe('Nothing waits to be sent.\n');
    // Late enough for the file of the log, too, which is as old as the disk says.
    const later = { now: () => noonMs + 3 * DAY_MS };
    const shown = await runHere(home, ['preview'], later);
    expect(shown.stderr).toMatch(/The day \d{4}-\d\d-\d\d, part 1: 3 events/);
    expect(shown.stdout).toContain('agent_execution');
    const { stdout: previewed } = await runHere(home, ['preview', '--raw'], later);
    const { batches } = JSON.parse((await runHere(home, ['preview', '--json'], later)).stdout);
    expect(batches).toEqual([expect.objectContaining({ sha256: hash('sha256', previewed, 'hex') })]);
    const sent = await runHere(home, ['send', '--json'], later);
    expect([sent.code, JSON.parse(sent.stdout).receipts]).toEqual([
      0,
      [expect.objectContaining({ summaries: 1, events: 0, sha256: hash('sha256', previewed, 'hex') })],
    ]);
    expect(collector.requests.map(({ text }) => text)).toEqual([previewed]);
    const [summary] = JSON.parse(previewed).summaries;
    expect(summary.events).toBe(3);
    expect(previewed).not.toContain('run-1');
    expect(previewed).not.toContain('event_id');
    const again = await runHere(home, ['send', '--json'], later);
    expect([again.code, JSON.parse(again.stdout).requests]).toEqual([0, 0]);
  });

  it('forgets what it had begun when consent to it ends', async () => {
    const home = createHome();
    const collector = await startCollector();
    await enableByFlag(home, '--upload', '--endpoint', collector.endpoint);
    await recordEvents(home, 2);
    const cursors = join(home.telemetryDir, 'outbox', 'summary-cursors.json');
    expect(existsSync(cursors)).toBe(true);
    await enableByFlag(home, '--upload', 'off');
    expect(existsSync(cursors)).toBe(false);
    await enableByFlag(home, '--upload', 'summary');
    const later = { now: () => Date.now() + 2 * DAY_MS };
    expect(JSON.parse((await runHere(home, ['preview', '--json'], later)).stdout).batches).toEqual([]);
    expect((await runCli(home, ['preview', '--raw'])).stdout).toBe('');
    expect(collector.requests).toEqual([]);
  });
});
