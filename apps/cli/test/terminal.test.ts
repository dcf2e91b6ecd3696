import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createHome, recordEvents } from './support/home.ts';
import { enableByFlag, runCli, runHere } from './support/run-cli.ts';
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

/** The longest line of a screen; none has letters that are two columns wide. */
function widestOf(screen: string): number {
  return Math.max(...screen.split(/\r?\n/).map((line) => stripVTControlCharacters(line).length));
}

describe('a narrow terminal', () => {
  it('gets the figures as a list, and loses none', async () => {
    const home = createHome();
    await enableByFlag(home);
    await recordEvents(home, 3);
    for (const args of [['export'], ['diff', 'one', 'two', '--all']]) {
      for (const name of ['one', 'two']) await runHere(home, ['snapshot', name]);
      const wide = await runInTerminal(home, args, [], { NO_COLOR: '1' });
      const narrow = await runInTerminal(home, args, [], { NO_COLOR: '1' }, 40);
      expect([narrow.code, widestOf(narrow.screen) <= 40]).toEqual([0, true]);
      expect(widestOf(wide.screen)).toBeGreaterThan(40);
      const wordsOf = (screen: string) => new Set(screen.match(/[\d.,]+ (?:%|ms)/g));
      expect(wordsOf(narrow.screen)).toEqual(wordsOf(wide.screen));
    }
  });

  it('gets help that fits, but for examples, which are there to be copied; a pipe gets what it always got', async () => {
    const home = createHome();
    for (const args of [['--help'], ['export', '--help'], ['help', 'conduit']]) {
      const { code, screen } = await runInTerminal(home, args, [], {}, 40);
      const lines = screen.split(/\r?\n/).filter((line) => !line.startsWith('  $ '));
      expect([code, widestOf(lines.join('\n')) <= 40]).toEqual([0, true]);
      const wide = await runInTerminal(home, args, [], {}, 200);
      expect(wide.screen.replaceAll('\r', '')).toBe((await runCli(home, args)).stdout);
    }
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
