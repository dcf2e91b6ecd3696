/**
 * Makes what is measured: our packages as they are packed, installed by npm in a folder beside the peers at their newest versions, and
 * the cases as plain JavaScript beside them, so that no process of a case has to strip types.
 */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { listPublished, ROOT } from '../../scripts/workspace.ts';

/** What is installed beside our packages, and the folder of the cases. */
export interface AppParts {
  readonly peers: readonly string[];
  /** Peers whose binaries are optional dependencies need them; without, less is fetched. Default false. */
  readonly hasOptional?: boolean;
  readonly cases: string;
}

/** Builds, packs and installs everything into a folder, which is made. */
export async function prepareApp(folder: string, { peers, hasOptional = false, cases }: AppParts): Promise<void> {
  execFileSync(process.execPath, [join(ROOT, 'scripts/build.ts')], { cwd: ROOT, stdio: 'inherit' });
  const tarballs = join(folder, 'tarballs');
  mkdirSync(tarballs, { recursive: true });
  for (const { folder: path } of listPublished()) {
    const args = ['-y', 'pnpm@12', 'pack', '--pack-destination', tarballs];
    execFileSync('npx', args, { cwd: join(ROOT, path), stdio: ['ignore', 'ignore', 'inherit'] });
  }
  // The command line finds the application by the manifest of the folder that it runs in.
  const manifest = { name: 'bench', private: true, type: 'module', telemetry: { app: 'bench-app' } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const files = readdirSync(tarballs).map((name) => join(tarballs, name));
  const newest = peers.map((name) => `${name}@latest`);
  const omitted = hasOptional ? [] : ['--omit=optional'];
  const install = ['install', '--no-audit', '--no-fund', ...omitted, ...files, ...newest];
  execFileSync('npm', install, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  await compileCases(folder, cases);
}

/** Compiles cases into the folder. */
export async function compileCases(folder: string, cases: string): Promise<void> {
  await build({
    entryPoints: readdirSync(cases).map((name) => join(cases, name)),
    outdir: folder,
    bundle: true,
    packages: 'external',
    // A case and its children are files of their own; what several share is bundled into each, as a host would have it.
    format: 'esm',
    platform: 'node',
    target: 'node22',
    logLevel: 'error',
  });
}

/** The versions that npm installed, ours left out: those are the sources beside this page. */
export function installedVersions(folder: string, peers: readonly string[]): readonly string[] {
  return peers.map((name) => {
    const manifest = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8');
    return `${name} ${(JSON.parse(manifest) as { readonly version: string }).version}`;
  });
}
