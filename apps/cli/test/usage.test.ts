import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../src/build-program.ts';
import { COMMANDS } from '../src/command-list.ts';
import { createHome, writeLog } from './support/home.ts';
import { enableByFlag, runCli, runHere } from './support/run-cli.ts';

describe('wrong usage', () => {
  it('ends with 2, a suggestion, and nothing on stdout', async () => {
    const home = createHome();
    const cases: [string[], string][] = [
      [['stauts'], 'Did you mean status?'],
      [['status', '--jsno'], 'Did you mean --json?'],
      [['export', '--fromat', 'csv'], 'Did you mean --format?'],
      [['nothing-like-it'], 'See telemetry --help.'],
      [['help', 'stauts'], 'Did you mean status?'],
      [['help', 'nothing-like-it'], 'There is no such command. [COMMAND_UNKNOWN]'],
      [['status', '--nonsense'], 'See telemetry status --help.'],
      [['--json', 'status'], 'Options stand behind the command'],
      [['export', '--format', 'xml'], '--format takes json, csv, markdown, prometheus or html. [USAGE_INVALID]'],
      [['export', '--format', 'xml'], 'See telemetry export --help.'],
      [['diff', 'one'], '<after> is missing. [USAGE_INVALID]\n  See telemetry diff --help.'],
      [['status', 'superfluous'], 'more than status takes: no argument.'],
      [['replay', 'one', 'two'], 'more than replay takes: [run_id]. [USAGE_INVALID]\n  See telemetry replay --help.'],
      [['metrics', '--port', '--app', 'test-agent'], '--port needs a value. [USAGE_INVALID]\n  See telemetry metrics'],
      [
        ['metrics', '--port', '70000'],
        '--port takes a number from 0 to 65535. [USAGE_INVALID]\n  See telemetry metrics',
      ],
      [['metrics', '--port'], '--port needs a value. [USAGE_INVALID]\n  See telemetry metrics'],
      [['status', '--app', '--json'], '--app needs a value'],
      [['conduit'], '<releaseDir> is missing'],
      [['conduit', 'verify'], 'See telemetry conduit --help.'],
      [['conduit', 'nope'], 'The release folder is not there, or is no folder. [USAGE_INVALID]'],
      [['conduit', '.', '--k', 'many'], '--k takes a whole number from 1.'],
      [['events', '--since', 'tomorrow'], 'error: --since takes a time. [RANGE_INVALID]'],
      [['events', '--since', '7x'], 'error: --since takes days or hours above 0, or a time. [RANGE_INVALID]'],
      [['events', '--since', '2999-01-01T00:00:00Z'], 'error: --since lies in the future. [RANGE_INVALID]'],
      [['export', '--until', 'noon'], 'error: --until takes a time. [RANGE_INVALID]'],
      [['export', '--range', '7d', '--since', '2026-01-01T00:00:00Z'], '--range and --since exclude each other.'],
      [['export', '--k', '5', '--range', '7h'], '--k goes with days, and not with hours.'],
      [['import', '/dev/null'], 'A log is a regular file; this is a device, a pipe or a socket. [USAGE_INVALID]'],
      [['import', '.'], 'A log is a regular file; this is a folder. [USAGE_INVALID]'],
      [['export', '--range', '0d'], 'Write 7d or 12h'],
      [['purge', '--older-than', 'soon'], 'Write 30d.'],
      [['preview', '--diff', 'minimal'], '--diff minimal standard'],
      [['status', '--app', 'Not An App'], 'lower-case letters'],
      [['show-payload', 'agent_exec'], 'Did you mean agent_execution?'],
    ];
    for (const [args, said] of cases) {
      const { code, stdout, stderr } = await runHere(home, args);
      expect([args, code, stdout]).toEqual([args, 2, '']);
      expect(stderr).toContain(said);
    }
  });

  it('is told by a sentence that ends once and repeats nothing that was typed', async () => {
    const home = createHome();
    const typed = 'hunter2hunter2';
    const cases = [
      [typed],
      ['help', typed],
      ['status', typed],
      ['replay', 'one', typed],
      ['status', `--${typed}`],
      ['status', `--token=${typed}`],
      [`-${typed}`],
      ['export', '--format', typed],
      ['export', '--range', typed],
      ['export', '--since', typed],
      ['export', '--out', join(home.home, typed, 'x')],
      ['preview', '--diff', typed],
      ['metrics', '--port', typed],
      ['enable', '--level', typed],
      ['enable', '--yes', '--upload', 'events', '--endpoint', typed],
      ['enable', '--yes', '--upload', 'events', '--endpoint', `https://u:${typed}@localhost/`],
      ['purge', '--older-than', typed],
      ['completion', typed],
      ['show-payload', typed],
      ['snapshot', `${typed}/..`],
      ['conduit', typed],
      ['conduit', 'verify', typed],
      ['conduit', '.', '--k', typed],
      ['import', typed],
      ['diff', typed, typed],
      ['replay', typed],
      ['sent', '--batch', typed],
      ['status', '--app', `${typed}!`],
    ];
    for (const args of cases) {
      const { code, stderr } = await runHere(home, args);
      expect([args, code === 0, stderr.includes(typed)]).toEqual([args, false, false]);
      expect(stderr.split('\n')[0]).toMatch(/^error: [^a-z].*[^.]\. \[[A-Z_]+\]$/);
    }
  });

  it('is told as JSON when JSON was asked for, without the value of an option', async () => {
    const home = createHome();
    const { code, stderr } = await runCli(home, ['status', '--json', '--tokn=abcdefgh']);
    expect(code).toBe(2);
    expect(JSON.parse(stderr)).toEqual({
      error: { code: 'OPTION_UNKNOWN', message: 'There is no such option.', hint: expect.any(String) },
    });
  });

  it('needs --yes to purge where nobody can be asked', async () => {
    const home = createHome();
    writeLog(home, ['{}']);
    const { code, stderr } = await runCli(home, ['purge']);
    expect(code).toBe(2);
    expect(stderr).toContain('purge --yes');
  });
});

