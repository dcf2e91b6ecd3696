/**
 * What a command is: its names, options, examples and the shape of its JSON as plain data, and the function that runs it.
 * The argument parser, the help texts and docs/cli.md are all made from this data.
 */

import type { CommandContext } from './context.ts';
import type { JsonShape } from './json-shape.ts';

/** A switch: given or not. */
export interface FlagOption {
  readonly kind: 'flag';
  readonly summary: string;
}

/** An option with a value. */
export interface ValueOption<T = unknown> {
  readonly kind: 'value';
  /** What stands for the value in help texts. */
  readonly placeholder: string;
  readonly summary: string;
  /** The only values that are taken. */
  readonly choices?: readonly string[];
  /** What is meant when the option stands alone; without it a value is needed. */
  readonly preset?: string;
  /** Reads the value. @throws TelemetryError for one that cannot be meant */
  parse(text: string): T;
}

/** An option that takes several values in a row. */
export interface ValuesOption<T = unknown> {
  readonly kind: 'values';
  readonly placeholder: string;
  readonly summary: string;
  readonly choices: readonly string[];
  parse(texts: readonly string[]): T;
}

/** Options by name in camelCase; on the command line `olderThan` is `--older-than`. */
export interface OptionSet {
  readonly [name: string]: FlagOption | ValueOption | ValuesOption;
}

/** What a command gets of its options. */
export type OptionValues<O extends OptionSet> = {
  readonly [Name in keyof O]: O[Name] extends ValueOption<infer T> | ValuesOption<infer T> ? T | undefined : boolean;
};

/** One positional argument. */
export interface ArgumentDefinition {
  readonly name: string;
  readonly summary: string;
  readonly isOptional?: true;
  /** The only words that are taken; what completion proposes. */
  readonly choices?: readonly string[];
}

/** What the user said. */
export interface CommandInput<O extends OptionSet = OptionSet> {
  readonly options: OptionValues<O>;
  readonly args: readonly string[];
}

/** One example of the help text. */
export interface CommandExample {
  /** What follows the program's name. */
  readonly line: string;
  readonly does: string;
}

/** 0 done, 1 failed or something was found, 2 wrong usage, 3 refused for want of consent. */
export type ExitCode = 0 | 1 | 2 | 3;

/** One command. */
export interface Command<O extends OptionSet = OptionSet> {
  readonly name: string;
  readonly aliases: readonly string[];
  /** What it does, in one sentence. */
  readonly summary: string;
  readonly args?: readonly ArgumentDefinition[];
  /** Besides `--json`, `--app` and `--help`, which every command has. */
  readonly options: O;
  readonly examples: readonly [CommandExample, ...CommandExample[]];
  /** What `--json` prints. */
  readonly output: JsonShape;
  /** One object, or one object a line. */
  readonly outputForm?: 'lines';
  /** Runs it. Failures are thrown as `TelemetryError`. */
  run(context: CommandContext, input: CommandInput<O>): Promise<ExitCode>;
}

/** Declares a command: checks its types, gives it back as one of many. */
export function defineCommand<const O extends OptionSet>(command: Command<O>): Command {
  return command as unknown as Command;
}

/** Declares a switch. */
export function flag(summary: string): FlagOption {
  return { kind: 'flag', summary };
}

/** Declares an option that takes any text. */
export function text(placeholder: string, summary: string): ValueOption<string> {
  return { kind: 'value', placeholder, summary, parse: (given) => given };
}

/** Declares an option that takes one of some words. With a preset it may stand alone. */
export function oneOf<const Word extends string>(
  placeholder: string,
  choices: readonly Word[],
  summary: string,
  preset?: Word,
): ValueOption<Word> {
  const parse = (given: string) => given as Word;
  return { kind: 'value', placeholder, summary, choices, parse, ...(preset === undefined ? {} : { preset }) };
}

/** The name of an option on the command line: `olderThan` gives `--older-than`. */
export function flagName(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
