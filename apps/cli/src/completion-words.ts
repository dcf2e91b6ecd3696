/** What a shell may propose, from the same data as the argument parser: commands, options, words of a closed set, files. */

import type { Command } from './command.ts';
import { flagName } from './command.ts';

/** What may follow an option, or stand as an argument. */
export type Proposal =
  | { readonly kind: 'none' }
  | { readonly kind: 'files' }
  | { readonly kind: 'words'; readonly words: readonly string[] };

/** One option of a command. */
export interface OptionWord {
  /** `--older-than`. */
  readonly flag: string;
  readonly summary: string;
  /** Undefined for a switch. */
  readonly value: (Proposal & { readonly isOptional: boolean }) | undefined;
}

/** One command, as a shell sees it. */
export interface CommandWords {
  readonly names: readonly [string, ...string[]];
  readonly summary: string;
  readonly options: readonly OptionWord[];
  /** One for each argument, in order. */
  readonly args: readonly Proposal[];
}

/** What stands for a file in help texts. */
const FILE_PLACES: ReadonlySet<string> = new Set(['file', 'path', 'a', 'b', 'folder', 'artifact']);

const NONE: Proposal = { kind: 'none' };

/** The words of commands, in their order; `help` comes last, as the parser adds it. */
export function completionWords(commands: readonly Command[], hasApp: boolean): readonly CommandWords[] {
  const common: OptionWord[] = [
    { flag: '--json', summary: 'print JSON', value: undefined },
    ...(hasApp
      ? []
      : [{ flag: '--app', summary: 'the application whose telemetry it is', value: { ...NONE, isOptional: false } }]),
    { flag: '--help', summary: 'show what the command does', value: undefined },
  ];
  const words = commands.map((command): CommandWords => {
    const { name, aliases, summary, options, args = [] } = command;
    return {
      names: [name, ...aliases],
      summary,
      options: [...Object.entries(options).map(([key, option]) => optionWord(key, option)), ...common],
      args: args.map((arg) => proposalOf(arg.choices, arg.name)),
    };
  });
  const names = words.flatMap(({ names: own }) => own);
  return [
    ...words,
    { names: ['help'], summary: 'Show what a command does.', options: [], args: [{ kind: 'words', words: names }] },
  ];
}

function optionWord(key: string, option: Command['options'][string]): OptionWord {
  const flag = flagName(key);
  if (option.kind === 'flag') return { flag, summary: option.summary, value: undefined };
  const isOptional = option.kind === 'value' && option.preset !== undefined;
  return { flag, summary: option.summary, value: { ...proposalOf(option.choices, option.placeholder), isOptional } };
}

function proposalOf(choices: readonly string[] | undefined, place: string): Proposal {
  if (choices !== undefined) return { kind: 'words', words: choices };
  return FILE_PLACES.has(place) ? { kind: 'files' } : NONE;
}
