import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/command-list.ts';
import { createHome, eventLine, recordEvents, writeLog } from './support/home.ts';
import { enableByFlag, runCli, runHere } from './support/run-cli.ts';

/** The commands that print what another page describes, or have a test of their own. */
const DESCRIBED = new Set(['conduit', 'events', 'export', 'privacy', 'replay', 'send', 'sent']);

describe('the process', () => {
  it('prints and returns what the function does', async () => {
    const home = createHome();
    writeLog(home, [eventLine('planner'), 'no json']);
    for (const args of [
      ['events'],
      ['events', '--json'],
      ['verify'],
      ['preview'],
      ['stauts', '--json'],
      ['help', 'diff'],
    ]) {
      expect(await runCli(home, args)).toEqual(await runHere(home, args));
    }
  });
});

describe('--json', () => {
  it('prints what the shape of the command says, for every command, in an empty home and in a full one', async () => {
    const empty = createHome();
    const full = createHome();
    await enableByFlag(full, '--level', 'debug');
    await recordEvents(full, 3);
    writeFileSync(join(full.project, 'old.jsonl'), `${eventLine('planner')}\nnothing\n`);
    const lines: (readonly [typeof full, string[]])[] = [
      [empty, ['status']],
      [empty, ['disable']],
      [empty, ['verify']],
      [empty, ['doctor']],
      [empty, ['purge', '--yes']],
      [full, ['status']],
      [full, ['enable', '--yes']],
      [full, ['show-payload', '--level', 'debug']],
      [full, ['preview']],
      [full, ['preview', '--diff', 'minimal', 'debug']],
      [full, ['import', 'old.jsonl']],
      [full, ['snapshot', 'first']],
      [full, ['diff', 'first', 'first', '--all']],
      [full, ['verify']],
      [full, ['metrics', '--once']],
      [full, ['completion', 'bash']],
      [full, ['doctor', '--canary']],
      [full, ['rotate-id']],
      [full, ['purge', '--older-than', '30d', '--yes']],
      [full, ['disable', '--purge']],
    ];
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    for (const [home, args] of lines) {
      const command = COMMANDS.find(({ name }) => name === args[0]);
      const { code, stdout, stderr } = await runHere(home, [...args, '--json']);
      expect([args, code, stderr]).toEqual([args, 0, '']);
      const validate = ajv.compile(command?.output ?? false);
      validate(JSON.parse(stdout));
      expect([args, validate.errors ?? []]).toEqual([args, []]);
    }
    const tested = new Set(lines.map(([, [name]]) => name));
    expect(COMMANDS.map(({ name }) => name).filter((name) => !tested.has(name) && !DESCRIBED.has(name))).toEqual([]);
  });

  it('has the members of status that others rely on', async () => {
    const home = createHome();
    const before = JSON.parse((await runHere(home, ['status', '--json'])).stdout);
    expect(before).toMatchObject({
      enabled: false,
      cause: 'default',
      level: 'off',
      upload: 'off',
      events_total: 0,
      bytes: 0,
    });
    await enableByFlag(home);
    await recordEvents(home, 5);
    const after = JSON.parse((await runHere(home, ['status', '--json'])).stdout);
    expect(after).toMatchObject({ enabled: true, cause: 'ledger', level: 'minimal', upload: 'off', events_total: 5 });
    expect(after.bytes).toBeGreaterThan(0);
    const others = JSON.parse((await runHere(home, ['status', '--json'], { env: { DO_NOT_TRACK: '1' } })).stdout);
    expect(others).toMatchObject({
      enabled: false,
      cause: 'environment',
      explanation: 'Disabled (set by DO_NOT_TRACK)',
    });
  });

  it('counts the same events in status, events, export and verify, torn and foreign lines apart', async () => {
    const home = createHome();
    const old = JSON.stringify({ ts: '2026-11-19T10:00:00Z', event_type: 'quest.completed', data: { quest_id: 'q1' } });
    writeLog(home, [eventLine('a'), old, '', 'no json', '{"unknown": true}', eventLine('b', 1), '{"torn": "li']);
    const status = JSON.parse((await runHere(home, ['status', '--json'])).stdout);
    const events = (await runHere(home, ['events', '--json'])).stdout.trimEnd().split('\n');
    const summary = JSON.parse((await runHere(home, ['export', '--json'])).stdout);
    const verified = JSON.parse((await runHere(home, ['verify', '--json'])).stdout);
    expect([status.events_total, events.length, summary.events_considered, verified.events]).toEqual([3, 3, 3, 3]);
    expect([status.lines_skipped, verified.skipped]).toEqual([
      3,
      { torn: 1, not_json: 1, unknown_schema: 1, nul: 0, invalid_utf8: 0, overlong: 0 },
    ]);
    expect(status).toMatchObject({ oldest: '2026-11-19T10:00:00.000Z', newest: '2026-11-20T12:00:00.001Z' });
  });
});
