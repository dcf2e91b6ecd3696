/** Nothing but its own request keeps a command alive that waits for a collector: shown by processes of their own. */
import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startCollector } from './support/collector.ts';
import { createHome, recordEvents } from './support/home.ts';
import { enableByFlag, runCli } from './support/run-cli.ts';

describe('a command that waits for a collector', () => {
  it('lives until it has its answer: send, erase, and send again after agreeing anew', async () => {
    const home = createHome();
    const collector = await startCollector();
    const enable = () => enableByFlag(home, '--upload', 'events', '--endpoint', collector.endpoint);
    await enable();
    await recordEvents(home, 2);
    expect(await runCli(home, ['send'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Sent 2 events') });
    await runCli(home, ['disable']);
    await enable();
    await recordEvents(home, 3);
    const { stdout: previewed } = await runCli(home, ['preview', '--raw']);
    const again = await runCli(home, ['send', '--json']);
    expect([again.code, JSON.parse(again.stdout)]).toMatchObject([
      0,
      { ended: 'empty', acknowledged: 3, erased: 1, receipts: [{ sha256: hash('sha256', previewed, 'hex') }] },
    ]);
    expect(collector.requests.map(({ method }) => method)).toEqual(['POST', 'DELETE', 'POST']);
    expect(collector.requests.at(-1)?.text).toBe(previewed);
    expect(existsSync(join(home.telemetryDir, 'outbox', 'erasure-pending.json'))).toBe(false);

    const found = await runCli(home, ['doctor', '--network', '--json']);
    expect(JSON.parse(found.stdout).findings).toContainEqual(
      expect.objectContaining({ check: 'network', state: 'ok' }),
    );
    const erased = await runCli(home, ['disable', '--erase', '--json']);
    expect([erased.code, JSON.parse(erased.stdout).erasure]).toEqual([0, { erased: 1, waiting: [] }]);
  });
});
