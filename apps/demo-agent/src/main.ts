#!/usr/bin/env node
/** The command `demo`: arguments in, the result to stdout, progress to stderr, an exit code (0 done, 1 failed, 2 wrong usage). */

import { loadModelPlanner } from './agent/model-planner.ts';
import type { DemoOptions } from './command-line.ts';
import { parseCommandLine } from './command-line.ts';
import { runDemo } from './demo.ts';
import { chooseColors } from './report/choose-colors.ts';
import { describeError } from './report/describe-error.ts';
import { buildJsonReport } from './report/json-report.ts';
import { narrateTo } from './report/narrate.ts';
import { renderReport } from './report/render-report.ts';

async function main(args: readonly string[]): Promise<number> {
  const asJson = args.includes('--json');
  try {
    const line = parseCommandLine(args);
    if (line.kind === 'run') return await run(line.options);
    if (line.kind === 'help') process.stdout.write(line.text);
    else process.stderr.write(describeError({ code: 'USAGE', message: line.message, hint: 'See --help.' }, asJson));
    return line.kind === 'help' ? 0 : 2;
  } catch (error) {
    process.stderr.write(describeError(error, asJson));
    return 1;
  }
}

async function run(options: DemoOptions): Promise<number> {
  const { env, stdout, stderr } = process;
  const modelPlanner = options.model === undefined ? undefined : await loadModelPlanner({ model: options.model, env });
  const result = await runDemo({
    options,
    env,
    narrate: narrateTo((text) => stderr.write(text), chooseColors(stderr, env)),
    ...(modelPlanner === undefined ? {} : { modelPlanner }),
  });
  const json = () => `${JSON.stringify(buildJsonReport(result))}\n`;
  stdout.write(options.json ? json() : `\n${renderReport(result, chooseColors(stdout, env))}`);
  return Object.values(result.proof.found).some(Boolean) ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
