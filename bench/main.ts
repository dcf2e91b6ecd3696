/**
 * Measures everything side by side with the peers, and writes docs/benchmarks.md. With `--quick` it shows that everything runs, in
 * about three minutes, prints the page and writes nothing: its figures are worth nothing. Names of sections measure those alone.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../scripts/workspace.ts';
import { measureExport } from './export/measure-export.ts';
import { measureRecording } from './recording/measure-recording.ts';
import type { PageSection } from './report/page.ts';
import { putSection } from './report/page.ts';

const PAGE = join(ROOT, 'docs/benchmarks.md');

/** The subjects of the page, in its order. */
const SECTIONS: { readonly [name: string]: (isQuick: boolean) => Promise<PageSection> } = {
  recording: measureRecording,
  export: measureExport,
};

const given = process.argv.slice(2);
const isQuick = given.includes('--quick');
const names = given.filter((name) => name !== '--quick');
const unknown = names.find((name) => !Object.hasOwn(SECTIONS, name));
if (unknown !== undefined) throw new TypeError(`no section ${unknown}: there are ${Object.keys(SECTIONS).join(', ')}`);

for (const [name, measure] of Object.entries(SECTIONS)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const section = await measure(isQuick);
  if (isQuick) console.log(section.text);
  else writeFileSync(PAGE, putSection(existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : undefined, section));
}
