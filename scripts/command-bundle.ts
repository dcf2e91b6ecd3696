/**
 * How a command is bundled: one file with all that it always needs, so that it starts without looking for packages, and a file beside it
 * for each thing that it seldom needs. Owns what stays outside of these files.
 */

import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, join } from 'node:path';
import type { Options } from 'tsup';
import { builtinsByName } from './library-bundle.ts';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** Packages of others that every run needs, although they are imported late. */
const ALWAYS: ReadonlySet<string> = new Set(['ci-info']);

/** A command's file and the files beside it. */
export interface CommandBundle {
  /** Options for the bundle of the command itself. */
  readonly own: Options;
  /** What it imports late: absolute paths by the name of the file beside it, without its ending. Filled by the bundle. */
  readonly late: ReadonlyMap<string, string>;
  /** Options for the bundle of each of these. To be used after the first. */
  readonly rest: Options;
}

/**
 * Prepares both bundles for the commands of a package.
 *
 * @param name of the package: what a command seldom needs, it imports as the library of its own package
 * @param dependencies of the package; only these can be found at run time
 */
export function commandBundle(name: string, dependencies: readonly string[]): CommandBundle {
  const late = new Map<string, string>();
  const installed = new Set([name, ...dependencies]);
  const common = {
    noExternal: [/^/],
    splitting: false,
    // Otherwise a module of Node would lose its prefix before the plugins see it.
    removeNodeProtocol: false,
  };
  return {
    late,
    own: {
      ...common,
      // Nothing is imported or exported by then, and what has neither is taken for CommonJS by tools.
      footer: { js: 'export {};' },
      esbuildPlugins: [leaveOutside(installed, 'late'), leaveLate(late), importAtOnce, builtinsByName, otherBuiltins],
    },
    rest: { ...common, esbuildPlugins: [leaveOutside(installed, 'all'), builtinsByName] },
  };
}

/**
 * What others made is found where it is installed, and so is a package of ours: in the command itself where it is imported as a whole in the
 * middle of something, since few runs need it; in the files beside it always.
 */
function leaveOutside(packages: ReadonlySet<string>, ours: 'late' | 'all'): Plugin {
  return {
    name: 'leave-outside',
    setup(build) {
      build.onResolve({ filter: /^[^.]/ }, ({ path, kind }) =>
        packages.has(packageOf(path)) &&
        (ours === 'all' || kind === 'dynamic-import' || !path.startsWith('@telemetry/'))
          ? { path, external: true }
          : undefined,
      );
    },
  };
}

/** The package of an import: `@telemetry/schema` of `@telemetry/schema/policy`. */
function packageOf(path: string): string {
  return path.split('/', path.startsWith('@') ? 2 : 1).join('/');
}

/** Leaves what is imported in the middle of something to a file beside the command, and notes it. */
function leaveLate(late: Map<string, string>): Plugin {
  return {
    name: 'leave-late',
    setup(build) {
      build.onResolve({ filter: /^[^/]/ }, async ({ path, kind, resolveDir, pluginData }) => {
        const isOurs = kind === 'dynamic-import' && pluginData !== leaveLate;
        if (!isOurs || path.startsWith('node:') || ALWAYS.has(path)) return undefined;
        const found = path.startsWith('.')
          ? join(resolveDir, path)
          : (await build.resolve(path, { kind: 'import-statement', resolveDir, pluginData: leaveLate })).path;
        const name = `late/${basename(path, '.ts')}`;
        if ((late.get(name) ?? found) !== found) throw new TypeError(`two files would be called ${name}`);
        late.set(name, found);
        return { path: `./${name}.js`, external: true };
      });
    },
  };
}

/** `import('./run-command.ts')` */
const LATE_IMPORT = /\bimport\('(\.[^']+)'\)/g;

/**
 * What the command itself imports late from beside it, is in its file and imported at once: whatever is imported late gets a function around
 * it, and so does all that it imports.
 */
const importAtOnce: Plugin = {
  name: 'import-at-once',
  setup(build) {
    const entries = new Set(Object.values(build.initialOptions.entryPoints ?? {}));
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (!entries.has(path)) return undefined;
      const statements: string[] = [];
      const contents = readFileSync(path, 'utf8').replace(LATE_IMPORT, (_, from: string) => {
        const name = `atOnce${statements.length}`;
        statements.push(`import * as ${name} from '${from}';`);
        return `Promise.resolve(${name})`;
      });
      return { loader: 'ts', contents: contents.replace(/^(?:#!.*\n)?/, (first) => first + statements.join(' ')) };
    });
  },
};

/** The modules of Node that builtinsByName leaves: taken from the process as well, since a short command uses little of them. */
const otherBuiltins: Plugin = {
  name: 'other-builtins',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'builtin', sideEffects: false }));
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => {
      if (!builtinModules.includes(path.slice('node:'.length))) throw new TypeError(`${path} is no module of Node`);
      return { contents: `module.exports = process.getBuiltinModule('${path}');` };
    });
  },
};
