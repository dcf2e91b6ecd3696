/**
 * How a command is bundled: one file with all that it needs at once, so that it starts without looking for packages. Owns what stays outside
 * of the file, and how modules of Node get into it.
 */

import { builtinModules } from 'node:module';
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** Modules of Node of which our packages call functions only, and seldom at the start. */
const ON_CALL: ReadonlySet<string> = new Set(['node:crypto', 'node:child_process']);

/**
 * Options for the commands of a package.
 *
 * @param name of the package: what a command seldom needs, it imports as the library of its own package
 * @param dependencies of the package; only these can be found at run time
 */
export function commandBundle(name: string, dependencies: readonly string[]): Options {
  return {
    noExternal: [/^/],
    splitting: false,
    // Nothing is imported or exported by then, and what has neither is taken for CommonJS by tools.
    footer: { js: 'export {};' },
    // Otherwise a module of Node would lose its prefix before the plugin sees it.
    removeNodeProtocol: false,
    esbuildPlugins: [leaveOutside(new Set([name, ...dependencies])), builtinsOnDemand],
  };
}

/**
 * What others made is found where it is installed, and so is a package of ours that is imported as a whole in the middle of something: few
 * runs need it.
 */
function leaveOutside(packages: ReadonlySet<string>): Plugin {
  return {
    name: 'leave-outside',
    setup(build) {
      build.onResolve({ filter: /^[^.]/ }, ({ path, kind }) =>
        packages.has(path) && (kind === 'dynamic-import' || !path.startsWith('@telemetry/'))
          ? { path, external: true }
          : undefined,
      );
    },
  };
}

/**
 * Takes modules of Node from the running process instead of importing them. An import makes every export of the module, and with those of
 * `node:fs` come streams and promises, which a short command never uses; `node:crypto` is loaded with the first call.
 */
const builtinsOnDemand: Plugin = {
  name: 'builtins-on-demand',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'builtin', sideEffects: false }));
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, async ({ path }) => ({ contents: await contentsOf(path) }));
  },
};

async function contentsOf(name: string): Promise<string> {
  if (!builtinModules.includes(name.slice('node:'.length))) throw new TypeError(`${name} is no module of Node`);
  if (!ON_CALL.has(name)) return `module.exports = process.getBuiltinModule('${name}');`;
  const exported = Object.entries((await import(name)) as { readonly [key: string]: unknown });
  const functions = exported.filter(([key, value]) => typeof value === 'function' && key !== 'default');
  return functions
    .map(([key]) => `export const ${key} = (...args) => process.getBuiltinModule('${name}').${key}(...args);`)
    .join('\n');
}
