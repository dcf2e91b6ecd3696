/**
 * Tells what is wrong with a command line, in words of ours alone: the parser's own messages repeat what was typed, which may be a
 * secret. Knows the codes of commander.
 */

import type { CommanderError } from 'commander';
import type { Command, OptionSet, ValueOption, ValuesOption } from './command.ts';
import { flagName } from './command.ts';
import type { PrintedError } from './print-error.ts';

/** Where the parser stood when it gave up. */
export interface UsagePlace {
  /** What users type before a command. */
  readonly program: string;
  /** Undefined before a command was found. */
  readonly command: Command | undefined;
}

/** What stands alone and begins like this is an option, and no value of the one before: that is written `--out=--odd`. */
const LIKE_AN_OPTION = /^--.|^-h$/;

/** Describes an error of the parser. */
export function describeUsageError(error: CommanderError, place: UsagePlace): PrintedError {
  const suggestion = /\n\((Did you mean .*)\)$/.exec(error.message)?.[1] ?? null;
  const name = /^error: (?:missing required argument|option) '([^']*)'/.exec(error.message)?.[1] ?? '';
  const { command } = place;
  const told = (code: string, message: string, hint = suggestion ?? hintOf(place)) => ({ code, message, hint });
  switch (error.code) {
    case 'commander.unknownOption':
      if (suggestion === null && command === undefined) {
        return told('OPTION_UNKNOWN', 'There is no such option before a command.', behindCommand(place));
      }
      return told('OPTION_UNKNOWN', 'There is no such option.');
    case 'commander.unknownCommand':
      return told('COMMAND_UNKNOWN', 'There is no such command.');
    case 'commander.missingArgument':
      return told('USAGE_INVALID', `<${name}> is missing.`);
    case 'commander.excessArguments':
      return told('USAGE_INVALID', `That is more than ${command?.name ?? 'it'} takes: ${describeArguments(command)}.`);
    case 'commander.optionMissingArgument':
      return missingValue(name.replace(/ .*$/, ''), place);
    case 'commander.invalidArgument':
      return told('USAGE_INVALID', describeChoices(name.replace(/ .*$/, ''), command));
    default:
      return told('USAGE_INVALID', 'This command line cannot be read.');
  }
}

/**
 * The option whose value is missing because another option stands in its place, as in `--port --app x`, which the parser would take for a
 * port named `--app`. `args` are what follows the command's name.
 */
export function findMissingValue(args: readonly string[], place: UsagePlace): PrintedError | undefined {
  const needing = new Set(['--app']);
  for (const [name, option] of Object.entries(place.command?.options ?? {})) {
    if (option.kind === 'values' || (option.kind === 'value' && option.preset === undefined)) {
      needing.add(flagName(name));
    }
  }
  for (let index = 0; index < args.length; index += 1) {
    const [arg = '', next] = args.slice(index, index + 2);
    if (arg === '--') return undefined;
    if (!needing.has(arg)) continue;
    if (next !== undefined && LIKE_AN_OPTION.test(next)) return missingValue(arg, place);
    index += 1;
  }
  return undefined;
}

/** Where to read on. */
export function hintOf({ program, command }: UsagePlace): string {
  return `See ${program} ${command === undefined ? '' : `${command.name} `}--help.`;
}

function behindCommand({ program }: UsagePlace): string {
  return `Options stand behind the command: ${program} status --json. See ${program} --help.`;
}

function missingValue(flag: string, place: UsagePlace): PrintedError {
  return { code: 'USAGE_INVALID', message: `${flag} needs a value.`, hint: hintOf(place) };
}

function describeArguments(command: Command | undefined): string {
  const names = (command?.args ?? []).map(({ name, isOptional }) => (isOptional ? `[${name}]` : `<${name}>`));
  return names.length === 0 ? 'no argument' : names.join(' ');
}

function describeChoices(flag: string, command: Command | undefined): string {
  const options: OptionSet = command?.options ?? {};
  const found = Object.entries(options).find(([name]) => flagName(name) === flag)?.[1];
  const choices = found === undefined || found.kind === 'flag' ? undefined : choicesOf(found);
  return choices === undefined ? `${flag} does not take this value.` : `${flag} takes ${choices}.`;
}

function choicesOf({ choices }: ValueOption | ValuesOption): string | undefined {
  if (choices === undefined) return undefined;
  return choices.length === 1 ? choices[0] : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}
