/** What may be said on the command line of the demo. */

import type { RecordingLevel } from '@telemetry/schema';
import { RECORDING_LEVELS } from '@telemetry/schema';
import { Command, CommanderError, Option } from 'commander';
import { DEFAULT_MODEL } from './catalog.ts';

/** What the user asked for. */
export interface DemoOptions {
  /** False: nothing is enabled. */
  readonly consent: boolean;
  readonly level: RecordingLevel;
  /** Without the test that cannot be satisfied. */
  readonly happy: boolean;
  readonly json: boolean;
  /** The model that plans; absent: the rules do. */
  readonly model?: string;
}

/** What came of reading the command line. */
export type CommandLine =
  | { readonly kind: 'run'; readonly options: DemoOptions }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'wrong'; readonly message: string };

/** Reads the arguments, without the program's own name. Prints nothing. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const written: string[] = [];
  const command = new Command('demo')
    .description('A planner, an executor and a reviewer repair a small repository, and record what they do.')
    .option('--happy', 'leave out the test that cannot be satisfied: the run ends in accept', false)
    .addOption(new Option('--level <level>', 'what is consented to').choices([...RECORDING_LEVELS]).default('debug'))
    .option('--no-consent', 'enable nothing: no file and no folder appears')
    .option('--json', 'print one JSON object', false)
    .option('--llm [model]', `plan with a real model (AI_GATEWAY_API_KEY; default ${DEFAULT_MODEL})`)
    .addHelpText('after', '\nExample:\n  $ npx -y pnpm@12 demo --happy --level minimal')
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => written.push(text), writeErr: () => {} });
  try {
    // `pnpm demo -- --happy` hands the two dashes on.
    command.parse(args[0] === '--' ? args.slice(1) : args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return { kind: 'help', text: written.join('') };
    return { kind: 'wrong', message: error.message.replace(/^error: /, '') };
  }
  const { llm, ...options } = command.opts<DemoOptions & { llm?: string | true }>();
  const model = llm === true ? DEFAULT_MODEL : llm;
  return { kind: 'run', options: { ...options, ...(model === undefined ? {} : { model }) } };
}
