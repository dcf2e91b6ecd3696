import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHome, eventLine, recordEvents, type TestHome, writeLog } from './support/home.ts';
import { enableByFlag, MAIN, runCli, runHere } from './support/run-cli.ts';

/** Moves the cursor, sets a title, turns text round, hides characters, ends lines in other ways. */
const HOSTILE = 'a\u001b[2J\u001b]0;title\u0007\rb\u202ec\u200bd\u2028e\u0085f\u009b31mg\u007f';

/** What no output may hold: any control but LF (and CR before it), formats, separators. */
const OBEYED = /(?!\n|\r\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

function writeHostileHome(): TestHome {
  const home = createHome();
  writeLog(home, [eventLine(HOSTILE), 'no json at all', '{"torn": "li', eventLine('plain', 1)]);
  return home;
}

describe('data that a terminal would obey', () => {
  it('is made visible by every command, as text and as JSON', async () => {
    const home = writeHostileHome();
    await enableByFlag(home);
    const commands = [
      ['events'],
      ['events', '--json'],
      ['export', '--format', 'json'],
      ['export', '--format', 'csv'],
      ['export', '--format', 'markdown'],
      ['status'],
      ['preview'],
      ['verify'],
      ['doctor'],
      [HOSTILE],
      ['events', '--app', HOSTILE],
      ['show-payload', HOSTILE],
    ];
    for (const args of commands) {
      const { stdout, stderr } = await runHere(home, args);
      expect([args[0], OBEYED.exec(stdout + stderr)?.[0]]).toEqual([args[0], undefined]);
    }
  });

  it('stays the same value in JSON', async () => {
    const home = writeHostileHome();
    const { stdout } = await runCli(home, ['events', '--json']);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ actor }) => actor.id)).toEqual([HOSTILE, 'plain']);
  });
});

