/** Makes the argument parser out of the commands' data. With usage-error.ts the only file that knows commander. */

import { isTelemetryError } from '@telemetry/schema';
import { CommanderError, createCommand, Option, type Command as Parser } from 'commander';
import type { Command, OptionSet } from './command.ts';
import { flagName } from './command.ts';
import { COMMANDS } from './command-list.ts';
import type { TelemetryHost } from './host.ts';
import { describeError, type PrintedError } from './print-error.ts';
import type { CommonOptions } from './run-command.ts';
import { describeUsageError, findMissingValue, hintOf } from './usage-error.ts';
import { visibleLines } from './visible-text.ts';
import { wrapLines } from './wrap-lines.ts';

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
  | ({ readonly kind: 'error' } & PrintedError);

/** Columns of help texts where there is no terminal to measure; and the most, since longer lines are hard to read. */
const HELP_COLUMNS = 100;

/** With less there is no room for what an option does beside its name: it stands below. */
const BESIDE_FROM_COLUMNS = 80;

/** Reads a command line. Runs nothing and prints nothing. `columns`: of the terminal, if there is one. */
export function parseCommandLine(argv: readonly string[], host: TelemetryHost, columns = HELP_COLUMNS): ParseResult {
  if (host.version !== undefined && isVersionAsJson(argv)) {
    return { kind: 'text', text: `${visibleLines(JSON.stringify({ version: host.version }, null, 2))}\n` };
  }
  const command = COMMANDS.find(({ name, aliases }) => name === argv[0] || aliases.includes(argv[0] ?? ''));
  const place = { program: host.program ?? 'telemetry', command };
  const missing = command === undefined ? undefined : findMissingValue(argv.slice(1), place);
  if (missing !== undefined) return { kind: 'error', ...missing };
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
      getOutHelpWidth: () => Math.min(columns, HELP_COLUMNS),
      getOutHasColors: () => false,
    });
    if (columns < BESIDE_FROM_COLUMNS) {
      parser.configureHelp({ formatItem: (term, _width, description) => `  ${term}\n      ${description}` });
    }
  }
  try {
    program.parse(argv.length === 0 ? ['--help'] : [...argv], { from: 'user' });
  } catch (error) {
    if (isTelemetryError(error)) {
      const described = describeError(error);
      return { kind: 'error', ...described, hint: described.hint ?? hintOf(place) };
    }
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'text', text: fitHelp(printed, columns) };
    // `help` of a command that there is not: the same as that command itself.
    const word = error.code === 'commander.help' ? argv[argv.indexOf('help') + 1] : undefined;
    if (word !== undefined) return parseCommandLine([word], host, columns);
    return { kind: 'error', ...describeUsageError(error, place) };
  }
  return found === undefined ? { kind: 'text', text: fitHelp(printed, columns) } : { kind: 'command', ...found };
}

/** The parser prints versions as text only, and knows no option in front of the command but its own. */
function isVersionAsJson(argv: readonly string[]): boolean {
  return argv.length === 2 && argv.includes('--json') && (argv.includes('--version') || argv.includes('-V'));
}

/** Breaks what is still too long for a narrow terminal; but no example, which is there to be copied. */
function fitHelp(text: string, columns: number): string {
  if (columns >= BESIDE_FROM_COLUMNS) return text;
  const lines = text.split('\n');
  return lines.flatMap((line) => (/^ *\$ /.test(line) ? [line] : wrapLines([line], columns))).join('\n');
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
