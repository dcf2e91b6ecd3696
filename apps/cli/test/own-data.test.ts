import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHome, eventLine, recordEvents, writeLog } from './support/home.ts';
import { enableByFlag, MAIN, runHere } from './support/run-cli.ts';

describe('purge', () => {
  it('leaves nothing that was recorded or derived, and says what is kept', async () => {
    const home = createHome();
    await enableByFlag(home);
    await recordEvents(home, 3);
    await runHere(home, ['status']);
    await runHere(home, ['snapshot', 'before']);
    mkdirSync(join(home.telemetryDir, 'sent'));
    writeFileSync(join(home.telemetryDir, 'sent', 'receipt.json'), '{}');
    writeFileSync(join(home.telemetryDir, 'notes.txt'), 'not ours');
    const { code, stdout } = await runHere(home, ['clear', '--yes', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      kept: ['identity.json', 'streams', 'consent.jsonl', 'consent.lock'],
      foreign: ['notes.txt'],
      restarted: false,
    });
    expect(readdirSync(home.telemetryDir).sort()).toEqual([
      'consent.jsonl',
      'consent.lock',
      'identity.json',
      'notes.txt',
      'streams',
    ]);
    expect((await runHere(home, ['events'])).stdout).toBe('');
  });

  it('deletes the log that the configuration places elsewhere, too', async () => {
    const home = createHome();
    await enableByFlag(home);
    writeFileSync(home.configFile, `${readFileSync(home.configFile, 'utf8')}local_file = "~/logs/mine.jsonl"\n`);
    await recordEvents(home, 2);
    expect(existsSync(join(home.home, 'logs', 'mine.jsonl'))).toBe(true);
    expect(JSON.parse((await runHere(home, ['status', '--json'])).stdout)).toMatchObject({ events_total: 2 });
    expect((await runHere(home, ['purge', '--yes'])).code).toBe(0);
    expect(existsSync(join(home.home, 'logs', 'mine.jsonl'))).toBe(false);
  });

  it('is not put off by what a program records and seals while it runs', async () => {
    const home = createHome();
    writeLog(home, [eventLine('planner')]);
    const body = `
      const { renameSync, writeFileSync } = require('node:fs');
      const { join } = require('node:path');
      const folder = ${JSON.stringify(home.telemetryDir)};
      for (let n = 0; n < 1e6; n += 1) {
        const digits = n.toString(16).padStart(8, '0');
        writeFileSync(join(folder, 'losses.jsonl'), '{}\\n', { mode: 0o600 });
        writeFileSync(join(folder, 'events.jsonl'), '{}\\n', { mode: 0o600 });
        try { renameSync(join(folder, 'events.jsonl'), join(folder, 'events-2026-01-01T00-00-00.000Z-' + digits + '.jsonl')); } catch {}
        if (n === 50) process.stdout.write('begun');
      }`;
    const program = spawn(process.execPath, ['-e', body], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(program.stdout, 'data');
      // Which of the two gets the last turn is for the scheduler to say: purge until the program has had it once.
      for (let restarted = false; !restarted; ) {
        const { code, stdout, stderr } = await runHere(home, ['purge', '--yes', '--json']);
        expect([code, stderr]).toEqual([0, '']);
        ({ restarted } = JSON.parse(stdout));
      }
    } finally {
      program.kill('SIGKILL');
      await once(program, 'close');
    }
  });

  it('keeps the key of an erasure that is still to be delivered', async () => {
    const home = createHome();
    const key = join(home.telemetryDir, 'outbox', 'erasure-pending.json');
    mkdirSync(dirname(key), { recursive: true, mode: 0o700 });
    writeFileSync(key, '{}');
    writeLog(home, [eventLine('planner')]);
    expect((await runHere(home, ['purge', '--yes'])).code).toBe(0);
    expect(existsSync(key)).toBe(true);
  });

  it('keeps what is not old enough', async () => {
    const home = createHome();
    await enableByFlag(home);
    await recordEvents(home, 2);
    const { stdout } = await runHere(home, ['purge', '--older-than', '1d', '--yes']);
    expect(stdout).toContain('Kept: the files with events of the last day.');
    expect((await runHere(home, ['events', '--json'])).stdout.trimEnd().split('\n')).toHaveLength(2);
  });
});

