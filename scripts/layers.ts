/**
 * The layers of the workspace: which package may import which, where network modules may stand, what pure packages do without.
 * The tables are the rule; ARCHITECTURE.md draws them.
 */

import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** The packages that each package may import. Arrows point down, and only down. */
export const MAY_IMPORT: { readonly [name: string]: readonly string[] } = {
  schema: [],
  redaction: ['schema'],
  store: ['schema'],
  aggregation: ['schema'],
  views: ['schema'],
  conduit: ['schema', 'store', 'aggregation'],
  payload: ['schema', 'redaction'],
  consent: ['schema', 'store'],
  reporters: ['schema', 'payload', 'store'],
  core: ['schema', 'redaction', 'payload', 'store', 'consent', 'aggregation', 'reporters'],
  cli: ['schema', 'redaction', 'payload', 'store', 'consent', 'reporters', 'aggregation', 'views', 'conduit', 'core'],
  'demo-agent': ['schema', 'store', 'consent', 'aggregation', 'core', 'cli'],
};

/** Modules that open sockets. */
const NETWORK_MODULES = ['undici', 'http', 'https', 'http2', 'net', 'tls', 'dns', 'dgram'];

/** The files that may use them; every other file of the workspace stays offline. */
export const MAY_USE_NETWORK: readonly string[] = [
  'apps/cli/src/metrics-server.ts',
  'packages/reporters/src/http/http-request.ts',
  'packages/reporters/src/http/name-server.ts',
  'packages/reporters/src/socket/socket-connection.ts',
];

/** Packages that read no disk, no clock and no randomness: those come in as parameters. */
export const PURE_PACKAGES: readonly string[] = ['redaction', 'payload', 'aggregation', 'views', 'conduit'];

/** Files and folders of pure packages that are entries of their own for whoever wants the machine read. */
const IMPURE_ENTRIES: readonly string[] = ['packages/redaction/src/machine.ts', 'packages/conduit/src/node/'];

/** One source file. */
export interface Source {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

const IMPORT = /(?:^|[\s;}])(?:import|export)\s+(?:type\s+)?(?:[\w*{][^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/g;
const DYNAMIC_IMPORT = /(?:\bimport|getBuiltinModule|\brequire)\(\s*['"]([^'"]+)['"]/g;

/** Reads all sources of packages and apps; tests and evidence are not part of the layers. */
export function readSources(root: string): readonly Source[] {
  return globSync(['packages/*/src/**/*.ts', 'apps/*/src/**/*.ts'], { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** Says in one line each what is wrong with the imports of the sources. */
export function findProblems(sources: readonly Source[]): readonly string[] {
  return [...sources.flatMap(checkFile), ...findCycles(sources)];
}

function checkFile(source: Source): readonly string[] {
  const owner = source.path.split('/')[1] ?? '';
  const allowed = MAY_IMPORT[owner];
  if (allowed === undefined) return [`${source.path}: the package ${owner} has no layer`];
  const problems: string[] = [];
  for (const specifier of importsOf(source)) {
    const other = /^@telemetry\/([^/]+)/.exec(specifier)?.[1];
    if (other !== undefined && other !== owner && !allowed.includes(other)) {
      problems.push(`${source.path}: ${owner} may not import ${other}`);
    }
    if (specifier.startsWith('.') && !inside(source.path, specifier)) {
      problems.push(`${source.path}: ${specifier} leaves the package; import it by name`);
    }
    const builtin = specifier.replace(/^node:/, '').split('/')[0] ?? '';
    if (NETWORK_MODULES.includes(builtin) && !MAY_USE_NETWORK.includes(source.path)) {
      problems.push(`${source.path}: ${specifier} opens sockets, and this file may not`);
    }
    if (isPure(source.path, owner) && ['fs', 'os', 'child_process', 'worker_threads'].includes(builtin)) {
      problems.push(`${source.path}: ${owner} is pure and may not import ${specifier}`);
    }
  }
  const code = withoutComments(source.text);
  if (/\bfetch\(/.test(code) && !MAY_USE_NETWORK.includes(source.path)) {
    problems.push(`${source.path}: fetch opens sockets, and this file may not`);
  }
  if (
    isPure(source.path, owner) &&
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomUUID\(|\brandomBytes\(/.test(code)
  ) {
    problems.push(`${source.path}: ${owner} is pure and may not read the clock or chance`);
  }
  return problems;
}

function isPure(path: string, owner: string): boolean {
  return (
    PURE_PACKAGES.includes(owner) &&
    !IMPURE_ENTRIES.some((entry) => path === entry || (entry.endsWith('/') && path.startsWith(entry)))
  );
}

function importsOf(source: Source): readonly string[] {
  const code = withoutComments(source.text);
  return [...code.matchAll(IMPORT), ...code.matchAll(DYNAMIC_IMPORT)].map((match) => match[1] ?? '');
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

function inside(path: string, specifier: string): boolean {
  const folder = path.split('/').slice(0, 3).join('/');
  return posix.join(dirname(path), specifier).startsWith(`${folder}/`);
}

/** Finds files that import one another in a circle; each circle is told once. */
function findCycles(sources: readonly Source[]): readonly string[] {
  const graph = new Map(
    sources.map((source) => [
      source.path,
      importsOf(source)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => posix.join(dirname(source.path), specifier)),
    ]),
  );
  const done = new Set<string>();
  const problems: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      problems.push(`cycle: ${[...trail.slice(at), path].join(' -> ')}`);
      return;
    }
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return problems;
}
