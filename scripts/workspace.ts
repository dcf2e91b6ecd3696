/** Which packages the workspace has, and what their manifests say. Shared by the scripts beside it. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder that holds the workspace. */
export const ROOT = join(import.meta.dirname, '..');

/** The parts of a package.json that the scripts look at. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  /** A file, or files by condition. */
  readonly exports?: { readonly [entry: string]: string | { readonly [condition: string]: string } };
  readonly bin?: { readonly [command: string]: string };
  readonly dependencies?: { readonly [name: string]: string };
  readonly peerDependencies?: { readonly [name: string]: string };
}

/** One package of the workspace. */
export interface WorkspacePackage {
  /** Relative to the root: `packages/schema`. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** All packages, in the order of their folders. */
export function listPackages(): readonly WorkspacePackage[] {
  return ['packages', 'apps', 'bench'].flatMap((group) => {
    if (existsSync(join(ROOT, group, 'package.json'))) return [readPackage(group)];
    if (!existsSync(join(ROOT, group))) return [];
    return readdirSync(join(ROOT, group))
      .filter((name) => existsSync(join(ROOT, group, name, 'package.json')))
      .sort()
      .map((name) => readPackage(`${group}/${name}`));
  });
}

/** The packages that are published. */
export function listPublished(): readonly WorkspacePackage[] {
  return listPackages().filter(({ manifest }) => manifest.private !== true);
}

/** The first TypeScript block of the README of core, as it stands there: the example that users paste. */
export function readCoreExample(): string {
  const example = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'packages/core/README.md'), 'utf8'))?.[1];
  if (example === undefined) throw new Error('packages/core/README.md has no example');
  return example;
}

function readPackage(folder: string): WorkspacePackage {
  return { folder, manifest: JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Manifest };
}
