import { mkdirSync, writeFileSync } from 'node:fs';
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
      [['export', '--format', 'xml'], 'See telemetry --help.'],
      [['diff', 'one'], 'See telemetry --help.'],
      [['status', 'superfluous'], 'See telemetry --help.'],
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

  it('is told as JSON when JSON was asked for, without the value of an option', async () => {
    const home = createHome();
    const { code, stderr } = await runCli(home, ['status', '--json', '--tokn=abcdefgh']);
    expect(code).toBe(2);
    expect(JSON.parse(stderr)).toEqual({
      error: { code: 'OPTION_UNKNOWN', message: "unknown option '--tokn'.", hint: expect.any(String) },
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
