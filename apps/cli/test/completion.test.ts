import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { flagName } from '../src/command.ts';
import { COMMANDS } from '../src/command-list.ts';
import { completionWords } from '../src/completion-words.ts';
import { renderCompletion, SHELLS } from '../src/render-completion.ts';
import { createHome } from './support/home.ts';
import { runHere } from './support/run-cli.ts';
import { openTmux } from './support/tmux.ts';

/** How a shell is started without anybody's settings, and prepared. */
const INTERACTIVE = {
  bash: { start: ['bash', '--norc', '-i'], prepare: '' },
  zsh: { start: ['zsh', '-f', '-i'], prepare: 'autoload -Uz compinit; compinit -D -u; ' },
  fish: { start: ['fish', '--no-config', '-i'], prepare: '' },
} as const;

function isInstalled(shell: string): boolean {
  return spawnSync(shell, ['-c', 'true']).status === 0;
}

async function scriptOf(shell: string): Promise<string> {
  const { code, stdout } = await runHere(createHome(), ['completion', shell]);
  expect(code).toBe(0);
  return stdout;
}

/** What bash proposes for the words of a line, the last of which is being typed. */
async function bashProposals(lines: readonly (readonly string[])[]): Promise<readonly string[]> {
  const file = join(createHome().home, 'completion.bash');
  writeFileSync(file, await scriptOf('bash'));
  const ask = `ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _telemetry; echo "\${COMPREPLY[*]-}"; }`;
  const calls = lines.map((words) => `ask ${words.map((word) => `'${word}'`).join(' ')}`);
  const script = ['set -u', `source '${file}'`, ask, ...calls].join('\n');
  return execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8' }).trimEnd().split('\n');
}

describe('completion', () => {
  it('knows every command, alias, option and word of the commands, in every shell', async () => {
    for (const shell of SHELLS) {
      const script = await scriptOf(shell);
      for (const { name, aliases, options, args = [] } of COMMANDS) {
        for (const word of [name, ...aliases])
          expect([shell, word, script.includes(word)]).toEqual([shell, word, true]);
        for (const [key, option] of Object.entries(options)) {
          const flag = shell === 'fish' ? `-l ${flagName(key).slice(2)}` : flagName(key);
          const words = [flag, ...(option.kind === 'flag' ? [] : (option.choices ?? []))];
          for (const word of words)
            expect([shell, name, word, script.includes(word)]).toEqual([shell, name, word, true]);
        }
        for (const word of args.flatMap(({ choices = [] }) => choices)) expect(script).toContain(word);
      }
    }
  });

  it('proposes in bash what fits the place, and files only where a file is meant', async () => {
    const asked = [
      ['telemetry', 'expo'],
      ['telemetry', 'export', '--form'],
      ['telemetry', 'export', '--format', 'ma'],
      ['telemetry', 'export', '--format', '=', 'cs'],
      ['telemetry', '--version', 'stat'],
      ['telemetry', 'completion', ''],
      ['telemetry', 'help', 'repl'],
      ['telemetry', 'tail', '--foll'],
      ['telemetry', 'nothing', ''],
      ['telemetry', 'import', ''],
      ['telemetry', 'export', '--format', '$(touch evaluated)'],
      ['telemetry', '$(touch evaluated)', '`touch evaluated`'],
    ];
    expect(await bashProposals(asked)).toEqual([
      'export',
      '--format',
      'markdown',
      'csv',
      'status',
      'bash zsh fish powershell',
      'replay',
      '--follow',
    ]);
  });

  for (const [shell, { start, prepare }] of Object.entries(INTERACTIVE)) {
    // A shell that is not here cannot be tested; .ci/run installs all three.
    if (!isInstalled(shell)) continue;
    it(`completes in a real ${shell} when tab is pressed`, async () => {
      const home = createHome();
      const file = join(home.home, 'completion');
      writeFileSync(file, await scriptOf(shell));
      const terminal = openTmux(home, start, { columns: 100, rows: 30 });
      onTestFinished(() => terminal.close());
      terminal.press(`${prepare}source ${file}; echo rea''dy`, 'Enter');
      await terminal.waitFor(/^ready/m);
      terminal.press('telemetry expo', 'Tab');
      await terminal.waitFor(/telemetry export$/m);
      terminal.press('C-u', 'telemetry export --form', 'Tab');
      await terminal.waitFor(/telemetry export --format/);
      terminal.press('Space', 'mark', 'Tab');
      await terminal.waitFor(/telemetry export --format +markdown/);
      terminal.press('C-u', 'telemetry completion powe', 'Tab');
      await terminal.waitFor(/telemetry completion powershell/);
    });
  }

  it('escapes whatever a summary may hold', () => {
    const [first, ...others] = COMMANDS;
    if (first === undefined) throw new Error('there are no commands');
    const hostile = { ...first, summary: `it's [a] "b" \\c $(d) \`e\` : f` };
    const words = completionWords([hostile, ...others], false);
    for (const shell of Object.keys(INTERACTIVE).filter(isInstalled)) {
      const script = renderCompletion(shell as 'bash', 'telemetry', words);
      const file = join(createHome().home, 'completion');
      writeFileSync(file, script);
      const { status, stderr } = spawnSync(shell, ['-n', file], { encoding: 'utf8' });
      expect([shell, status, stderr]).toEqual([shell, 0, '']);
    }
  });

  it('names the shells that there are, and leaves the completion of a host to the host', async () => {
    const home = createHome();
    const unknown = await runHere(home, ['completion', 'csh', '--json']);
    expect([unknown.code, JSON.parse(unknown.stderr).error.hint]).toEqual([2, expect.stringContaining('powershell')]);
    expect((await runHere(home, ['completion'])).code).toBe(2);
    const mounted = await runHere(home, ['completion', 'bash'], {
      host: { app: 'my-tool', program: 'my-tool telemetry' },
    });
    expect(mounted.code).toBe(2);
  });
});
