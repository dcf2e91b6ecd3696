import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHome, recordEvents } from './support/home.ts';
import { enableByFlag } from './support/run-cli.ts';
import { ENTER, runInTerminal } from './support/terminal.ts';

describe('purge in a terminal', () => {
  it('asks first, and takes Enter for no', async () => {
    const home = createHome();
    await enableByFlag(home);
    await recordEvents(home, 1);
    const question = /This cannot be undone\./;
    const no = await runInTerminal(home, ['purge'], [[question, ENTER]]);
    expect([no.code, existsSync(join(home.telemetryDir, 'events.jsonl'))]).toEqual([1, true]);
    const yes = await runInTerminal(home, ['purge'], [[question, 'y']]);
    expect(yes.code).toBe(0);
    expect(yes.screen).toContain('nothing recorded is left');
    expect(existsSync(join(home.telemetryDir, 'events.jsonl'))).toBe(false);
  });
});

describe('results in a terminal', () => {
  it('are tables with colour, without it under NO_COLOR, and JSON on request', async () => {
    const home = createHome();
    await enableByFlag(home);
    await recordEvents(home, 3);
    const coloured = await runInTerminal(home, ['export']);
    expect(coloured.screen).toContain('planner');
    expect(coloured.screen).toContain('\u001b[');
    const plain = await runInTerminal(home, ['export'], [], { NO_COLOR: '1' });
    expect(plain.screen).toContain('│');
    expect(plain.screen).not.toContain('\u001b[');
    const json = await runInTerminal(home, ['export', '--json'], [], { NO_COLOR: '1' });
    expect(JSON.parse(json.screen)).toMatchObject({ events_considered: 3 });
    expect(readFileSync(join(home.telemetryDir, 'events.jsonl'), 'utf8')).toContain('agent_execution');
  });
});
