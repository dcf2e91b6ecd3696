import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHome, recordEvents, type TestHome } from './support/home.ts';
import { enableByFlag, runHere } from './support/run-cli.ts';
import { CTRL_C, DOWN, ENTER, runInTerminal } from './support/terminal.ts';

const statusOf = async (home: TestHome) => JSON.parse((await runHere(home, ['status', '--json'])).stdout);
const QUESTION = /Enable telemetry for test-agent\?/;
/** The question after the pages on every event. */
const QUESTION_AGAIN = /risk\.flagged[\s\S]*Enable telemetry for test-agent\?/;

describe('enable in a terminal', () => {
  it('says what is recorded, asks, and records that it asked', async () => {
    const home = createHome();
    const { code, screen } = await runInTerminal(home, ['enable'], [[QUESTION, ENTER]]);
    expect(code).toBe(0);
    expect(screen.indexOf('30 kinds of event with 77 fields')).toBeLessThan(screen.search(QUESTION));
    expect(await statusOf(home)).toMatchObject({
      enabled: true,
      level: 'minimal',
      upload: 'off',
      answered_how: 'prompt',
    });
  });

  it('shows every field to whoever wants to learn more, and asks again', async () => {
    const home = createHome();
    const { code, screen } = await runInTerminal(
      home,
      ['enable'],
      [
        [QUESTION, DOWN + DOWN + ENTER],
        [QUESTION_AGAIN, DOWN + ENTER],
      ],
    );
    expect(code).toBe(3);
    expect(screen).toContain('fields_redacted_count: How many values the sanitizer replaced.');
    expect(existsSync(join(home.telemetryDir, 'consent.jsonl'))).toBe(false);
  });

  it('changes nothing on no, and when it is broken off', async () => {
    for (const keys of [DOWN + ENTER, CTRL_C]) {
      const home = createHome();
      const { code, screen } = await runInTerminal(home, ['enable'], [[QUESTION, keys]]);
      expect(code).toBe(3);
      expect(screen).toContain('nothing was changed');
      expect(existsSync(home.configFile)).toBe(false);
    }
  });

  it('asks for the level debug once more, and takes Enter there for no', async () => {
    const home = createHome();
    const debug = /Record at level debug\?/;
    const no = await runInTerminal(
      home,
      ['enable', '--level', 'debug'],
      [
        [QUESTION, ENTER],
        [debug, ENTER],
      ],
    );
    expect([no.code, existsSync(home.configFile)]).toEqual([3, false]);
    const yes = await runInTerminal(
      home,
      ['enable', '--level', 'debug'],
      [
        [QUESTION, ENTER],
        [debug, 'y'],
      ],
    );
    expect(yes.code).toBe(0);
    expect(await statusOf(home)).toMatchObject({ level: 'debug', answered_how: 'prompt' });
  });

  it('asks nothing under a coding agent, terminal or not', async () => {
    const home = createHome();
    const { code, screen } = await runInTerminal(home, ['enable'], [], { CLAUDECODE: '1' });
    expect(code).toBe(3);
    expect(screen).not.toMatch(QUESTION);
  });
});

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
