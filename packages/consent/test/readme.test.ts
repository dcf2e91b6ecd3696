import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const packageFolder = join(import.meta.dirname, '..');

it("the README's example prints what the README says", () => {
  const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
  const [, code = '', output = ''] = /```ts\n(.*?)```\n\n```\n(.*?)```/s.exec(readme) ?? [];
  expect(code).toContain("from '@telemetry/consent'");
  const { CI: _ci, ...env } = process.env;
  const printed = execFileSync(process.execPath, ['--input-type=module-typescript', '-e', code], {
    cwd: packageFolder,
    encoding: 'utf8',
    env,
  });
  expect(printed).toBe(output);
});
