/** Makes the argument parser out of the commands' data. The only file that knows commander. */

import { CommanderError, createCommand, Option, type Command as Parser } from 'commander';
import type { Command, OptionSet } from './command.ts';
import { flagName } from './command.ts';
import { COMMANDS } from './command-list.ts';
import type { TelemetryHost } from './host.ts';
import type { CommonOptions } from './run-command.ts';

/** What was found on the command line. */
export interface ParsedCommand {
  readonly command: Command;
  readonly args: readonly string[];
  readonly options: { readonly [name: string]: unknown };
  readonly common: CommonOptions;
}

/** What came of a command line. */
export type ParseResult =
  | ({ readonly kind: 'command' } & ParsedCommand)
  /** Help, or the version. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'error'; readonly code: string; readonly message: string; readonly hint: string };

/** Columns of help texts where there is no terminal to measure. */
const HELP_COLUMNS = 100;

/** Reads a command line. Runs nothing and prints nothing. */
export function parseCommandLine(argv: readonly string[], host: TelemetryHost): ParseResult {
  let found: ParsedCommand | undefined;
  let printed = '';
  const program = buildProgram(host, (parsed) => {
    found = parsed;
  });
  for (const parser of [program, ...program.commands]) {
    parser.exitOverride().configureOutput({
      writeOut: (text) => {
        printed += text;
      },
      writeErr: () => {},
      getOutHelpWidth: () => HELP_COLUMNS,
      getOutHasColors: () => false,
    });
  }
  try {
    program.parse(argv.length === 0 ? ['--help'] : [...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'text', text: printed };
    return describeUsageError(error, host);
  }
  return found === undefined ? { kind: 'text', text: printed } : { kind: 'command', ...found };
}

function buildProgram(host: TelemetryHost, take: (parsed: ParsedCommand) => void): Parser {
  const program = createCommand(host.program ?? 'telemetry')
    .description('Says what telemetry is recorded here, shows all of it, turns it on and off.')
    .helpOption('-h, --help', 'show this')
    .helpCommand('help [command]', 'show what a command does')
    .addHelpText(
      'after',
      `\nExamples:\n  $ ${host.program ?? 'telemetry'} status\n  $ ${host.program ?? 'telemetry'} events --json | head -1`,
    );
  if (host.version !== undefined) program.version(host.version, '-V, --version', 'show the version');
  for (const command of COMMANDS) addCommand(program, command, host, take);
  return program;
}

function addCommand(
  program: Parser,
  command: Command,
  host: TelemetryHost,
  take: (parsed: ParsedCommand) => void,
): void {
  const parser = program
    .command(command.name)
    .aliases([...command.aliases])
    .summary(command.summary)
    .description(command.summary)
    .helpOption('-h, --help', 'show this')
    .allowExcessArguments(false);
  for (const { name, summary, isOptional } of command.args ?? []) {
    parser.argument(isOptional ? `[${name}]` : `<${name}>`, summary);
  }
  addOptions(parser, command.options);
  parser.option('--json', 'print JSON');
  if (host.app === undefined) parser.option('--app <name>', 'the application whose telemetry it is');
  const examples = command.examples.map(
    ({ line, does }) => `  $ ${host.program ?? 'telemetry'} ${line}\n      ${does}`,
  );
  parser.addHelpText('after', `\nExamples:\n${examples.join('\n')}`);
  parser.action((...received: unknown[]) => {
    const args = received.slice(0, command.args?.length ?? 0).filter((value) => typeof value === 'string');
    const { json, app, ...given } = parser.opts<{ json?: true; app?: string; [name: string]: unknown }>();
    take({ command, args, options: readOptions(command.options, given), common: { isJson: json === true, app } });
  });
}

function addOptions(parser: Parser, options: OptionSet): void {
  for (const [name, option] of Object.entries(options)) {
    if (option.kind === 'flag') {
      parser.option(flagName(name), option.summary);
      continue;
    }
    const preset = option.kind === 'value' ? option.preset : undefined;
    const value = preset === undefined ? `<${option.placeholder}>` : `[${option.placeholder}]`;
    const declared = new Option(`${flagName(name)} ${value}`, option.summary);
    if (option.choices !== undefined) declared.choices([...option.choices]);
    if (preset !== undefined) declared.preset(preset);
    parser.addOption(declared);
  }
}

function readOptions(options: OptionSet, given: { readonly [name: string]: unknown }): { [name: string]: unknown } {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => {
      const value = given[name];
      if (option.kind === 'flag') return [name, value === true];
      if (option.kind === 'values') return [name, Array.isArray(value) ? option.parse(value.map(String)) : undefined];
      return [name, typeof value === 'string' ? option.parse(value) : undefined];
    }),
  );
}

function describeUsageError(error: CommanderError, host: TelemetryHost): ParseResult {
  const [said = '', ...more] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = /^\((.*)\)$/.exec(more.join(' '))?.[1];
  const code =
    error.code === 'commander.unknownOption'
      ? 'OPTION_UNKNOWN'
      : error.code === 'commander.unknownCommand'
        ? 'COMMAND_UNKNOWN'
        : 'USAGE_INVALID';
  // What stands behind = is a value, and may be a secret.
  const message = `${said.replace(/(unknown option '[^'=]*)=[^']*'/, "$1'")}.`;
  return { kind: 'error', code, message, hint: suggestion ?? `See ${host.program ?? 'telemetry'} --help.` };
}
