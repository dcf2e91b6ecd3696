/**
 * Breaks the rules of the store one by one, each in a copy of the package that is thrown away, and runs all its tests there: a
 * rule that none of them misses would be no rule. `test:faults --break` runs this family alone.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultFamily, FaultRun, Finding } from './fault-run.ts';
import { judge } from './fault-run.ts';

const ROOT = join(import.meta.dirname, '../../..');
const PACKAGE = join(import.meta.dirname, '..');

/** The files of tests that name each rule, for the short form: the others notice much of it, too, and take minutes. */
const RULES = ['test/protocol.test.ts', 'test/sealing.test.ts', 'test/retention.test.ts'];

interface Break {
  readonly what: string;
  readonly file: string;
  /** Stands in the file once. */
  readonly text: string;
  readonly instead: string;
}

const BREAKS: readonly Break[] = [
  {
    what: 'no LF before a batch',
    file: 'write-batch.ts',
    text: 'encodeBatch(lines, context.scratch);',
    instead: 'encodeBatch(lines, context.scratch).subarray(1);',
  },
  {
    what: 'no look before the write',
    file: 'write-batch.ts',
    text: "if (found !== 'held') return context.replace(found, false);",
    instead: "if (found === 'first') return context.replace(found, false);",
  },
  {
    what: 'no look after the write',
    file: 'write-batch.ts',
    text: 'if (progress.end > 0 && wasPurged(live)) {',
    instead: 'if (progress.end < 0 && wasPurged(live)) {',
  },
  {
    what: 'segments without a random name',
    file: 'log-files.ts',
    text: 'crypto.getRandomValues(new Uint32Array(1))[0] ?? 0',
    instead: '0',
  },
  {
    what: 'no exit hook',
    file: 'store.ts',
    text: 'forgetExit ??= onProcessExit(atExit);',
    instead: 'forgetExit ??= () => void atExit;',
  },
  {
    what: 'after a short write, on from where it was cut',
    file: 'batch.ts',
    text: 'return end >= batch.length - 1 ? end : batch.lastIndexOf(LF, end);',
    instead: 'return end >= batch.length - 1 ? end : Math.max(end, LF);',
  },
  {
    what: 'a day is old by the clock alone',
    file: 'retention.ts',
    text: 'const CONFIRMING_DAYS = 2;',
    instead: 'const CONFIRMING_DAYS = 1;',
  },
];

export const brokenRules: FaultFamily = {
  title: 'Broken rules',
  about:
    'Each rule is broken by a change of one line in a copy of the package, and all tests of the package run there (`npx -y pnpm@12 ' +
    'test:faults --break` does this alone; with `--short` it runs the tests of the rules only). What holds is that some of them fail; those are named.',
  run: async (run) => [tryUnbroken(run), ...BREAKS.map((rule) => tryBroken(run, rule))],
};

function tryUnbroken(run: FaultRun): Finding {
  const { tests, failed } = runTests(run, copyPackage(run));
  return judge('nothing', `${tests} tests`, {}, { failed: failed.length, 'not run': Number(tests === 0) });
}

function tryBroken(run: FaultRun, { what, file, text, instead }: Break): Finding {
  const copy = copyPackage(run);
  const path = join(copy, 'src', file);
  const [before = '', after, ...more] = readFileSync(path, 'utf8').split(text);
  if (after === undefined || more.length > 0) throw new Error(`${file} does not hold once what breaks ‘${what}’`);
  writeFileSync(path, `${before}${instead}${after}`);
  const { tests, failed } = runTests(run, copy);
  const finding = judge(
    what,
    `${tests} tests`,
    { failed: failed.length },
    { 'missed by all': Number(failed.length === 0) },
  );
  return { ...finding, seen: [finding.seen, ...failed].join('; ') };
}

/** The package in a folder of its own, with what it has installed; its own tsconfig.json would look for its neighbours. */
function copyPackage(run: FaultRun): string {
  const copy = run.folder();
  for (const name of ['package.json', 'src', 'test'])
    cpSync(join(PACKAGE, name), join(copy, name), { recursive: true });
  cpSync(join(ROOT, 'tsconfig.base.json'), join(copy, 'tsconfig.json'));
  symlinkSync(join(PACKAGE, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

function runTests(run: FaultRun, copy: string): { readonly tests: number; readonly failed: string[] } {
  const output = join(copy, 'report.json');
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const options = ['--testTimeout=60000', '--hookTimeout=60000', '--reporter=json', `--outputFile=${output}`];
  // A few kills are enough: what is asked is whether a test notices, not how rare a loss is.
  const env = { ...process.env, STORE_TEST_KILLS: '8' };
  spawnSync(process.execPath, [vitest, 'run', ...(run.isShort ? RULES : []), '--root', copy, ...options], {
    env,
    stdio: 'ignore',
    timeout: 900_000,
  });
  if (!existsSync(output)) throw new Error('the tests gave no report');
  const { testResults } = JSON.parse(readFileSync(output, 'utf8')) as Report;
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  // The seed of a run stands in the title of the processes' tests.
  const failed = tests
    .filter(({ status }) => status !== 'passed')
    .map(({ fullName }) => fullName.replace(/ \(seed \d+\)/, ''));
  return { tests: tests.length, failed: failed.map((title) => `‘${title}’`) };
}
