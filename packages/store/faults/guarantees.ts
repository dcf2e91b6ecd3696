/** The guarantees that vitest shows with real files in one process, each a row: hostile places, the model, every fault of a call. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultFamily, FaultRun, Finding } from './fault-run.ts';

const ROOT = join(import.meta.dirname, '../../..');

interface Subject {
  readonly file: string;
  /** Rows of their own, or one row for the file. */
  readonly isListed: boolean;
}

/** The short form leaves these out, since the tests run beside it. */
const SUBJECTS: readonly Subject[] = [
  { file: 'hostile', isListed: true },
  { file: 'model', isListed: true },
  { file: 'faults', isListed: false },
  { file: 'protocol', isListed: false },
  { file: 'sealing', isListed: false },
  { file: 'retention', isListed: false },
  { file: 'folding', isListed: false },
  { file: 'disk-sync', isListed: false },
];

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
    }[];
  }[];
}

export const guarantees: FaultFamily = {
  title: 'Hostile places, and the model',
  about:
    'Symbolic and hard link, FIFO, foreign owner, a folder open to others: refused, and nothing is written elsewhere. A model-based ' +
    'test (fast-check) runs random commands against the store and a list. These are tests of the package, run here once more.',
  run: async (run) =>
    SUBJECTS.filter(({ isListed }) => isListed || !run.isShort).flatMap((subject) => runTests(run, subject)),
};

function runTests(run: FaultRun, { file, isListed }: Subject): Finding[] {
  const output = join(run.folder(), 'report.json');
  spawnSync(
    process.execPath,
    [
      join(ROOT, 'node_modules/vitest/vitest.mjs'),
      'run',
      `packages/store/test/${file}.test.ts`,
      '--reporter=json',
      `--outputFile=${output}`,
    ],
    { cwd: ROOT, stdio: 'ignore' },
  );
  const { testResults } = JSON.parse(readFileSync(output, 'utf8')) as Report;
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests.filter(({ status }) => status !== 'passed');
  if (!isListed || failed.length > 0 || tests.length === 0) {
    return [
      {
        what: `test/${file}.test.ts`,
        amount: `${tests.length} tests`,
        seen: `${tests.length - failed.length} passed`,
        outcome: failed.length === 0 && tests.length > 0 ? 'held' : 'broken',
      },
    ];
  }
  return [
    ...Map.groupBy(tests, ({ ancestorTitles, title }) => `${ancestorTitles.join(' ')} ${kindOf(title)}`.trim()),
  ].map(([what, group]) => ({
    what,
    amount: `${group.length} tests`,
    seen: `${group.length} passed`,
    outcome: 'held',
  }));
}

/** The title without the example that a test of many examples ends with. */
function kindOf(title: string): string {
  return title.replace(/: ".*"$/s, '').replace(/ \(\d+\)$/, '');
}