describe('preview', () => {
  it('shows what would leave, released: no actor, no run, no minute, no salt', async () => {
    const home = createHome();
    await enableByFlag(home, '--level', 'standard');
    await recordEvents(home, 3);
    const { stdout, stderr } = await runHere(home, ['preview', '--limit', '2']);
    expect(stderr).toContain('Nothing leaves: upload is off.');
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(2);
    const { anonymous_install_id: installId } = lines[0];
    expect(installId).toBe(JSON.parse((await runHere(home, ['status', '--json'])).stdout).install_id);
    for (const event of lines) {
      expect(event.timestamp).toMatch(/:00:00\.000Z$/);
      expect(event.actor.id).toMatch(/^[0-9a-f]{12}$/);
      expect(event.run_id).toMatch(/^[0-9a-f]{12}$/);
      // A name that is in no vocabulary, and a field of the level standard.
      expect(event.payload).toEqual({
        agent_type: 'other',
        success: expect.any(Boolean),
        duration_ms: expect.any(Number),
      });
    }
    const raw = await runHere(home, ['preview', '--limit', '2', '--raw']);
    expect([raw.stdout, raw.stderr]).toEqual([stdout, '']);
  });

  it('says where it goes once that was agreed to, at the level that was agreed to, never above what is recorded', async () => {
    const home = createHome();
    mkdirSync(dirname(home.configFile));
    writeFileSync(home.configFile, '[telemetry]\nendpoint = "https://collector.example/v1"\n');
    await enableByFlag(home, '--level', 'standard', '--upload', 'events', '--upload-level', 'standard');
    await recordEvents(home, 1);
    const shown = JSON.parse((await runHere(home, ['preview', '--json'])).stdout);
    expect(shown).toMatchObject({ upload: 'events', leaves: true, level: 'standard' });
    expect(shown.events[0].payload.cost).toBe(0.01);
    await enableByFlag(home, '--level', 'minimal');
    const lowered = JSON.parse((await runHere(home, ['preview', '--json'])).stdout);
    expect(lowered).toMatchObject({ upload: 'events', level: 'minimal', endpoint: 'https://collector.example/v1' });
    expect(lowered.events[0].payload).not.toHaveProperty('cost');
    await enableByFlag(home, '--upload');
    const days = JSON.parse((await runHere(home, ['preview', '--json'])).stdout);
    expect(days).toMatchObject({ upload: 'summary', leaves: true, batches: [] });
    expect((await runHere(home, ['preview'])).stderr).toContain('Nothing waits to be sent.');
  });

  it('shows the fields that a level adds', async () => {
    const home = createHome();
    await enableByFlag(home, '--level', 'standard');
    await recordEvents(home, 1);
    const { stdout } = await runHere(home, ['review', '--diff', 'minimal', 'standard']);
    expect(stdout).toBe('+ agent_execution  payload.cost: 0.01\n');
  });
});

describe('export, snapshot and diff', () => {
  it('says the same figures in every format, and in the file', async () => {
    const home = createHome();
    await enableByFlag(home);
    await recordEvents(home, 4);
    const json = JSON.parse((await runHere(home, ['export', '--range', '1d'])).stdout);
    expect(json).toMatchObject({ range: '1d', events_by_type: { agent_execution: 4 } });
    expect(json.agents.planner).toMatchObject({ uses: 4, success_rate: 0.75 });
    expect((await runHere(home, ['export', '--format', 'csv'])).stdout).toContain(
      'events_by_type,agent_execution,4\r\n',
    );
    const toFile = await runHere(home, ['export', '--format', 'markdown', '--out', 'week.md', '--json']);
    const written = readFileSync(join(home.project, 'week.md'), 'utf8');
    expect(JSON.parse(toFile.stdout)).toEqual({
      file: 'week.md',
      format: 'markdown',
      bytes: Buffer.byteLength(written),
    });
    expect(written).toContain('| agent\\_execution | 4 |'.replace('\\_', '_'));
    const others = JSON.parse((await runHere(home, ['export', '--actor-id', 'nobody'])).stdout);
    expect(others).toMatchObject({ actor_id_filter: 'nobody', events_considered: 0 });
  });

  it('compares two baselines, and refuses a file that is none, naming what is missing', async () => {
    const home = createHome();
    await enableByFlag(home);
    await recordEvents(home, 2);
    const first = JSON.parse((await runHere(home, ['snapshot', 'first', '--json'])).stdout);
    expect(first.digest).toMatch(/^[0-9a-f]{64}$/);
    await recordEvents(home, 3);
    await runHere(home, ['snapshot', 'second']);
    const { changes } = JSON.parse((await runHere(home, ['diff', 'first', 'second', '--json'])).stdout);
    expect(changes).toContainEqual({ metric: 'agents / planner / uses', before: 2, after: 5, delta: 3 });
    expect((await runHere(home, ['diff', 'first', 'second'])).stdout).toContain('events_considered');
    const again = await runHere(home, ['snapshot', 'first']);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('SNAPSHOT_EXISTS')]);
    const foreign = await runHere(home, ['diff', 'package.json', 'first', '--json']);
    expect(foreign.code).toBe(1);
    expect(JSON.parse(foreign.stderr).error).toMatchObject({
      code: 'SUMMARY_INVALID',
      message: expect.stringContaining('generated_at'),
    });
  });
});

