/**
 * Writes the pages that are derived from code; with `--check` compares them instead, and fails when one has drifted.
 * Run as `node scripts/generate-docs.ts [--check]`.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GENERATED_PAGES } from './generated-pages.ts';
import { ROOT } from './workspace.ts';

const check = process.argv.includes('--check');
let drifted = 0;
for (const { path, render } of GENERATED_PAGES) {
  const text = await render();
  const file = join(ROOT, path);
  if (!check) {
    writeFileSync(file, text);
    console.log(`wrote ${path}`);
  } else if (readIfThere(file) !== text) {
    drifted += 1;
    console.error(`${path} is not what the code says: run \`node scripts/generate-docs.ts\``);
  }
}
if (check) console.log(`docs: ${GENERATED_PAGES.length} generated pages, ${drifted} drifted`);
process.exitCode = drifted === 0 ? 0 : 1;

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
