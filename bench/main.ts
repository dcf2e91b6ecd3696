/**
 * Measures everything side by side with the peers, and writes docs/benchmarks.md. With `--quick` it shows that everything runs, in
 * about three minutes, prints the page and writes nothing: its figures are worth nothing. Names of sections measure those alone; `--large` adds a
 * log of 10,000,000 events, five gigabytes, to the section of summaries.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../scripts/workspace.ts';
import { measureExport } from './export/measure-export.ts';
import { measureRecording } from './recording/measure-recording.ts';
import type { PageSection } from './report/page.ts';
import { putSection } from './report/page.ts';

const PAGE = join(ROOT, 'docs/benchmarks.md');

/** Sections of the page, in its order. */
const RECORDING = ['recording', 'starting', 'host'];
const SECTIONS = [...RECORDING, 'export'];

const given = process.argv.slice(2);
const isQuick = given.includes('--quick');
const isLarge = given.includes('--large');
const names = given.filter((name) => name !== '--quick' && name !== '--large');
const unknown = names.find((name) => !SECTIONS.includes(name));
if (unknown !== undefined) throw new TypeError(`no section ${unknown}: there are ${SECTIONS.join(', ')}`);

const isWanted = (name: string) => names.length === 0 || names.includes(name);
const take = (section: PageSection) => {
  if (isQuick) console.log(section.text);
  else writeFileSync(PAGE, putSection(existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : undefined, section));
};

if (RECORDING.some(isWanted)) await measureRecording(isQuick, isWanted, take);
if (isWanted('export')) take(await measureExport(isQuick, isLarge));
