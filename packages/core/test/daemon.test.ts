/** Programs that go on recording while the user's commands run beside them, all of them processes of their own. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enableTelemetry } from '@telemetry/consent';
import { extendStandardCatalog } from '@telemetry/schema';
import { policyOf } from '@telemetry/schema/policy';
import { readLog } from '@telemetry/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli, startDaemon } from './support/child-process.ts';
import { ticked } from './support/daemon-event.ts';

/** Ticks of a daemon on either side of a command. */
const TICKS = 100;

let home = '';
let telemetryDir = '';

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'daemon-'));
  telemetryDir = join(home, '.my-agent', 'telemetry');
  await enable();
});

afterEach(() => rmSync(home, { recursive: true }));

async function enable(): Promise<void> {
  const policy = policyOf(extendStandardCatalog({ events: [ticked] }));
  await enableTelemetry({ app: 'my-agent', env: {}, home, isCi: false, policy, how: 'flag', level: 'minimal' });
}

interface Tick {
  readonly n: number;
  readonly timeMs: number;
}

async function ticks(): Promise<Tick[]> {
  const found: Tick[] = [];
  for await (const { value } of readLog({ directory: telemetryDir })) {
    const { timestamp, payload } = value as { timestamp: string; payload: { n: number } };
    found.push({ n: payload.n, timeMs: Date.parse(timestamp) });
  }
  return found.sort((a, b) => a.n - b.n);
}

const names = (): string[] => readdirSync(telemetryDir).filter((name) => name.startsWith('events'));

/** Runs a command while a daemon records, and lets it record on for a while. */
async function duringDaemon(...args: string[]) {
  const daemon = startDaemon(home);
  await daemon.printed(TICKS);
  const before = Date.now();
  const command = await runCli(home, 'my-agent', ...args);
  const after = Date.now();
  await daemon.printed(daemon.lines + TICKS);
  daemon.finish();
  const { code, stdout, stderr } = await daemon.ended;
  const lines = stdout.trimEnd().split('\n');
  const { enabled } = JSON.parse(lines.pop() ?? '') as { enabled: boolean };
  return { command, before, after, enabled, recorded: Number(lines.at(-1)), ended: { code, stderr } };
}

describe('a daemon that records', () => {
  it('writes nothing any more once `telemetry disable` has ended, and goes on with its own work', async () => {
    const { command, after, enabled, recorded, ended } = await duringDaemon('disable', '--json');
    expect(command).toMatchObject({ code: 0, stderr: '' });
    expect(ended).toEqual({ code: 0, stderr: '' });
    const found = await ticks();
    expect(found.length).toBeGreaterThanOrEqual(TICKS);
    expect(found.map(({ n }) => n)).toEqual(found.map((_, n) => n));
    expect(found.filter(({ timeMs }) => timeMs > after)).toEqual([]);
    expect(recorded).toBeGreaterThanOrEqual(found.length + TICKS - 1);
    expect(enabled).toBe(false);
    expect(existsSync(join(telemetryDir, 'events.jsonl'))).toBe(false);
    expect(existsSync(join(telemetryDir, 'identity.json'))).toBe(false);
  });

  it('brings nothing back after `telemetry disable --purge`', async () => {
    const { command, enabled, ended } = await duringDaemon('disable', '--purge', '--json');
    expect(command).toMatchObject({ code: 0, stderr: '' });
    expect(ended).toEqual({ code: 0, stderr: '' });
    expect(enabled).toBe(false);
    expect(names()).toEqual([]);
    expect(existsSync(join(telemetryDir, 'losses.jsonl'))).toBe(false);
  });

  it('starts afresh by its next batch when `telemetry purge` has run', async () => {
    const { command, before, after, enabled, recorded, ended } = await duringDaemon('purge', '--yes', '--json');
    expect(command).toMatchObject({ code: 0, stderr: '' });
    expect(ended).toEqual({ code: 0, stderr: '' });
    const found = await ticks();
    expect(found.filter(({ timeMs }) => timeMs < before)).toEqual([]);
    // From its first event on that outlived the purge, nothing is missing, the last one included.
    const first = found[0];
    expect(first?.timeMs).toBeLessThanOrEqual(after + 1000);
    expect(found.map(({ n }) => n - (first?.n ?? 0))).toEqual(found.map((_, n) => n));
    expect(found.at(-1)?.n).toBe(recorded - 1);
    expect(enabled).toBe(true);
  });

  it('starts afresh each time when it is purged again and again', async () => {
    const daemon = startDaemon(home);
    for (let round = 0; round < 5; round += 1) {
      await daemon.printed(daemon.lines + 20);
      expect(await runCli(home, 'my-agent', 'purge', '--yes')).toMatchObject({ code: 0, stderr: '' });
    }
    const purgedAt = daemon.lines;
    await daemon.printed(purgedAt + TICKS);
    daemon.finish();
    const { code, stdout } = await daemon.ended;
    expect(code).toBe(0);
    const found = await ticks();
    expect(found.length).toBeGreaterThanOrEqual(TICKS - 1);
    expect(found[0]?.n).toBeLessThanOrEqual(purgedAt + TICKS);
    expect(found.map(({ n }) => n - (found[0]?.n ?? 0))).toEqual(found.map((_, n) => n));
    expect(found.at(-1)?.n).toBe(Number(stdout.trimEnd().split('\n').at(-2)) - 1);
  });

  it('stays off when telemetry is enabled again, since that is a consent it was not started under', async () => {
    const daemon = startDaemon(home);
    await daemon.printed(TICKS);
    expect((await runCli(home, 'my-agent', 'disable')).code).toBe(0);
    await daemon.printed(daemon.lines + 20);
    const kept = (await ticks()).length;
    await enable();
    await daemon.printed(daemon.lines + TICKS);
    daemon.finish();
    expect((await daemon.ended).code).toBe(0);
    expect(await ticks()).toHaveLength(kept);
  });
});
