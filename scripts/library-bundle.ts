/**
 * How the entries of a library are bundled. The entry that a recording process loads becomes one file with all that it needs at once, since
 * each further file costs its start some 0.4 ms; what the other entries share with it they import from it, by the package's own name, so that
 * nothing is there twice. Owns no option that concerns commands.
 */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** The entry of a package that is one file, and what is known of it once it is bundled. */
export interface BaseEntry {
  /** Options for the bundle of this entry alone. */
  readonly own: Options;
  /** Absolute paths of sources that it imports when they are needed: to be bundled as entries of their own. Filled by the bundle. */
  readonly late: ReadonlySet<string>;
  /** Options for the bundle of all other entries, `late` included. To be used after the first. */
  readonly rest: Options;
}

/**
 * Prepares both bundles.
 *
 * @param specifier by which others import the entry: `@telemetry/schema`
 * @param file absolute path of its source
 */
export function baseEntry(specifier: string, file: string): BaseEntry {
  const late = new Set<string>();
  const held = new Set<string>();
  return {
    late,
    own: {
      splitting: false,
      removeNodeProtocol: false,
      esbuildPlugins: [leaveLate(dirname(file), late, held), builtinsByName],
    },
    rest: { removeNodeProtocol: false, esbuildPlugins: [takeFrom(specifier, file, held), builtinsByName] },
  };
}

/** Leaves what is imported in the middle of something to a file beside this one, and notes which sources came in. */
function leaveLate(folder: string, late: Set<string>, held: Set<string>): Plugin {
  return {
    name: 'leave-late',
    setup(build) {
      build.initialOptions.metafile = true;
      build.onResolve({ filter: /^\./ }, ({ path, kind, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        // The path would lead elsewhere from the bundle.
        if (resolveDir !== folder) throw new TypeError(`${path} is imported late from outside of ${folder}`);
        late.add(join(resolveDir, path));
        return { path: path.replace(/\.ts$/, '.js'), external: true };
      });
      build.onEnd(({ metafile }) => {
        for (const output of Object.values(metafile?.outputs ?? {})) {
          for (const [source, { bytesInOutput }] of Object.entries(output.inputs)) {
            if (bytesInOutput > 0) held.add(join(build.initialOptions.absWorkingDir ?? process.cwd(), source));
          }
        }
      });
    },
  };
}

/** Imports from the entry what it holds. */
function takeFrom(specifier: string, entry: string, held: ReadonlySet<string>): Plugin {
  return {
    name: 'take-from-base',
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ path, importer }) => {
        const source = join(dirname(importer), path);
        const isHeld = held.has(source) || source === entry;
        return isHeld && importer !== '' ? { path: specifier, external: true } : undefined;
      });
    },
  };
}

/** Modules of Node that are taken from the process. Whatever opens a socket is imported, for everybody to see. */
const TAKEN: ReadonlySet<string> = new Set(['node:crypto', 'node:child_process', 'node:fs', 'node:os', 'node:path']);

/** Those of which our packages call functions only, and seldom at the start. */
const ON_CALL: ReadonlySet<string> = new Set(['node:crypto', 'node:child_process']);

/** `import { readFileSync, type Stats } from 'node:fs';` */
const BUILTIN_IMPORT = /^import \{([^}]*)\} from '(node:[a-z/_]+)';$/gm;

/** `const { hash } = await import('node:crypto');` */
const LATE_IMPORT = /\bawait import\('(node:[a-z/_]+)'\)/g;

/**
 * Takes modules of Node from the running process instead of importing them: an import makes every export of the module, and with those of
 * `node:fs` come streams and promises, with those of `node:crypto` all of WebCrypto. What is used of `node:crypto` loads it when it is called.
 */
export const builtinsByName: Plugin = {
  name: 'builtins-by-name',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8')
        .replace(BUILTIN_IMPORT, (statement, names: string, module: string) =>
          TAKEN.has(module) ? takeBuiltin(module, valuesOf(names)) : statement,
        )
        .replace(LATE_IMPORT, (text, module: string) => (TAKEN.has(module) ? getBuiltin(module) : text)),
    }));
  },
};

/** The names of an import that are no types. */
function valuesOf(names: string): readonly string[] {
  return names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '));
}

function takeBuiltin(module: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const taken = getBuiltin(module);
  if (!ON_CALL.has(module))
    return `const { ${names.map((name) => name.replace(' as ', ': ')).join(', ')} } = ${taken};`;
  return names.map((name) => `const ${name} = (...args) => ${taken}.${name}(...args);`).join('\n');
}

function getBuiltin(module: string): string {
  return `process.getBuiltinModule('${module}')`;
}
