/**
 * Builds what is published: JavaScript by tsup, declarations by `tsc -b`. Each `dist` is deleted first, with the build information
 * of the compiler, since a half-cleaned folder would pass for a finished one.
 */

import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'tsup';
import { listPublished, ROOT } from './workspace.ts';

const packages = listPublished();
for (const { folder } of packages) {
  rmSync(join(ROOT, folder, 'dist'), { recursive: true, force: true });
  rmSync(join(ROOT, folder, 'tsconfig.tsbuildinfo'), { force: true });
}

execFileSync('tsc', ['-b'], { cwd: ROOT, stdio: 'inherit' });

for (const { folder, manifest } of packages) {
  const entries = [...Object.values(manifest.exports ?? {}), ...Object.values(manifest.bin ?? {})];
  await build({
    entry: Object.fromEntries(
      entries.map((file) => [file.replace('./src/', '').replace(/\.ts$/, ''), join(ROOT, folder, file)]),
    ),
    outDir: join(ROOT, folder, 'dist'),
    // Named here, since tsup would look for them in the manifest of the folder that it runs in.
    external: Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }),
    format: 'esm',
    target: 'node22',
    platform: 'node',
    dts: false,
    clean: false,
    sourcemap: false,
    silent: true,
    config: false,
    tsconfig: join(ROOT, folder, 'tsconfig.json'),
  });
}
console.log(`build: ${packages.length} packages`);
