/** `completion`: a script by which a shell completes commands, options and their words. */

import { TelemetryError } from '@telemetry/schema';
import { type Command, defineCommand } from '../command.ts';
import { asObject, asText, asWord } from '../json-shape.ts';
import { SHELLS, type Shell } from '../render-completion.ts';

/** Makes the command. `all` gives every command, itself among them: it is asked when it runs. */
export function createCompletion(all: () => readonly Command[]): Command {
  return defineCommand({
    name: 'completion',
    aliases: [],
    summary: 'Print a script by which your shell completes commands, options and their values.',
    args: [{ name: 'shell', summary: `your shell: ${SHELLS.join(', ')}`, choices: SHELLS }],
    options: {},
    examples: [
      { line: 'completion bash >> ~/.bashrc', does: 'bash' },
      { line: 'completion zsh > ~/.zfunc/_telemetry', does: 'zsh, with fpath+=(~/.zfunc) before compinit' },
      { line: 'completion fish > ~/.config/fish/completions/telemetry.fish', does: 'fish' },
      { line: 'completion powershell >> $PROFILE', does: 'PowerShell' },
    ],
    output: asObject({ shell: asWord(SHELLS, 'the shell'), script: asText('the script') }),
    async run(context, { args: [given = ''] }) {
      const shell = SHELLS.find((known) => known === given);
      if (shell === undefined) {
        throw new TelemetryError('USAGE_INVALID', 'There is no completion for that shell.', {
          hint: `There is one for ${SHELLS.join(', ')}.`,
        });
      }
      if (!/^[A-Za-z][A-Za-z0-9._-]*$/.test(context.program)) {
        throw new TelemetryError('USAGE_INVALID', 'A command within another is completed by that one.', {
          hint: 'Ask the program that these commands are part of.',
        });
      }
      const script = await renderFor(shell, context.program, all(), context.host.app !== undefined);
      if (context.isJson) await context.printJson({ shell, script });
      else await context.io.stdout.write(script);
      return 0;
    },
  });
}

async function renderFor(
  shell: Shell,
  program: string,
  commands: readonly Command[],
  hasApp: boolean,
): Promise<string> {
  const [{ completionWords }, { renderCompletion }] = await Promise.all([
    import('../completion-words.ts'),
    import('../render-completion.ts'),
  ]);
  return renderCompletion(shell, program, completionWords(commands, hasApp));
}
