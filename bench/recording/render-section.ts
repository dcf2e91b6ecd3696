/** A section of the page about recording: the table of goals first, then what every contender took. Pure. */

import { renderNumber, renderTable, verdictOf } from '../report/render.ts';
import type { MeasuredGroup } from '../report/render-group.ts';
import { GOAL_HEAD, goalLines, missNotes, renderGroup, renderMisses } from '../report/render-group.ts';
import type { BundleSize, BundleSizes } from './measure-sizes.ts';
import { SIZE } from './notes.ts';

/** Of what posthog-node's bundle has, what ours may have. */
const SIZE_GOAL = 0.5;

/** Where and how it was measured. */
export interface Surroundings {
  readonly machine: string;
  readonly fileSystem: string;
  readonly loadBefore: string;
  readonly loadAfter: string;
  readonly versions: readonly string[];
  readonly date: string;
}

/** Renders a section. `sizes` where it has those of bundles. */
export function renderSection(
  { id, heading }: { readonly id: string; readonly heading: string },
  measured: readonly MeasuredGroup[],
  sizes: BundleSizes | undefined,
  { machine, fileSystem, loadBefore, loadAfter, versions, date }: Surroundings,
): string {
  const lines = [...measured.flatMap(goalLines), ...(sizes === undefined ? [] : sizeLines(sizes))];
  const notes = [...measured.flatMap(missNotes), ...(sizes === undefined ? [] : sizeNotes(sizes))];
  return `## ${heading}

Measured on ${date} by \`npx -y pnpm@12 bench ${id}\` on ${machine}; the logs on ${fileSystem}. Load averages of 1, 5 and 15 minutes before ${loadBefore}, after ${loadAfter}; of the load after, about one is the run itself. The machine is shared: where the loads exceed its cores, wall times tell of the others as well, and the figure to read is the CPU.
Our packages as packed and installed by npm, beside ${versions.join(', ')}, the newest of the registry.

Every contender runs in a process of its own, in turns, A B A B. A figure in bold is ours divided by the peer's, median by median; in brackets the quartiles of the ratios of single rounds, then the least and the greatest.

${renderTable(GOAL_HEAD, lines)}
${renderMisses(notes)}
${measured.map(renderGroup).join('\n')}
${sizes === undefined ? '' : renderSizes(sizes)}`;
}

function sizeNotes([ours, , peer]: BundleSizes): readonly string[] {
  return ours.gzipped / peer.gzipped > SIZE_GOAL ? [`- ${ours.name}: ${SIZE}`] : [];
}

function sizeLines([ours, byHand, peer]: BundleSizes): readonly (readonly string[])[] {
  return [ours, byHand].map(({ name, gzipped }) => {
    const figure = gzipped / peer.gzipped;
    const goal = name === ours.name ? [renderNumber(SIZE_GOAL), verdictOf({ goal: SIZE_GOAL, figure })] : ['', ''];
    return [`${name}, minified and gzipped`, peer.name, 'bytes', `**${renderNumber(figure)}**`, ...goal];
  });
}

function renderSizes(sizes: readonly BundleSize[]): string {
  const rows = sizes.map(({ name, minified, gzipped }) => [name, String(minified), String(gzipped)]);
  return `### Size\n\nOne bundle by esbuild for Node, all dependencies within.\n\n${renderTable(['bundle', 'minified, bytes', 'gzipped, bytes'], rows)}`;
}