describe('results and everything else', () => {
  it('go to stdout and to stderr', async () => {
    const home = writeHostileHome();
    const events = await runCli(home, ['tail', '--event', 'agent_execution']);
    expect(events.stdout.trimEnd().split('\n')).toHaveLength(2);
    expect(events.stderr).toBe('2 lines were skipped: 1 torn, 1 not_json.\n');
    const json = await runCli(home, ['events', '--json']);
    expect(json.stderr).toBe('');
  });

  it('have no colour in a pipe, whatever is set', async () => {
    const home = createHome();
    await enableByFlag(home);
    for (const env of [{ FORCE_COLOR: '3' }, { NO_COLOR: '1' }, { COLORTERM: 'truecolor', TERM: 'xterm-256color' }]) {
      for (const args of [['status'], ['export'], ['--help'], ['stauts']]) {
        const { stdout, stderr } = await runCli(home, args, { env });
        expect(stdout + stderr).not.toContain('\u001b');
      }
    }
  });

  it('ends quietly when nobody reads any more, long before the log ends', async () => {
    const home = createHome();
    writeLog(
      home,
      Array.from({ length: 40_000 }, (_, index) => eventLine('agent', index)),
    );
    const child = spawn(process.execPath, [MAIN, 'events', '--json'], {
      cwd: home.project,
      env: home.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    let received = 0;
    child.stdout.once('data', (chunk: Buffer) => {
      received = chunk.length;
      child.stdout.destroy();
    });
    const [code] = await once(child, 'close');
    expect([code, stderr]).toEqual([0, '']);
    expect(received).toBeGreaterThan(0);
  });

  it('survive a shell pipe into head', async () => {
    const home = createHome();
    writeLog(
      home,
      Array.from({ length: 5_000 }, (_, index) => eventLine('agent', index)),
    );
    const script = `set -o pipefail; "${process.execPath}" "${MAIN}" events --json | head -1`;
    const child = spawn('bash', ['-c', script], {
      cwd: home.project,
      env: home.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        output += text;
      });
    }
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(output.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(output).event).toBe('agent_execution');
  });
});

describe('what is broken around it', () => {
  it('names file, line and key of a bad configuration, and shows all the same what is held', async () => {
    const home = createHome();
    await enableByFlag(home);
    await recordEvents(home, 2);
    writeFileSync(home.configFile, '[telemetry]\nenabled = true\nlevle = "debug"\n');
    const { code, stdout } = await runCli(home, ['status', '--json']);
    const report = JSON.parse(stdout);
    expect([code, report.enabled, report.events_total]).toEqual([0, false, 2]);
    expect(report.problems[0]).toEqual({
      code: 'CONFIG_UNKNOWN_KEY',
      message: expect.stringContaining('$TELEMETRY_HOME/.test-agent/config.toml:3: telemetry.levle'),
    });
    const doctor = await runCli(home, ['doctor']);
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toContain('config.toml:3');
    const enable = await runCli(home, ['enable', '--yes', '--json']);
    expect(enable.code).toBe(1);
    expect(JSON.parse(enable.stderr).error).toMatchObject({ code: 'CONFIG_UNKNOWN_KEY', hint: 'Did you mean level?' });
    const disable = await runCli(home, ['disable']);
    expect(disable.code).toBe(1);
    expect(disable.stdout).toContain('is off');
    expect(disable.stderr).toContain('config.toml:3');
  });

  it('tells a home that cannot be written with a code, and no stack', async () => {
    const home = createHome();
    // Not even root can make a folder below a file.
    writeFileSync(join(home.home, '.test-agent'), '');
    const { code, stdout, stderr } = await runCli(home, ['enable', '--yes', '--json']);
    expect([code, stdout]).toEqual([1, '']);
    expect(JSON.parse(stderr).error.code).toMatch(/^[A-Z_]+$/);
    expect(stderr).not.toContain('    at ');
    expect((await runCli(home, ['status', '--json'])).code).toBe(0);
    const events = await runCli(home, ['events', '--json']);
    expect(JSON.parse(events.stderr).error).toMatchObject({ code: 'ENOTDIR', hint: expect.stringContaining('doctor') });
  });

  it('takes a damaged lock file for no lock file, with its fault', async () => {
    const home = createHome();
    writeFileSync(join(home.project, 'telemetry.lock.json'), '{ "lock_version": 1 }');
    const { code, stderr } = await runCli(home, ['privacy', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stderr).error).toMatchObject({ code: 'LOCK_INVALID', message: expect.stringContaining('app') });
  });

  it('finds a log that is no file, which verify and doctor tell with 1', async () => {
    const makers: [string, (path: string) => void][] = [
      ['it is not a regular file', (path) => execFileSync('mkfifo', [path])],
      ['it is not a regular file', (path) => mkdirSync(path)],
      ['it is a link', (path) => symlinkSync('/dev/null', path)],
    ];
    for (const [said, make] of makers) {
      const home = createHome();
      mkdirSync(home.telemetryDir, { recursive: true, mode: 0o700 });
      make(join(home.telemetryDir, 'events.jsonl'));
      const verify = await runCli(home, ['verify']);
      expect([verify.code, verify.stdout]).toEqual([1, '1 problem found: 0 events, 0 bytes in 0 files.\n']);
      expect(verify.stderr).toBe(`problem: events.jsonl: ${said} [file_refused]\n`);
      const doctor = await runCli(home, ['doctor']);
      expect([doctor.code, doctor.stdout]).toEqual([1, expect.stringContaining(said)]);
    }
  });

  it('goes into a named pipe that is read, to its last byte, and does not wait for a reader that there is none of', async () => {
    const home = createHome();
    writeLog(home, [eventLine('planner')]);
    const pipe = join(home.home, 'pipe');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    const args = ['export', '--format', 'csv', '--until', '2027-01-01T00:00:00Z'];
    const unread = await runCli(home, [...args, '--out', pipe]);
    expect([unread.code, unread.stderr.split('\n')[0]]).toEqual([
      1,
      'error: The file of --out cannot be written (ENXIO). [OUT_UNWRITABLE]',
    ]);
    const reader = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'ignore'] });
    const closed = once(reader, 'close');
    let read = '';
    reader.stdout.setEncoding('utf8').on('data', (text) => {
      read += text;
    });
    // Until cat has opened it, nobody reads.
    while ((await runCli(home, [...args, '--out', pipe])).code !== 0);
    await closed;
    const shown = await runCli(home, args);
    const figures = (csv: string) => csv.split('\r\n').filter((row) => !row.startsWith('generated_at'));
    expect(figures(read)).toEqual(figures(shown.stdout));
  });

  it('is told on stderr when there is no event of the actor that was asked for', async () => {
    const home = createHome();
    writeLog(home, [eventLine('planner')]);
    const of = async (actor: string) => {
      const { code, stderr } = await runHere(home, ['export', '--actor-id', actor, '--until', '2027-01-01T00:00:00Z']);
      return [code, stderr];
    };
    expect(await of('planner')).toEqual([0, '']);
    expect(await of('planer')).toEqual([0, 'No event of this actor is in the window.\n']);
  });

  it('says of a file of --out what is wrong with that file', async () => {
    const home = createHome();
    const { code, stderr } = await runCli(home, ['export', '--out', '/nonexistent/x', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stderr).error).toEqual({
      code: 'OUT_UNWRITABLE',
      message: 'The file of --out cannot be written (ENOENT).',
      hint: 'Name a file in a folder that is there and is yours.',
    });
  });

  it('tells an output that cannot be written, and does not blame the telemetry folder', () => {
    const { env, project } = createHome();
    const unwritable = openSync(join(project, 'package.json'), 'r');
    onTestFinished(() => closeSync(unwritable));
    for (const command of ['status', 'verify', '--help']) {
      const { status, stderr } = spawnSync(process.execPath, [MAIN, command], {
        cwd: project,
        env,
        encoding: 'utf8',
        stdio: ['ignore', unwritable, 'pipe'],
      });
      expect([command, status, stderr]).toEqual([
        command,
        1,
        expect.stringContaining('The output cannot be written (EBADF). [OUT_UNWRITABLE]'),
      ]);
    }
  });

  it('works in a folder that was deleted meanwhile', () => {
    const { env, elsewhere } = createHome();
    for (const command of ['status', 'verify']) {
      const cwd = mkdtempSync(join(elsewhere, 'gone-'));
      const script = 'rmdir "$PWD"; exec "$0" "$@" --app test-agent';
      const { status, stderr } = spawnSync('/bin/sh', ['-c', script, process.execPath, MAIN, command], {
        cwd,
        env: { ...env, PWD: cwd },
        encoding: 'utf8',
      });
      expect([command, status, stderr]).toEqual([command, 0, '']);
    }
  });

  it('finds a log that others may read', async () => {
    const home = createHome();
    writeLog(home, [eventLine('plain')]);
    chmodSync(join(home.telemetryDir, 'events.jsonl'), 0o644);
    const { code, stdout } = await runCli(home, ['verify', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, events: 1, problems: [{ code: 'mode_too_open' }] });
  });
});
