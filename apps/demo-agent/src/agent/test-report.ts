/** Reads what `node --test --test-reporter=tap` prints (https://testanything.org, with the fields of Node's runner). Pure. */

/** A test that failed, as its report tells it. */
export interface FailedTest {
  readonly title: string;
  /** Relative to the repository's root, with `/`. */
  readonly testFile: string;
  readonly errorName: string;
  readonly message: string;
  readonly expected: string | undefined;
  readonly actual: string | undefined;
}

/** A test run. */
export interface TestReport {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly FailedTest[];
}

const FAILURE = /^not ok \d+ - (?<title>.*)\n {2}---\n(?<details>[\s\S]*?)\n {2}\.\.\.$/gm;

/** Reads a report. What is no part of one is skipped; a text that is none gives no tests at all. */
export function parseTestReport(tap: string, root: string): TestReport {
  const failures = [...tap.matchAll(FAILURE)].map(({ groups }) => readFailure(groups ?? {}, root));
  return { passed: readTotal(tap, 'pass'), failed: readTotal(tap, 'fail'), failures };
}

function readFailure({ title = '', details = '' }: { [name: string]: string }, root: string): FailedTest {
  const location = readField(details, 'location') ?? '';
  const file = location.replace(/(?::\d+){1,2}$/, '');
  return {
    title,
    testFile: (file.startsWith(root) ? file.slice(root.length + 1) : file).replaceAll('\\', '/'),
    errorName: readField(details, 'name') ?? 'Error',
    message: readField(details, 'error') ?? '',
    expected: readField(details, 'expected'),
    actual: readField(details, 'actual'),
  };
}

/** A field of the details: on its line, or as an indented block beneath. */
function readField(details: string, name: string): string | undefined {
  const lines = details.split('\n');
  const at = lines.findIndex((line) => line.startsWith(`  ${name}:`));
  const value = lines[at]?.slice(name.length + 3).trim();
  if (value === undefined || value === '') return undefined;
  if (value !== '|-') return value.replace(/^'([\s\S]*)'$/, '$1').replaceAll("''", "'");
  const end = lines.findIndex((line, index) => index > at && !line.startsWith('    ') && line.trim() !== '');
  return lines
    .slice(at + 1, end < 0 ? lines.length : end)
    .map((line) => line.slice(4))
    .join('\n')
    .trim();
}

function readTotal(tap: string, name: string): number {
  return Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
}
