import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

describe('the README', () => {
  it('has an example that prints what it says', () => {
    const root = new URL('../', import.meta.url);
    const text = readFileSync(new URL('README.md', root), 'utf8');
    const [, code = '', output = ''] = /```js\n([\s\S]*?)```\n\nprints\n\n```\n([\s\S]*?)```/.exec(text) ?? [];
    const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', code], {
      cwd: fileURLToPath(root),
      encoding: 'utf8',
    });
    expect(printed).toBe(output);
    expect(text.split('\n').length).toBeLessThanOrEqual(120);
  });
});
