import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'tsup';
import { expect, it, onTestFinished } from 'vitest';
import { baseEntry } from '../library-bundle.ts';

const SOURCES = {
  'shared.ts': `import { existsSync, type Stats } from 'node:fs';
import { hash } from 'node:crypto';
export const token = Symbol('one');
export const digestOf = (text: string): string => hash('sha256', text, 'hex');
export const isThere = (path: string, _facts?: Stats): boolean => existsSync(path);
`,
  'late.ts': `import { request } from 'node:http';
import { token } from './shared.ts';
export { token };
export const send = request;
`,
  'index.ts': `import { digestOf, isThere, token } from './shared.ts';
export { digestOf, isThere, token };
export const later = () => import('./late.ts');
`,
  'other.ts': `export { token as other } from './shared.ts';
`,
};

it('puts the first entry into one file, and everything else takes from it what both need', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'library-bundle-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const root = join(folder, 'node_modules/a-library');
  mkdirSync(join(root, 'src'), { recursive: true });
  for (const [name, text] of Object.entries(SOURCES)) writeFileSync(join(root, 'src', name), text);
  const exports = { '.': './dist/index.js', './other': './dist/other.js' };
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'a-library', type: 'module', exports }));
  const bundle = (files: readonly string[], more: object) =>
    build({
      entry: [...files],
      outDir: join(root, 'dist'),
      format: 'esm',
      platform: 'node',
      target: 'node22',
      dts: false,
      silent: true,
      config: false,
      ...more,
    });
  const file = join(root, 'src/index.ts');
  const base = baseEntry('a-library', file);
  await bundle([file], base.own);
  await bundle([join(dirname(file), 'other.ts'), ...base.late], base.rest);

  expect(readdirSync(join(root, 'dist')).sort()).toEqual(['index.js', 'late.js', 'other.js']);
  const textOf = (name: string) => readFileSync(join(root, 'dist', name), 'utf8');
  expect(textOf('index.js')).not.toMatch(/^import /m);
  expect(textOf('late.js')).toMatch(/from ["']node:http["']/);
  writeFileSync(
    join(folder, 'run.mjs'),
    `const taken = [];
const get = process.getBuiltinModule;
process.getBuiltinModule = (name) => { taken.push(name); return get(name); };
const { digestOf, isThere, later, token } = await import('a-library');
const atStart = [...taken];
const { other } = await import('a-library/other');
const late = await later();
console.log(JSON.stringify([atStart, other === token, late.token === token, isThere('run.mjs'), digestOf('').slice(0, 8), taken]));
`,
  );
  const said = execFileSync(process.execPath, ['run.mjs'], { cwd: folder, encoding: 'utf8' });
  expect(JSON.parse(said)).toEqual([['node:fs'], true, true, true, 'e3b0c442', ['node:fs', 'node:crypto']]);
});