describe('import', () => {
  it('takes older dialects in through redaction, once, and above the level nothing', async () => {
    const home = createHome();
    await enableByFlag(home, '--level', 'standard');
    const email = `${Math.random().toString(36).slice(2, 10)}@${Math.random().toString(36).slice(2, 10)}.com`;
    const lines = [
      eventLine('planner'),
      eventLine(email, 1),
      eventLine('planner'),
      JSON.stringify({
        ts: '2026-11-19T10:00:00Z',
        event_type: 'quest.completed',
        data: { quest_id: 'q1' },
        actor: 'human:me',
      }),
      JSON.stringify({ event: 'undeclared_thing', timestamp: '2026-11-19T10:00:00Z', anonymous_id: 'x' }),
      'no json',
    ];
    writeFileSync(join(home.project, 'old.jsonl'), lines.map((line) => `${line}\n`).join(''));
    const first = JSON.parse((await runHere(home, ['import', 'old.jsonl', '--json'])).stdout);
    expect(first).toMatchObject({ imported: 3, duplicates: 1, rejected: 1, skipped: { not_json: 1 }, lost: 0 });
    expect(first.dialects).toEqual({ envelope: 2, runner_0_1: 1 });
    expect(first.fields_redacted).toBeGreaterThan(0);
    const again = JSON.parse((await runHere(home, ['import', 'old.jsonl', '--json'])).stdout);
    expect(again).toMatchObject({ imported: 0, duplicates: 4 });
    const { stdout } = await runHere(home, ['events', '--json']);
    expect(stdout.trimEnd().split('\n')).toHaveLength(3);
    expect(readFileSync(join(home.telemetryDir, 'events.jsonl'), 'utf8')).not.toContain(email.slice(0, 8));
  });

  it('keeps hashes that were made elsewhere, and takes nothing else for one', async () => {
    const home = createHome();
    await enableByFlag(home, '--level', 'debug');
    const step = (description: unknown, index: number) =>
      JSON.stringify({
        ...JSON.parse(eventLine('planner', index)),
        event: 'plan.step_started',
        payload: { step_index: 1, hashed_step_description: description },
      });
    // A key of 32 bytes has the form of a digest, too.
    const key = randomBytes(32).toString('hex');
    const lines = ['0123456789ab', 'words of a user', key].map(step);
    writeFileSync(join(home.project, 'a.jsonl'), lines.map((line) => `${line}\n`).join(''));
    await runHere(home, ['import', 'a.jsonl']);
    const { stdout } = await runHere(home, ['events', '--json']);
    expect(stdout).not.toContain('words of a user');
    expect(stdout).not.toContain(key);
    expect(stdout).toContain('"hashed_step_description":"0123456789ab"');
  });
});

describe('rotate-id', () => {
  it('takes another install id and salt', async () => {
    const home = createHome();
    await enableByFlag(home);
    const before = readFileSync(join(home.telemetryDir, 'identity.json'), 'utf8');
    const { stdout } = await runHere(home, ['rotate-id', '--json']);
    const after = JSON.parse(readFileSync(join(home.telemetryDir, 'identity.json'), 'utf8'));
    expect(after.install_id).toBe(JSON.parse(stdout).install_id);
    expect(before).not.toContain(after.install_id);
    expect(before).not.toContain(after.salt);
  });
});

describe('a log that grows', () => {
  it('is followed: what is recorded while events --follow runs is shown, and ctrl-c ends it with 0', async () => {
    const home = createHome();
    await enableByFlag(home);
    writeLog(home, [eventLine('before')]);
    const child = spawn(process.execPath, [MAIN, 'events', '--follow', '--since', '2026-01-01T00:00:00Z', '--json'], {
      cwd: home.project,
      env: home.env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [first] = await once(child.stdout, 'data');
    expect(JSON.parse(String(first)).actor.id).toBe('before');
    await recordEvents(home, 1);
    const [second] = await once(child.stdout, 'data');
    expect(JSON.parse(String(second)).actor.id).toBe('planner');
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
  });
});

describe('preview --raw', () => {
  it('writes the bytes of the batch, with --json as well', async () => {
    const home = createHome();
    await enableByFlag(home, '--upload', 'events', '--endpoint', 'http://127.0.0.1:9/');
    await recordEvents(home, 2);
    const { stdout } = await runHere(home, ['preview', '--raw']);
    expect(stdout).toContain('agent_execution');
    expect((await runHere(home, ['preview', '--raw', '--json'])).stdout).toBe(stdout);
  });
});
