/**
 * Builds what is published: JavaScript by tsup, declarations by `tsc -b`. Each `dist` is deleted first, with the build information
 * of the compiler, since a half-cleaned folder would pass for a finished one.
 */

import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Options } from 'tsup';
import { build } from 'tsup';
import { commandBundle } from './command-bundle.ts';
import { baseEntry, builtinsByName } from './library-bundle.ts';
import { listPublished, ROOT } from './workspace.ts';

/** Commands that are asked often, and whose start counts. */
const QUICK_COMMANDS: ReadonlySet<string> = new Set(['telemetry']);

/** Packages of which a process loads one entry: each is a file of its own, since every further file costs its start 0.3 ms. */
const WHOLE_ENTRIES: ReadonlySet<string> = new Set(['@telemetry/redaction']);

/** The entry that a process which records loads of each package that has several, whole and before anything else. */
const BASE_ENTRIES: ReadonlyMap<string, string> = new Map([
  ['@telemetry/core', '.'],
  ['@telemetry/reporters', './delivery'],
  ['@telemetry/schema', '.'],
]);

const packages = listPublished();
for (const { folder } of packages) {
  rmSync(join(ROOT, folder, 'dist'), { recursive: true, force: true });
  rmSync(join(ROOT, folder, 'tsconfig.tsbuildinfo'), { force: true });
}

execFileSync('tsc', ['-b'], { cwd: ROOT, stdio: 'inherit' });

for (const { folder, manifest } of packages) {
  const { name, exports = {}, bin = {} } = manifest;
  // Named here, since tsup would look for them in the manifest of the folder that it runs in.
  const external = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  const files = (isQuick: boolean) =>
    Object.keys(bin).flatMap((command) => (QUICK_COMMANDS.has(command) === isQuick ? [bin[command] ?? ''] : []));
  const entries = Object.values(exports).flatMap((entry) =>
    typeof entry === 'string' ? [entry] : Object.values(entry),
  );
  const library = {
    external,
    splitting: !WHOLE_ENTRIES.has(name),
    removeNodeProtocol: false,
    esbuildPlugins: [builtinsByName],
  };
  const specifier = BASE_ENTRIES.get(name);
  const first = specifier === undefined ? undefined : exports[specifier];
  if (specifier !== undefined && typeof first === 'string') {
    const base = baseEntry(`${name}${specifier.slice(1)}`, join(ROOT, folder, first));
    await bundle(folder, [first], { external, ...base.own });
    const late = [...base.late].map((file) => `./${relative(join(ROOT, folder), file)}`);
    await bundle(folder, [...entries.filter((entry) => entry !== first), ...late], { external, ...base.rest });
  } else {
    await bundle(folder, [...entries, ...files(false)], library);
  }
  if (files(true).length > 0) {
    const command = commandBundle(name, external);
    await bundle(folder, files(true), command.own);
    await bundle(folder, [], { entry: Object.fromEntries(command.late), ...command.rest });
  }
}
console.log(`build: ${packages.length} packages`);

async function bundle(folder: string, entries: readonly string[], more: Options): Promise<void> {
  const entry = Object.fromEntries(
    entries.map((file) => [file.replace('./src/', '').replace(/\.ts$/, ''), join(ROOT, folder, file)]),
  );
  if (entries.length === 0 && more.entry === undefined) return;
  await build({
    entry,
    outDir: join(ROOT, folder, 'dist'),
    format: 'esm',
    target: 'node22',
    platform: 'node',
    dts: false,
    clean: false,
    sourcemap: false,
    silent: true,
    config: false,
    tsconfig: join(ROOT, folder, 'tsconfig.json'),
    ...more,
  });
}