describe('help', () => {
  it('shows an example for every command and every alias', () => {
    for (const { name, aliases, examples } of COMMANDS) {
      for (const word of [name, ...aliases]) {
        const parsed = parseCommandLine([word, '--help'], {});
        expect(parsed).toMatchObject({
          kind: 'text',
          text: expect.stringContaining(`$ telemetry ${examples[0].line}`),
        });
      }
    }
  });

  it('has only examples that the parser takes', () => {
    for (const { examples } of COMMANDS) {
      for (const { line } of examples) {
        const args = line.replace(/ [|>].*$/, '').split(' ');
        expect([line, parseCommandLine(args, {}).kind]).toEqual([line, 'command']);
      }
    }
  });

  it('goes to stdout with 0, asked for or not', async () => {
    const home = createHome();
    for (const args of [[], ['--help'], ['help', 'export']]) {
      const { code, stdout, stderr } = await runCli(home, args);
      expect([args, code, stderr]).toEqual([args, 0, '']);
      expect(stdout).toContain('Usage: telemetry');
    }
  });
});

describe('the application', () => {
  it('is the one of --app, then TELEMETRY_APP, then package.json, then the only one that has a folder', async () => {
    const home = createHome();
    const appOf = async (args: string[], env = {}, cwd = home.project) =>
      JSON.parse((await runHere(home, ['status', '--json', ...args], { env, cwd })).stdout).app;
    mkdirSync(join(home.home, '.only-agent', 'telemetry'), { recursive: true });
    mkdirSync(join(home.project, 'deep', 'inside'), { recursive: true });
    writeFileSync(join(home.project, 'deep', 'package.json'), '{ "name": "says-nothing" }');
    expect(await appOf(['--app', 'from-option'], { TELEMETRY_APP: 'from-variable' })).toBe('from-option');
    expect(await appOf([], { TELEMETRY_APP: 'from-variable' })).toBe('from-variable');
    expect(await appOf([], {}, join(home.project, 'deep', 'inside'))).toBe('test-agent');
    expect(await appOf([], {}, home.elsewhere)).toBe('only-agent');
  });

  it('is asked for when there are several or none', async () => {
    const home = createHome();
    const none = await runCli(home, ['status'], { cwd: home.elsewhere });
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('No application is named');
    await enableByFlag(home);
    mkdirSync(join(home.home, '.second', 'telemetry'), { recursive: true });
    const several = await runCli(home, ['status'], { cwd: home.elsewhere });
    expect(several.code).toBe(2);
    expect(several.stderr).toContain('second, test-agent');
  });
});

describe('--version', () => {
  it('prints the version of the package as a line, or as JSON wherever --json stands, and is named in the help', async () => {
    const home = createHome();
    const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    const { version } = manifest as { readonly version: string };
    const plain = await runCli(home, ['--version']);
    expect(plain).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    const json = await runCli(home, ['--version', '--json']);
    expect(json).toEqual({ code: 0, stdout: `{\n  "version": "${version}"\n}\n`, stderr: '' });
    expect((await runCli(home, ['--help'])).stdout).toContain('-V, --version');
    const host = { app: 'my-tool', version: '4.5.6' };
    for (const args of [
      ['-V', '--json'],
      ['--json', '--version'],
    ]) {
      expect(JSON.parse((await runHere(home, args, { host })).stdout)).toEqual({ version: '4.5.6' });
    }
  });

  it('is unknown where a host has not said which it is', async () => {
    for (const args of [['--version'], ['--version', '--json']]) {
      const { code, stdout, stderr } = await runHere(createHome(), args, { host: { app: 'my-tool' } });
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain('OPTION_UNKNOWN');
    }
  });
});
