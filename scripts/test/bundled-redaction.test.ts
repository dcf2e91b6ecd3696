import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build as bundleByEsbuild } from 'tsup';
import { build as bundleByVite } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../workspace.ts';

/** A program of one file, which runs where none of our packages can be found. */
const PROGRAM = `
  import { createRedactor } from '@telemetry/redaction';
  const token = 'ghp_' + 'a1B2c3D4e5'.repeat(4);
  const { value, kinds } = createRedactor().redact({ note: 'use ' + token + ' (now)', model: 'claude-opus-4-1-20250805' });
  console.log(JSON.stringify({ value, kinds }));
`;
const EXPECTED = {
  value: { note: 'use [redacted] (now)', model: 'claude-opus-4-1-20250805' },
  kinds: { github_token: 1 },
};

describe('a host that is bundled into one file', () => {
  let folder: string;
  let entry: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'telemetry-bundled-'));
    // The packages are found from here while it is bundled.
    mkdirSync(join(ROOT, 'packages/core/test/.tmp'), { recursive: true });
    entry = join(mkdtempSync(join(ROOT, 'packages/core/test/.tmp/bundled-')), 'program.js');
    writeFileSync(entry, PROGRAM);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    rmSync(join(entry, '..'), { recursive: true, force: true });
  });

  const answerOf = (file: string): unknown =>
    JSON.parse(execFileSync(process.execPath, [file], { cwd: folder, encoding: 'utf8' }));

  it.each(['esm', 'cjs'] as const)('redacts what it holds, bundled by esbuild as %s', async (format) => {
    const outDir = join(folder, format);
    const extension = format === 'esm' ? '.mjs' : '.cjs';
    await bundleByEsbuild({
      entry: { program: entry },
      outDir,
      format,
      noExternal: [/^/],
      splitting: false,
      platform: 'node',
      target: 'node22',
      outExtension: () => ({ js: extension }),
      dts: false,
      silent: true,
      config: false,
      tsconfig: join(ROOT, 'tsconfig.base.json'),
    });
    expect(answerOf(join(outDir, `program${extension}`))).toEqual(EXPECTED);
  });

  it.each([true, false])('redacts what it holds, bundled by vite (for a server: %s)', async (ssr) => {
    const outDir = join(folder, ssr ? 'server' : 'library');
    await bundleByVite({
      configFile: false,
      logLevel: 'error',
      root: join(entry, '..'),
      ssr: { noExternal: true },
      build: {
        ssr,
        outDir,
        lib: { entry, formats: ['es'], fileName: () => 'program.mjs' },
        rollupOptions: { output: { entryFileNames: 'program.mjs' } },
      },
    });
    expect(answerOf(join(outDir, 'program.mjs'))).toEqual(EXPECTED);
  });
});
