/** Which files of the workspace a file comes to load, by what stands in its sources. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** One import of a file. */
export interface FoundImport {
  readonly specifier: string;
  readonly isDynamic: boolean;
}

const STATIC = /(?:^|[\n;}])\s*(?:import|export)\s+(?!type\b)(?:[\w*{][^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/g;
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]\s*\)(?!\.)/g;

/** Lists the imports of a file, those of types left out. */
export function readImports(file: string): readonly FoundImport[] {
  const text = readFileSync(join(ROOT, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/\btypeof import\(/g, '');
  return [
    ...[...text.matchAll(STATIC)].map((match) => ({ specifier: match[1] ?? '', isDynamic: false })),
    ...[...text.matchAll(DYNAMIC)].map((match) => ({ specifier: match[1] ?? '', isDynamic: true })),
  ];
}

/** The files that are loaded with a file, at once or later. A gate is `<file> <specifier>`, which is not followed. */
export function reachableFrom(
  start: string,
  gates: readonly string[],
  { isStaticOnly = false }: { readonly isStaticOnly?: boolean } = {},
): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [start];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const { specifier, isDynamic } of readImports(file)) {
      if (gates.includes(`${file} ${specifier}`) || (isStaticOnly && isDynamic)) continue;
      const next = resolveImport(file, specifier);
      if (next !== undefined) waiting.push(next);
    }
  }
  return reached;
}

/** A file of ours; `undefined` for packages of others and modules of Node. */
function resolveImport(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(dirname(from), specifier);
  const [, name, rest] = /^@telemetry\/([^/]+)(?:\/(.+))?$/.exec(specifier) ?? [];
  if (name === undefined) return undefined;
  const folder = [`packages/${name}`, `apps/${name}`].find((one) => existsSync(join(ROOT, one, 'package.json')));
  if (folder === undefined) throw new Error(`${from}: ${specifier} is no package of ours`);
  const { exports } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
  const entry: unknown = exports[rest === undefined ? '.' : `./${rest}`];
  // What Node takes of an entry with conditions.
  const target = typeof entry === 'string' ? entry : (entry as { readonly default?: unknown } | undefined)?.default;
  if (typeof target !== 'string') throw new Error(`${from}: ${specifier} is not exported`);
  return posix.join(folder, target);
}
