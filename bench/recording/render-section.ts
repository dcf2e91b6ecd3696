/** The section of the page about recording: the table of goals first, then what every contender took. Pure. */

import type { Group, Row } from '../measure/group.ts';
import { compareRow } from '../measure/group.ts';
import type { Samples } from '../measure/run-rounds.ts';
import { spreadOf } from '../measure/statistics.ts';
import { renderComparison, renderNumber, renderSpread, renderTable, verdictOf } from '../report/render.ts';
import type { BundleSize } from './measure-sizes.ts';
import { SIZE } from './notes.ts';

/** Of what posthog-node's bundle has, what ours may have. */
const SIZE_GOAL = 0.5;

/** A group with what its rounds gave. */
export interface MeasuredGroup {
  readonly group: Group;
  readonly samples: Samples;
}

/** Where and how it was measured. */
export interface Surroundings {
  readonly machine: string;
  readonly fileSystem: string;
  readonly loadBefore: string;
  readonly loadAfter: string;
  readonly versions: readonly string[];
  readonly date: string;
}

/** Renders everything. */
export function renderSection(
  measured: readonly MeasuredGroup[],
  sizes: readonly [BundleSize, BundleSize, BundleSize],
  { machine, fileSystem, loadBefore, loadAfter, versions, date }: Surroundings,
): string {
  const goals = measured.flatMap(({ group, samples }) => group.rows.flatMap((row) => goalLines(row, group, samples)));
  return `## Recording, starting, size

Measured on ${date} by \`npx -y pnpm@12 bench\` on ${machine}; the logs on ${fileSystem}. Load averages of 1, 5 and 15 minutes before ${loadBefore}, after ${loadAfter}; of the load after, about one is the run itself. The machine is shared: where the loads exceed its cores, wall times tell of the others as well, and the figure to read is the CPU.
Our packages as packed and installed by npm, beside ${versions.join(', ')}, the newest of the registry.

Every contender runs in a process of its own, in turns, A B A B. A figure in bold is ours divided by the peer's, median by median; in brackets the quartiles of the ratios of single rounds, then the least and the greatest.

${renderTable(['what', 'against', 'by', 'ratio', 'goal', ''], [...goals, ...sizeLines(sizes)])}
${renderMisses(measured, sizes)}
${measured.map(renderGroup).join('\n')}
${renderSizes(sizes)}`;
}

function goalLines(row: Row, { unit }: Group, samples: Samples): readonly (readonly string[])[] {
  const divisor = row.by === 'difference' ? unit.divisor : 1;
  return row.figures.map(({ name, title }) => {
    const comparison = compareRow(row, name, samples);
    const goal = row.goal === undefined ? '' : renderNumber(row.goal / divisor);
    const verdict = row.goal === undefined ? '' : verdictOf({ goal: row.goal, figure: comparison.figure });
    return [row.what, row.against, title, renderComparison(comparison, divisor), goal, verdict];
  });
}

/** What is known of the goals that were missed. */
function renderMisses(
  measured: readonly MeasuredGroup[],
  sizes: readonly [BundleSize, BundleSize, BundleSize],
): string {
  const notes = measured.flatMap(({ group, samples }) =>
    group.rows
      .filter((row) => isMissed(row, samples))
      .map(({ what, against, ifMissed = '' }) => `- ${what}, against ${against}: ${ifMissed}`),
  );
  const [ours, , peer] = sizes;
  if (ours.gzipped / peer.gzipped > SIZE_GOAL) notes.push(`- ${ours.name}: ${SIZE}`);
  return notes.length === 0
    ? ''
    : `What is missed, by wall or by CPU, and what is known of it, written by hand from profiles and timings outside of this run:\n\n${[...new Set(notes)].join('\n')}\n`;
}

function isMissed(row: Row, samples: Samples): boolean {
  const { goal } = row;
  return goal !== undefined && row.figures.some(({ name }) => compareRow(row, name, samples).figure > goal);
}

function renderGroup({ group, samples }: MeasuredGroup): string {
  const rows = group.contenders.map(({ name }) => [
    name,
    ...group.shown.map((figure) => {
      const values = samples.get(name)?.get(figure.name);
      return values === undefined ? '' : renderSpread(spreadOf(values), group.unit);
    }),
  ]);
  const head = ['contender', ...group.shown.map(({ title }) => `${title}, ${group.unit.name}`)];
  return `### ${group.title}\n\n${group.text} Rounds: ${group.rounds}; medians, with quartiles.\n\n${renderTable(head, rows)}`;
}

function sizeLines([ours, byHand, peer]: readonly [
  BundleSize,
  BundleSize,
  BundleSize,
]): readonly (readonly string[])[] {
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
